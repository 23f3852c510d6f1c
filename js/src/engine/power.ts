/**
 * x to the power of y, as NumPy and C compute it.
 *
 * JavaScript's own operator says NaN where IEEE 754 says 1: for 1 to the power of NaN, and for ±1 to the power of ±∞.
 */
export function power(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y;
}
