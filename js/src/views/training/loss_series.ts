// The losses of a run as lines: thinned to what a screen can show, and on axes that rarely move.

import type { Curve } from "../../engine/reading";
import type { Pair } from "../plot/scale";
import { roundUp } from "./rounding";

export type LossKind = "batch" | "full" | "validation" | "other run";

export interface LossSeries {
  readonly name: string;
  readonly kind: LossKind;
  /** The first `count` of them are the losses, the i-th of step i · every. */
  readonly values: Float64Array;
  readonly count: number;
  /** How many steps lie between two values; 1 if not given. */
  readonly every?: number;
  /** Where the values lie, if not at equal distances: after which steps, in order. */
  readonly at?: Float64Array;
  /** The loss at the last step: of a batch of which no step has been taken yet. */
  readonly last?: { readonly step: number; readonly loss: number };
}

/** The last loss that was known at a step; nan if there was none yet. */
export function lossAt({ values, count, every = 1, at, last }: LossSeries, step: number): number {
  if (last && step >= last.step) return last.loss;
  if (at) {
    let before = count - 1;
    while (before >= 0 && (at[before] as number) > step) before--;
    return before < 0 ? Number.NaN : (values[before] as number);
  }
  const place = Math.min(Math.floor(step / every), count - 1);
  return place < 0 ? Number.NaN : (values[place] as number);
}

const FEW = 2; // values a column: so many are drawn each

/**
 * A series as a line, in at most two points a column of pixels, the least and the greatest in it, and the last loss.
 *
 * A column without any finite value is a gap, as is a value that is not finite where each one is drawn.
 */
export function thinned(series: LossSeries, room: number, columns: number): Curve {
  const { last } = series;
  const { x, y } = thinnedValues(series, room, columns);
  return last ? { x: Float64Array.of(...x, last.step), y: Float64Array.of(...y, last.loss) } : { x, y };
}

function thinnedValues(series: LossSeries, room: number, columns: number): Curve {
  const { values, count, every = 1, at: places } = series;
  if (places) return { x: places.subarray(0, count), y: values.subarray(0, count) };
  if (count * every <= FEW * columns || count <= FEW * columns) {
    return { x: Float64Array.from({ length: count }, (_, i) => i * every), y: values.subarray(0, count) };
  }
  const perColumn = room / columns / every;
  const used = Math.min(columns, Math.ceil(count / perColumn));
  const [x, y] = [new Float64Array(2 * used), new Float64Array(2 * used)];
  let begin = 0;
  for (let column = 0; column < used; column++) {
    const end = Math.min(count, Math.ceil((column + 1) * perColumn));
    const [least, most] = extremes(values, begin, end);
    const at = 2 * column;
    x.fill(((begin + end - 1) / 2) * every, at, at + 2);
    // down in one column and up in the next: the line between two columns is then short
    y[at] = column % 2 ? least : most;
    y[at + 1] = column % 2 ? most : least;
    begin = end;
  }
  return { x, y };
}

/** The least and the greatest finite number of a part of an array; nan where there is none. */
function extremes(values: Float64Array, begin: number, end: number): Pair {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = begin; i < end; i++) {
    const value = values[i] as number;
    if (value - value !== 0) continue; // nan or infinite
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least > most ? [Number.NaN, Number.NaN] : [least, most];
}

/** A round number of steps that a run fills by half at least, so that the axis rarely changes while it grows. */
export function roomFor(steps: number): number {
  return Math.max(20, roundUp(steps, [1, 1.5, 2, 3, 4, 5, 6, 8]));
}

const ENDS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]; // of an axis

/** The ends of an axis for lines: from 0, or below it, to a round number. */
export function linearDomain(lines: readonly Curve[]): Pair {
  const [least, most] = extremesOf(lines, Number.NEGATIVE_INFINITY);
  return [least < 0 ? -roundUp(-least, ENDS) : 0, most > 0 ? roundUp(most, ENDS) : least < 0 ? 0 : 1];
}

const LEAST_POWERS = 2; // of ten along an axis

/** The ends of a logarithmic axis for the positive numbers of lines: powers of ten. */
export function logDomain(lines: readonly Curve[]): Pair {
  const [least, most] = extremesOf(lines, 0);
  if (!(most > 0)) return [0.01, 1];
  const top = Math.min(308, Math.ceil(Math.log10(most) - 1e-9));
  const bottom = Math.max(-307, Math.min(Math.floor(Math.log10(least) + 1e-9), top - LEAST_POWERS));
  return [Number(`1e${bottom}`), Number(`1e${top}`)];
}

/** The least and the greatest of all finite numbers above another. */
function extremesOf(lines: readonly Curve[], above: number): Pair {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const { y } of lines) {
    for (const value of y) {
      if (!Number.isFinite(value) || value <= above) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return [least, most];
}

/** A line of which what is not positive lies at a place of its own. */
export function zerosAt({ x, y }: Curve, place: number): Curve {
  return { x, y: y.map((value) => (value <= 0 ? place : value)) };
}
