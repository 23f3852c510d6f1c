/** A curve sampled closely where it bends: autograd_widgets/graph/exploring/curve.py in TypeScript. */

import type { Curve } from "./reading";

const START = 129; // points at first
const MOST = 400; // and in the end, breaks aside
const FEW = { start: 33, most: 49 }; // of a function that takes long
const BEND = 1e-3; // how far a point may lie from the line between its neighbours, in heights of the curve
const JUMP = 0.05; // how far neighbours may lie apart before somebody looks between them, in heights
const BEYOND = 3; // heights above and below the middle: what lies further out is not looked at closely
const MOST_BREAKS = 48; // places that are looked at for breaks
const SHRUNK = 0.25; // of its first distance: what shrinks so far as an interval is halved is no jump
const HALVINGS = 44; // until two places are as good as one

/** Computes a function at several places. */
export type Values = (at: Float64Array) => Float64Array;

interface Extent {
  readonly middle: number;
  readonly height: number;
}

/**
 * Places in order and a function's values there; NaN where the curve breaks.
 *
 * Points are added midway where the curve bends, as long as there are any left. Where neighbours lie far apart, or only
 * one of them has a value, the place is narrowed down by halving: if the distance doesn't shrink with the interval, it is
 * a jump or a pole, and the curve breaks there.
 */
export function sampled(values: Values, left: number, right: number, costly = false): Curve {
  const { start, most } = costly ? FEW : { start: START, most: MOST };
  const step = (right - left) / (start - 1);
  let x = Float64Array.from({ length: start }, (_, i) => (i === start - 1 ? right : left + i * step));
  let y = values(x);
  const extent = extentOf(y);
  while (x.length < most) {
    const need = bends(y, extent);
    const chosen = neediest(need, BEND * extent.height, most - x.length);
    if (chosen.length === 0) break;
    const between = Float64Array.from(chosen, (i) => ((x[i] as number) + (x[i + 1] as number)) / 2);
    const found = values(between);
    x = inserted(x, chosen, between, 1);
    y = inserted(y, chosen, found, 1);
  }
  return broken(values, x, y, extent);
}

/** The middle and the height of the bulk of a curve. */
function extentOf(y: Float64Array): Extent {
  const known = y.filter(Number.isFinite).sort();
  if (known.length === 0) return { middle: 0, height: 1 };
  const tenth = Math.floor(known.length / 10);
  const low = known[tenth] as number;
  const high = known[known.length - 1 - tenth] as number;
  return { middle: low + (high - low) / 2, height: high - low || Math.max(1e-300, Math.abs(high)) };
}

function near(y: number, { middle, height }: Extent): number {
  return Math.min(middle + BEYOND * height, Math.max(middle - BEYOND * height, y)); // NaN stays
}

/** For each interval, how far its ends lie from the lines between their neighbours; 0 where there is no value. */
function bends(y: Float64Array, extent: Extent): Float64Array {
  const off = new Float64Array(y.length);
  let before = near(y[0] as number, extent);
  let at = near(y[1] as number, extent);
  for (let i = 1; i < y.length - 1; i++) {
    const after = near(y[i + 1] as number, extent);
    off[i] = Math.abs(at - (before + after) / 2) || 0;
    before = at;
    at = after;
  }
  return Float64Array.from({ length: y.length - 1 }, (_, i) =>
    Math.max(off[i] as number, off[i + 1] as number),
  );
}

/** The indices of the largest numbers above a limit, in order. */
function neediest(need: Float64Array, limit: number, most: number): number[] {
  const chosen: number[] = [];
  for (let i = 0; i < need.length; i++) if ((need[i] as number) > limit) chosen.push(i);
  if (chosen.length <= most) return chosen;
  chosen.sort((a, b) => (need[b] as number) - (need[a] as number) || a - b);
  return chosen.slice(0, most).sort((a, b) => a - b);
}

/** Numbers with `count` further ones put in behind each of the chosen places. */
function inserted(
  numbers: Float64Array,
  chosen: readonly number[],
  between: Float64Array,
  count: number,
): Float64Array<ArrayBuffer> {
  const all = new Float64Array(numbers.length + between.length);
  let from = 0;
  for (let k = 0; k < chosen.length; k++) {
    const to = (chosen[k] as number) + 1;
    all.set(numbers.subarray(from, to), from + k * count);
    all.set(between.subarray(k * count, (k + 1) * count), to + k * count);
    from = to;
  }
  all.set(numbers.subarray(from), from + between.length);
  return all;
}

/** A place between two neighbours at which a curve may break, as it is narrowed down. */
interface Suspect {
  readonly behind: number;
  /** Whether only one end has a value. */
  readonly edge: boolean;
  readonly apart: number;
  low: number;
  high: number;
  atLow: number;
  atHigh: number;
  /** Whether there is no value between two that have one. */
  hole: boolean;
}

function broken(values: Values, x: Float64Array, y: Float64Array, extent: Extent): Curve {
  let suspects = suspectsIn(x, y, extent);
  for (let round = 0; round < HALVINGS && suspects.length > 0; round++) {
    const half = Float64Array.from(suspects, ({ low, high }) => (low + high) / 2);
    const found = values(half);
    suspects.forEach((suspect, i) => {
      narrow(suspect, half[i] as number, found[i] as number);
    });
    suspects = suspects.filter((suspect) => !isContinuous(suspect));
  }
  const breaks = suspects.filter(
    ({ edge, hole, apart, atLow, atHigh }) => edge || hole || Math.abs(atHigh - atLow) > apart / 2,
  );
  const behind = breaks.map((each) => each.behind);
  const places = breaks.flatMap(({ low, high }) => [low, low / 2 + high / 2, high]);
  const heights = breaks.flatMap(({ atLow, atHigh }) => [atLow, Number.NaN, atHigh]);
  const all = inserted(y, behind, Float64Array.from(heights), 3);
  return {
    x: inserted(x, behind, Float64Array.from(places), 3),
    y: all.map((each) => (Number.isFinite(each) ? each : Number.NaN)),
  };
}

function suspectsIn(x: Float64Array, y: Float64Array, extent: Extent): Suspect[] {
  const apart = Float64Array.from({ length: x.length - 1 }, (_, i) => {
    const [one, other] = [y[i] as number, y[i + 1] as number];
    if (Number.isFinite(one) !== Number.isFinite(other)) return Number.POSITIVE_INFINITY;
    return Math.abs(near(other, extent) - near(one, extent)) || 0;
  });
  return neediest(apart, JUMP * extent.height, MOST_BREAKS).map((i) => {
    const [atLow, atHigh] = [y[i] as number, y[i + 1] as number];
    return {
      ...{ behind: i, edge: apart[i] === Number.POSITIVE_INFINITY, apart: Math.abs(atHigh - atLow) },
      ...{ low: x[i] as number, high: x[i + 1] as number, atLow, atHigh, hole: false },
    };
  });
}

/** Whether the distance has shrunk with the interval, so that nobody need look any closer. */
function isContinuous({ edge, hole, apart, atLow, atHigh }: Suspect): boolean {
  return !edge && !hole && Math.abs(atHigh - atLow) < SHRUNK * apart;
}

/** Keep the half in which the break must be, if there is one. */
function narrow(suspect: Suspect, half: number, found: number): void {
  const { low, high, atLow, atHigh, edge } = suspect;
  if (!edge && !Number.isFinite(found)) suspect.hole = true;
  if (suspect.hole || half <= low || half >= high) return;
  const toLeft = edge
    ? Number.isFinite(found) !== Number.isFinite(atLow)
    : Math.abs(found - atLow) > Math.abs(atHigh - found);
  if (toLeft) {
    suspect.high = half;
    suspect.atHigh = found;
  } else {
    suspect.low = half;
    suspect.atLow = found;
  }
}

/** From where to where a picture should go, upwards: the bulk of a curve, and some heights in any case. */
export function windowAround(curve: Curve, points: readonly number[]): readonly [number, number] {
  const known = curve.y.filter(Number.isFinite).sort();
  const wanted = points.filter(Number.isFinite);
  if (known.length > 0) {
    const some = Math.floor(known.length / 20);
    const [first, last] = [known[0] as number, known[known.length - 1] as number];
    const [low, high] = [known[some] as number, known[known.length - 1 - some] as number];
    wanted.push(...(last - first <= 4 * (high - low) ? [first, last] : [low, high]));
  }
  if (wanted.length === 0) return [-1, 1];
  const [bottom, top] = [Math.min(...wanted), Math.max(...wanted)];
  const margin = bottom === top ? Math.abs(bottom) / 2 || 1 : 0.08 * (top - bottom);
  return [bottom - margin, top + margin];
}
