// The errors of difference quotients on logarithmic axes: where they lie, and the lines that explain them.

import { bestStep } from "../../engine/best_step";
import { formatNumber } from "../../engine/numbers";
import { METHODS, type Method, type Reading, type Sweep } from "../../engine/reading";
import type { Pair } from "./scale";

const FARTHEST = 300; // exponents beyond this are not shown
const DEEPEST = 32; // powers of ten from the largest error down
const PITCH = 2; // the ends move by so many powers of ten at once, so that the picture stands still between

/** From which to which error the axis goes; null if there is no error at all. */
export function errorDomain({ errors }: Sweep): Pair | null {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  let known = false;
  for (const method of METHODS) {
    for (const error of errors[method]) {
      const size = Math.abs(error);
      if (!Number.isFinite(size)) continue;
      known = true;
      if (size === 0) continue;
      least = Math.min(least, size);
      most = Math.max(most, size);
    }
  }
  if (!known) return null;
  if (most === 0) return [1e-16, 1];
  const limited = (exponent: number) => Math.min(Math.max(exponent, -FARTHEST), FARTHEST);
  const to = limited(Math.ceil(Math.log10(most) / PITCH) * PITCH);
  const lowest = limited(Math.floor(Math.log10(least) / PITCH) * PITCH);
  const from = Math.min(Math.max(lowest, to - DEEPEST), to - 2 * PITCH);
  return [Number(`1e${from}`), Number(`1e${to}`)];
}

/** The error that cutting off makes, c · hᵖ, by the first term of the series that is there. */
export function truncationGuide({ bends }: Reading, method: Method): { factor: number; power: 1 | 2 } {
  return method === "central"
    ? { factor: Math.abs(bends[1]) / 6, power: 2 }
    : { factor: Math.abs(bends[0]) / 2, power: 1 };
}

/** What to say about the best step, and which it is; null if there is none. */
export function advice(reading: Reading, method: Method, h = "h"): { step: number | null; words: string } {
  if (!Number.isFinite(reading.derivative)) return { step: null, words: "there is no derivative here" };
  const best = bestStep(reading, method);
  if (typeof best === "number") return { step: best, words: `best ${h} ≈ ${oneDigit(best)}` };
  const words = {
    shorter: `here, the smaller ${h}, the better`,
    longer: `here, the larger ${h}, the better`,
    any: `no error at any ${h}`,
    "any short": `no error while ${h} is small`,
    none: `no ${h} makes this error small`,
  };
  return { step: null, words: words[best] };
}

function oneDigit(x: number): string {
  return formatNumber(x, 1).replace(".0e", "e");
}
