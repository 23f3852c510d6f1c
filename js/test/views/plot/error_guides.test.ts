import { expect, test } from "vitest";
import { placeOfWords } from "../../../src/views/plot/error_guides";

test.each([
  ["in the middle", [0, 300, 80, -1e9], 150],
  ["in the middle where there is no marker", [0, 300, 80, Number.NaN], 150],
  ["left of a marker on the right", [0, 300, 80, 170], 81],
  ["right of a marker on the left", [0, 300, 80, 130], 219],
  ["nowhere without room", [0, 60, 80, 400], null],
  ["nowhere without room beside the marker", [0, 120, 80, 60], null],
] as const)("the words on a guide stand %s", (_, [begin, end, room, avoid], expected) => {
  expect(placeOfWords(begin, end, room, avoid)).toBe(expected);
});
