/** What exact slopes say about a line near one place: the same is in autograd_widgets/graph/exploring/reading.py. */

import type { Line } from "./line";

export type Break = "" | "corner" | "jump";

export interface Neighbourhood {
  /** The second and the third derivative; NaN where the line has a corner, or where they can't be told. */
  readonly bends: readonly [number, number];
  /** Up to where those two describe the line better than slopes further off. */
  readonly scale: number;
  /** Why there is no derivative, "" if there is one. */
  readonly broken: Break;
}

// distances from x at which its neighbourhood is looked at, in units of x
const DISTANCES = Float64Array.from({ length: 15 }, (_, k) => Number(`1e${-1 - k}`));
const NEAR = 7; // the place of one that is small, but well above rounding
const AGREE = 0.1; // by how much neighbouring distances may differ, of what they agree on
const NEAREST = 1e-12; // a distance, in units of x, in which nothing rises but at a jump
const JUMP = 1e-6; // the least jump, in units of f

/**
 * Look at a line near x, from as near as numbers allow to about as far as x is from 0.
 *
 * A central difference of slopes is best at a distance that depends on how fast the line bends. Which one that is shows
 * in two neighbouring distances agreeing: too near they differ by rounding, too far by what is cut off, and at a corner
 * each is ten times the other.
 */
export function neighbourhood(line: Line, x: number, derivative: number, value: number): Neighbourhood {
  const size = Math.max(1, Math.abs(x));
  const distances = DISTANCES.map((distance) => size * distance);
  const count = distances.length;
  const slopes = line.slopes(
    Float64Array.from([...distances.map((d) => x + d), ...distances.map((d) => x - d)]),
  );
  const right = slopes.subarray(0, count);
  const left = slopes.subarray(count);
  const by = (of: (r: number, l: number, d: number) => number) =>
    distances.map((d, k) => of(right[k] as number, left[k] as number, d));
  const { epsilon } = line;
  const tiny = (r: number, l: number) => epsilon * Math.abs(r) + epsilon * Math.abs(l);
  const bend = settled(
    by((r, l, d) => (r - l) / (2 * d)),
    by((r, l, d) => tiny(r, l) / d),
    distances,
  );
  const twist = settled(
    by((r, l, d) => ((r - derivative) / d - (derivative - l) / d) / d),
    by((r, l, d) => (4 * (tiny(r, l) + epsilon * Math.abs(derivative))) / d ** 2),
    distances,
  );
  const known = [derivative, right[NEAR], left[NEAR]].every((slope) => Number.isFinite(slope));
  const corner = Number.isNaN(bend.found) && known;
  const broken = jumps(line, x, value, size) ? "jump" : corner ? "corner" : "";
  const none = broken !== "" || Number.isNaN(bend.found);
  return {
    bends: none ? [Number.NaN, Number.NaN] : [bend.found, twist.found],
    scale: bend.distance,
    broken,
  };
}

/**
 * The estimate on which neighbouring distances agree best, and its distance. Where no two agree, it is 0 if it can't be
 * told from 0, else NaN.
 */
function settled(found: Float64Array, noise: Float64Array, distances: Float64Array) {
  let [best, least] = [1, Number.POSITIVE_INFINITY];
  let [nearest, leastDoubt] = [1, Number.POSITIVE_INFINITY];
  for (let k = 1; k < found.length; k++) {
    const size = Math.abs(found[k] as number);
    const doubt = Math.max(Math.abs((found[k] as number) - (found[k - 1] as number)), noise[k] as number);
    if (doubt < leastDoubt) [nearest, leastDoubt] = [k, doubt];
    if (size !== 0 && doubt / size < least) [best, least] = [k, doubt / size];
  }
  if (least < AGREE) return { found: found[best] as number, distance: distances[best] as number };
  const unknown = !(
    Math.abs(found[nearest] as number) <= leastDoubt && leastDoubt < Number.POSITIVE_INFINITY
  );
  return { found: unknown ? Number.NaN : 0, distance: distances[nearest] as number };
}

/** Whether the value changes at once on one side: as much within a tiny distance as within a larger one. */
function jumps(line: Line, x: number, value: number, size: number): boolean {
  const [near, far] = [NEAREST * size, 1000 * NEAREST * size];
  const heights = line.values(Float64Array.of(x + near, x - near, x + far, x - far));
  const rises = heights.map((height) => Math.abs(height - value));
  const largest = Math.max(0, ...heights.map(Math.abs).filter((_, i) => Number.isFinite(rises[i])));
  const least = JUMP * Math.max(Math.abs(value), largest);
  return [0, 1].some((side) => {
    const [close, wide] = [rises[side] as number, rises[side + 2] as number];
    return Number.isFinite(close) && Number.isFinite(wide) && close > least && close > wide / 2;
  });
}
