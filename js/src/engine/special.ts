/** Functions of numbers that NumPy has and JavaScript's Math has not, or answers differently. */

/**
 * x to the power of y, as NumPy and C compute it.
 *
 * JavaScript's own operator says NaN where IEEE 754 says 1: for 1 to the power of NaN, and for ±1 to the power of ±∞.
 */
export function power(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y;
}

/** log(exp(x) + exp(y)), without an exponential of a large number. */
export function logaddexp(x: number, y: number): number {
  if (x === y) return x + Math.LN2; // also where both are the same infinity, whose difference is NaN
  return Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
}

/** The nearest whole number; of two that are as near, the even one, where Math.round takes the greater. */
export function rint(x: number): number {
  const rounded = Math.round(x); // −0 stays −0, and −0.5 becomes it
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
