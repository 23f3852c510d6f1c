import { expect, test } from "vitest";
import { stepLetter } from "../../src/engine/step_letter";

test.each([
  [["x"], "h"],
  [["x", "h"], "Δ"],
  [["h", "Δ", "ε", "η"], "step"],
])("where the inputs are %j, the step is called %s", (names, letter) => {
  expect(stepLetter(names)).toBe(letter);
});
