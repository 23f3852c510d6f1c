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
  [Array(200_000).fill(2), Array(200_000).fill(1)],
  [[], []],
])("bars of %.40j are as long as %.40j", (gradient, lengths) => {
  expect(barLengths(gradient)).toEqual(lengths);
});
