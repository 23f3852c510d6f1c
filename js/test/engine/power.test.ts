import { expect, test } from "vitest";
import { power } from "../../src/engine/power";

const infinity = Number.POSITIVE_INFINITY;

test.each([
  [1, Number.NaN, 1],
  [1, infinity, 1],
  [-1, infinity, 1],
  [-1, -infinity, 1],
  [Number.NaN, 0, 1],
  [0, 0, 1],
  [0, -1, infinity],
  [-0, -1, -infinity],
  [-8, 1 / 3, Number.NaN],
  [2, 10, 1024],
  [0.5, infinity, 0],
])("%d to the power of %d is %d, as in NumPy", (x, y, expected) => {
  expect(power(x, y)).toBe(expected);
});
