// Numbers as a hand leaves them: 3.27 rather than 3.2700319.

const MOST_DIGITS = 100; // toFixed can't do more

/** The power of ten just below a size: 0.01 for 0.0167. */
export function decimalStep(size: number): number {
  return Number(`1e${Math.floor(Math.log10(size) + 1e-9)}`);
}

/** The largest of 1, 2, 5 × 10ⁿ that is not above a size. */
export function niceStep(size: number): number {
  const power = decimalStep(size);
  const times = size / power + 1e-9;
  return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

/** The multiple of a step that is nearest, without the dust of binary fractions. */
export function roundedTo(value: number, step: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const rounded = Math.round(value / step) * step;
  if (!Number.isFinite(rounded)) return value;
  return digits > MOST_DIGITS ? rounded : Number(rounded.toFixed(digits)) + 0; // + 0: there is no −0
}

/** A number with some significant digits. */
export function significant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** A sum as it would be written: 0.1 + 0.2 is 0.3, but digits that matter beside the step stay. */
export function writtenSum(value: number, step: number): number {
  const sum = value + step;
  const written = significant(sum, 14);
  return Math.abs(written - sum) < 1e-4 * Math.abs(step) ? written : sum;
}
