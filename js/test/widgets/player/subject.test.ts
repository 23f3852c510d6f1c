import { expect, test } from "vitest";
import { stored, toData } from "../../../src/engine/arrays";
import { subjectOf } from "../../../src/widgets/player/subject";

const array = (shape: readonly number[]) =>
  toData(stored(new Float64Array(shape.reduce((a, b) => a * b)), shape, "float64"));

test.each([
  ["classes", 2, 2, "decision"],
  ["classes", 2, 3, "decision"],
  ["classes", 3, 2, "table"],
  ["signs", 2, 1, "decision"],
  ["bits", 2, 2, "table"],
  ["numbers", 2, 1, "table"],
])("targets that are %s, by %d features and %d outputs, make a %s", (kind, width, outputs, shows) => {
  const told = { X: array([4, width]), y: array([4]), grid: null, kind, features: [] };
  expect(subjectOf(told, outputs, true).shows).toBe(shows);
});
