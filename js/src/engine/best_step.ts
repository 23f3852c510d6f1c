/** Which step makes a difference quotient most exact: short enough to cut off little, long enough to round little. */

import type { Method, Reading } from "./reading";

const POWERS = 16; // of ten, from 1e−16 to 1
const FINENESS = 40; // steps in each
const GRID = Array.from({ length: POWERS * FINENESS + 1 }, (_, i) => 10 ** (i / FINENESS - POWERS));
const FEWEST_NUMBERS = 64; // between x and x + h, for an error to mean something
const BEYOND_NOISE = 8; // an error so many times as large as rounding can make it has another cause

/** What cutting off adds at a step, by the first terms of the Taylor series: |f″|/2 · h and |f‴|/6 · h². */
export function seriesTruncation(bends: Reading["bends"], method: Method, h: number): number {
  const third = (Math.abs(bends[1]) / 6) * h * h;
  return method === "central" ? third : (Math.abs(bends[0]) / 2) * h + third;
}

/**
 * Return the step for which cutting off and rounding add least together.
 *
 * Null if there is none within 1e−16 and 1: what is cut off is nothing, so that larger is better, or f has no
 * derivative here.
 */
export function bestStep(reading: Reading, method: Method): number | null {
  const { x, bends, noise, sweep } = reading;
  const bySeries = smallest(GRID, (h) => seriesTruncation(bends, method, h) + noise / h);
  if (bySeries !== null || !isCutOff(reading, method)) return bySeries;
  // the series may begin after the terms that we know, as that of x⁵ at 0: then the measured errors tell
  const total = (i: number) => {
    const h = sweep.h[i] as number;
    return h > FEWEST_NUMBERS * Number.EPSILON * Math.abs(x)
      ? Math.abs(sweep.errors[method][i] as number) + noise / h
      : Number.POSITIVE_INFINITY; // an error so near to x is chance
  };
  const best = smallest(sweep.h, (_, i) => total(i));
  // at a kink no step is better than another
  return best !== null && total(sweep.h.indexOf(best)) < total(sweep.h.length - 1) / 2 ? best : null;
}

/** Whether the error of the largest step is more than rounding. */
export function isCutOff({ noise, sweep }: Reading, method: Method): boolean {
  const last = sweep.h.length - 1;
  return Math.abs(sweep.errors[method][last] as number) > (BEYOND_NOISE * noise) / (sweep.h[last] as number);
}

/** The step of the smallest error, unless that is the last one. */
function smallest(steps: ArrayLike<number>, errorOf: (h: number, i: number) => number): number | null {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < steps.length; i++) {
    const error = errorOf(steps[i] as number, i);
    if (error <= least) {
      best = i;
      least = error;
    }
  }
  return best < 0 || best === steps.length - 1 ? null : (steps[best] as number);
}
