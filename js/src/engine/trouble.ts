/** Why a number can't be given, in a sentence, and what to do about it. */

import { formatNumber } from "./numbers";
import type { Method, Reading } from "./reading";
import { endsOf } from "./secant";

/** What the function and the number that moves are called. */
export interface Names {
  readonly f: string;
  readonly x: string;
}

/** Why there is no f(x), "" if there is one. */
export function troubleWithValue({ x, value }: Reading, names: Names): string {
  const here = `${names.x} = ${formatNumber(x)}`;
  if (Number.isFinite(value)) return "";
  if (!Number.isFinite(x)) return `${here} is no number on the axis: type another one, or move the slider.`;
  if (Number.isNaN(value)) return `${names.f} has no value at ${here}: move ${names.x} to where it has one.`;
  return `${names.f} is ${formatNumber(value)} at ${here}: a pole, or more than a number can hold. Change an input.`;
}

/** Why the difference quotient of a method says nothing, "" if it does. */
export function troubleWithStep(reading: Reading, names: Names, method: Method): string {
  const { x, h, value } = reading;
  if (h === 0) {
    return (
      "h is 0: both points are one, and the quotient would be 0 / 0, which says nothing. " +
      "The derivative is what the quotient comes close to as h shrinks: take a small one, such as 0.001."
    );
  }
  if (!Number.isFinite(h)) return `h is ${formatNumber(h)}: take a small number, such as 0.001.`;
  if (!Number.isFinite(value)) return "";
  const [start, end] = endsOf(reading, method);
  if (start.x === end.x) {
    const apart = formatNumber(spacing(x), 2);
    return (
      `h is so small that ${names.x} + h is rounded to ${names.x} itself: near ${formatNumber(x)}, ` +
      `neighbouring numbers are ${apart} apart. Nothing rises, whatever the slope.`
    );
  }
  const lost = [start, end].filter(({ y }) => !Number.isFinite(y));
  if (lost.length === 0) return "";
  const places = lost.map((each) => formatNumber(each.x)).join(" and ");
  return `${names.f} has no value at ${places}, or one too large to hold: take a smaller h.`;
}

/** Why there is no exact derivative, "" if there is one. */
export function troubleWithDerivative({ value, derivative, x }: Reading, names: Names): string {
  if (Number.isFinite(derivative) || !Number.isFinite(value)) return "";
  const here = `${names.x} = ${formatNumber(x)}`;
  return Number.isNaN(derivative)
    ? `${names.f} has a value at ${here}, but its slope can't be computed: a number on the way is too large to hold ` +
        "(overflow), or undefined."
    : `The curve is vertical at ${here}.`;
}

/** How far a number is from the next one. */
function spacing(x: number): number {
  return x === 0 ? Number.MIN_VALUE : 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);
}
