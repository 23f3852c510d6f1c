import { expect, test } from "vitest";
import { barLengths } from "../../src/views/gradient_bars";

test.each([
  [
    [-3, 2, 1],
    [-1, 2 / 3, 1 / 3],
  ],
  [
    [0, 0],
    [0, 0],
  ],
  [
    [Number.NaN, Number.NEGATIVE_INFINITY, 4, 2],
    [0, -1, 1, 0.5],
  ],
  [[], []],
])("bars of %j are as long as %j", (gradient, lengths) => {
  expect(barLengths(gradient)).toEqual(lengths);
});
