// Lines and curves in px, cut off around a box, so that no coordinate is ever huge.

import type { Curve } from "../../engine/reading";
import type { Scale } from "./scale";

/** In px; down is positive. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A place that is not beyond two ends; the first one wins where they leave no room. */
export function held(place: number, least: number, most: number): number {
  return Math.min(Math.max(place, least), Math.max(least, most));
}

export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/**
 * The part of a line that lies in a box: of the line from (0: the first place) to (1: the second), or beyond.
 *
 * The algorithm is Liang and Barsky's (1984).
 */
export function cut([x1, y1, x2, y2]: Segment, box: Box, from = 0, to = 1): Segment | null {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const sides = [
    [-dx, x1 - box.left],
    [dx, box.right - x1],
    [-dy, y1 - box.top],
    [dy, box.bottom - y1],
  ] as const;
  let begin = from;
  let end = to;
  for (const [outwards, room] of sides) {
    if (outwards === 0 && room < 0) return null;
    if (outwards < 0) begin = Math.max(begin, room / outwards);
    if (outwards > 0) end = Math.min(end, room / outwards);
  }
  if (!(begin <= end) || !Number.isFinite(begin) || !Number.isFinite(end)) return null;
  return [x1 + begin * dx, y1 + begin * dy, x1 + end * dx, y1 + end * dy];
}

/** The line through a place, from edge to edge; its slope is in px, and may be infinite. */
export function lineThrough(x: number, y: number, slope: number, box: Box): Segment | null {
  if (Number.isNaN(slope) || !Number.isFinite(y)) return null;
  const length = Math.hypot(1, slope);
  const [dx, dy] = Number.isFinite(length) ? [1 / length, slope / length] : [0, 1];
  return cut([x, y, x + dx, y + dy], box, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

const FAR = 1e9; // px
const within = (place: number) => Math.max(-FAR, Math.min(FAR, place));
const hundredth = (place: number) => Math.round(place * 100) / 100;

/** A box with a margin, in which curves are drawn on a little outside of the frame. */
export function withMargin({ left, right, top, bottom }: Box, margin: number): Box {
  return { left: left - margin, right: right + margin, top: top - margin, bottom: bottom + margin };
}

/** A curve as the data of one SVG path. It breaks where a number is nan or infinite, and at the edges of the box. */
export function curvePath({ x, y }: Curve, across: Scale, up: Scale, box: Box): string {
  let path = "";
  let last: readonly [number, number] | null = null; // the place of the number before
  let pen = false; // whether the path has come to it
  for (let i = 0; i < x.length; i++) {
    const value = y[i] as number;
    if (!Number.isFinite(value)) {
      last = null;
      continue;
    }
    const place = [within(across.at(x[i] as number)), within(up.at(value))] as const;
    const part = last && cut([...last, ...place], box);
    if (last && part) {
      if (!pen || part[0] !== last[0] || part[1] !== last[1])
        path += `M${hundredth(part[0])} ${hundredth(part[1])}`;
      path += `L${hundredth(part[2])} ${hundredth(part[3])}`;
      pen = part[2] === place[0] && part[3] === place[1];
    } else pen = false;
    last = place;
  }
  return path;
}
