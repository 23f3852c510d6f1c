/** Which step makes a difference quotient most exact: short enough to cut off little, long enough to round little. */

import type { Method, Reading } from "./reading";

/**
 * The step; or that the shorter (the longer) the better; that any is exact, or any that is short; that none is good.
 */
export type BestStep = number | "shorter" | "longer" | "any" | "any short" | "none";

const POWERS = 16; // of ten, from 1e−16 to 1
const FINENESS = 40; // steps in each
const GRID = Array.from({ length: POWERS * FINENESS + 1 }, (_, i) => 10 ** (i / FINENESS - POWERS));
const FEWEST_NUMBERS = 64; // between x and x + h, for an error to mean something
const BEYOND_NOISE = 8; // an error so many times as large as rounding can make it has another cause
const AROUND = 2; // neighbours on each side: a single error may be small by chance
const DUST = 1e-6; // of the derivative: what a float32 rounds in the quotient itself, whatever the step

/** What cutting off adds at a step, by the first terms of the Taylor series: |f″|/2 · h and |f‴|/6 · h². */
export function seriesTruncation(bends: Reading["bends"], method: Method, h: number): number {
  const third = (Math.abs(bends[1]) / 6) * h * h;
  return method === "central" ? third : (Math.abs(bends[0]) / 2) * h + third;
}

/** The step between 1e−16 and 1 for which cutting off and rounding add least together. */
export function bestStep(reading: Reading, method: Method): BestStep {
  const { bends, noise, sweep } = reading;
  const errors = sweep.errors[method];
  if (!Number.isFinite(noise)) return byErrors(reading, method);
  const best = leastAt(GRID.length, (i) => {
    const h = GRID[i] as number;
    return seriesTruncation(bends, method, h) + noise / h;
  });
  if (best > 0 && best < GRID.length - 1) return GRID[best] as number;
  if (best === 0) return byErrors(reading, method); // nothing is known to be rounded: the errors may tell otherwise
  if (!isCutOff(reading, method, sweep.h.length - 1))
    return errors.every((error) => error === 0) ? "any" : "longer";
  const jump = errors.findIndex((error) => error !== 0);
  // as beside a jump of floor
  if (jump > 0 && means(reading, jump) && isCutOff(reading, method, jump)) return "any short";
  // the series may begin after the terms that we know, as that of x⁵ at 0
  return byErrors(reading, method);
}

/** Whether the error of a step of the sweep is more than rounding, or not even a number. */
function isCutOff({ noise, sweep }: Reading, method: Method, i: number): boolean {
  const error = Math.abs(sweep.errors[method][i] as number);
  return !Number.isFinite(error) || error > (BEYOND_NOISE * noise) / (sweep.h[i] as number);
}

/** Whether a step of the sweep is long enough beside x for its error to be more than chance. */
function means({ x, sweep }: Reading, i: number): boolean {
  return (sweep.h[i] as number) > FEWEST_NUMBERS * Number.EPSILON * Math.abs(x);
}

/** The best step by the errors that were measured. */
function byErrors(reading: Reading, method: Method): BestStep {
  const { derivative, noise, sweep } = reading;
  const last = sweep.h.length - 1;
  const first = sweep.h.findIndex((_, i) => means(reading, i));
  const error = (i: number) => {
    const around = sweep.errors[method].subarray(Math.max(first, i - AROUND), i + AROUND + 1);
    const largest = around.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    return largest + (Number.isFinite(noise) ? noise / (sweep.h[i] as number) : 0);
  };
  const best = leastAt(last + 1, (i) => (i < first ? Number.NaN : error(i)));
  if (first < 0 || best < 0) return "none";
  if (best === last) return Number.isFinite(noise) || !(error(last) < error(first) / 2) ? "none" : "longer";
  if (!(error(best) < error(last) / 2)) return "none"; // at a kink no step is better than another
  return error(first) <= error(best) + DUST * Math.abs(derivative) ? "shorter" : (sweep.h[best] as number);
}

/** The last place at which an error is smallest; −1 if none is a number. */
function leastAt(count: number, errorAt: (i: number) => number): number {
  let best = -1;
  let least = Number.MAX_VALUE;
  for (let i = 0; i < count; i++) {
    const error = errorAt(i);
    if (error <= least) {
      best = i;
      least = error;
    }
  }
  return best;
}
