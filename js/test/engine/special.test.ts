import { expect, test } from "vitest";
import { logaddexp, power, rint } from "../../src/engine/special";

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

test.each([
  [0, 0, Math.LN2],
  [-1000, -1000, -1000 + Math.LN2],
  [1000, 0, 1000],
  [-infinity, -infinity, -infinity],
  [infinity, infinity, infinity],
  [-infinity, infinity, infinity],
  [-infinity, 3, 3],
  [Number.NaN, 3, Number.NaN],
])("logaddexp of %d and %d is %d, as in NumPy", (x, y, expected) => {
  expect(logaddexp(x, y)).toBe(expected);
});

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, -0],
  [-1.5, -2],
  [0.49999999999999994, 0],
  [-0.2, -0],
  [2.7, 3],
  [-2.7, -3],
  [4503599627370495.5, 4503599627370496],
  [1e300, 1e300],
  [-infinity, -infinity],
  [Number.NaN, Number.NaN],
])("%d rounded is %d, halves to the even number, as in NumPy", (x, expected) => {
  expect(rint(x)).toBe(expected);
});
