/** Which part of a curve a picture shows. It stays as it is until something would be lost from sight. */

import { windowAround } from "./curve";
import type { Curve } from "./reading";

export interface View {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** From where to where, along one axis. */
export type Span = readonly [number, number];

const EDGE = 0.02; // of the width: how near the point may come to the sides
const MARGIN = 0.025; // more than that, so that what is held there is well within
const FIRST = 0.2; // of the slider's range: how far the first picture reaches to each side
const LARGE_STEP = 0.005; // of the slider's range: a step of that size is to be seen at first
const STEPS = 10; // to each side, then
const ROOM = 0.3; // of its distance from the curve's middle: how much further a point may go before the next change

/**
 * From where to where sideways: as before, unless the point is out of sight; then with the point in the middle.
 *
 * @param h the step, which can be seen in the first picture unless it is small.
 */
export function across(before: Span | null, x: number, range: Span, h = 0): Span {
  if (!Number.isFinite(x)) return before ?? range;
  if (before !== null && x === heldWithin(before, x, EDGE)) return before;
  const half = before === null ? firstHalf(range, Math.abs(h)) : halfOf(before);
  const left = Math.max(x - half, -Number.MAX_VALUE);
  const right = Math.min(x + half, Number.MAX_VALUE);
  return left < right ? [left, right] : range;
}

/** A place, or the nearest one that is some share of the width away from the sides. */
export function heldWithin(span: Span, x: number, margin = MARGIN): number {
  const room = 2 * margin * halfOf(span);
  return Math.min(span[1] - room, Math.max(span[0] + room, x));
}

function firstHalf(range: Span, size: number): number {
  const half = halfOf(range);
  const wanted = 2 * FIRST * half;
  return size >= 2 * LARGE_STEP * half ? Math.min(wanted, STEPS * size) : wanted;
}

function halfOf([left, right]: Span): number {
  return right / 2 - left / 2; // the whole may be more than a number can hold
}

/**
 * From where to where upwards: as before, as long as the points are in sight and the curve neither outgrows the picture
 * nor shrinks to a fraction of it.
 */
export function upwards(before: Span | null, curve: Curve, points: readonly number[]): Span {
  const known = points.filter(Number.isFinite);
  const natural = windowAround(curve, known);
  if (before === null) return natural;
  const [bottom, top] = before;
  if (known.some((y) => y < bottom || y > top)) {
    const middle = (natural[0] + natural[1]) / 2;
    const beyond = known.map((y) => (y < bottom || y > top ? y + ROOM * (y - middle) : y));
    return windowAround(curve, beyond);
  }
  const [height, wanted] = [top - bottom, natural[1] - natural[0]];
  const shared = Math.min(top, natural[1]) - Math.max(bottom, natural[0]);
  return wanted > 1.6 * height || wanted < 0.3 * height || shared < 0.5 * wanted ? natural : before;
}

/** A view that a person chose, moved if the point has left it. */
export function followed(view: View, x: number, y: number): View {
  const { left, right, bottom, top } = view;
  const aside = x < left || x > right ? x - (left + right) / 2 : 0;
  const up = y < bottom || y > top ? y - (bottom + top) / 2 : 0;
  if (!(aside || up) || !Number.isFinite(aside + up)) return view;
  return { left: left + aside, right: right + aside, bottom: bottom + up, top: top + up };
}

/** The part of a curve in which a step can be seen. */
export function around(x: number, h: number): Span {
  const size = Math.abs(h);
  return h < 0 ? [x - 4 * size, x + 3 * size] : [x - 3 * size, x + 4 * size];
}
