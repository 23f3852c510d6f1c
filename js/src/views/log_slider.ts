// A step h on a logarithmic slider: where it is, and what a place or a key makes of it. Its sign stays.

import { significant } from "./round_numbers";

/** The range of |h|. */
export const SMALLEST_STEP = 1e-16;
export const LARGEST_STEP = 1;

/** Where the thumb is for a step: its exponent, held within the range. */
export function positionOf(h: number, from = SMALLEST_STEP, to = LARGEST_STEP): number {
  const exponent = Math.log10(Math.abs(h));
  if (Number.isNaN(exponent)) return Math.log10(from);
  return Math.min(Math.max(exponent, Math.log10(from)), Math.log10(to));
}

/** The step at a place, snapped to 1, 2 or 5 × 10ⁿ, of the sign that it had. */
export function stepAt(position: number, before: number): number {
  const power = Math.floor(position + 1e-9);
  const rest = position - power;
  const nearest = [1, 2, 5, 10].reduce((best, each) =>
    Math.abs(Math.log10(each) - rest) < Math.abs(Math.log10(best) - rest) ? each : best,
  );
  return signed(Number(`${nearest}e${power}`), before);
}

const USUAL_STEP = 0.001; // what a key makes of a step that is no number
const NOTCHES = 40; // in a power of ten; a key moves by ten of them

/** The step after some key presses, each of a quarter of a power of ten: 0.001 → 0.00178 → … → 0.01. */
export function steppedBy(h: number, presses: number): number {
  if (!Number.isFinite(h)) return USUAL_STEP;
  const exponent = Math.log10(Math.max(Math.abs(h), SMALLEST_STEP)) + presses / 4;
  const notch = Math.round(exponent * NOTCHES) / NOTCHES; // so that powers of ten are met again
  const next = 10 ** (Math.abs(exponent - notch) < 0.004 ? notch : exponent);
  return signed(significant(Math.max(next, SMALLEST_STEP), 3), h);
}

function signed(size: number, like: number): number {
  return like < 0 || Object.is(like, -0) ? -size : size;
}
