// The grid of points on which predictions are drawn, and the lines on it where they change sides.

import type { View } from "../plot/view";
import { significant } from "../round_numbers";
import { roundUp } from "./rounding";

/**
 * The places of a grid, as inputs of a network: (size², 2), row by row from the bottom, from edge to edge of a view.
 */
export function gridPoints({ left, right, bottom, top }: View, size: number): Float64Array {
  const points = new Float64Array(2 * size * size);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      points[at++] = left + ((right - left) * column) / (size - 1);
      points[at++] = bottom + ((top - bottom) * row) / (size - 1);
    }
  }
  return points;
}

const MARGIN = 0.12; // of what the points span
const NONE: View = { left: -1, right: 1, bottom: -1, top: 1 };

/** A view around points given as (count, 2), with a margin, to round numbers. */
export function viewOf(points: ArrayLike<number>): View {
  const spans = [0, 1].map((axis) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = axis; i < points.length; i += 2) {
      least = Math.min(least, points[i] as number);
      most = Math.max(most, points[i] as number);
    }
    return spanAround(least, most);
  });
  const [[left, right], [bottom, top]] = spans as [[number, number], [number, number]];
  return points.length < 2 ? NONE : { left, right, bottom, top };
}

/** A span around two numbers, with a margin, to round numbers. */
export function spanAround(least: number, most: number): [number, number] {
  if (!Number.isFinite(most - least)) return [-1, 1];
  const size = most - least || Math.abs(most) || 1;
  const unit = roundUp(size / 40);
  const ends = [Math.floor((least - MARGIN * size) / unit), Math.ceil((most + MARGIN * size) / unit)];
  return ends.map((end) => significant(end * unit, 12)) as [number, number];
}

/** By how much a class leads at each place, below 0 where another one leads; values are (places, classes). */
export function leads(values: ArrayLike<number>, classes: number, which: number): Float64Array {
  const lead = new Float64Array(values.length / classes);
  for (let place = 0, at = 0; place < lead.length; place++, at += classes) {
    let most = Number.NEGATIVE_INFINITY;
    for (let other = 0; other < classes; other++) {
      if (other !== which) most = Math.max(most, values[at + other] as number);
    }
    lead[place] = (values[at + which] as number) - most;
  }
  return lead;
}

/**
 * Where values on a grid are 0, as lines [x1, y1, x2, y2, …] in steps of the grid from the first value.
 *
 * Marching squares (Lorensen and Cline's algorithm of 1987 in two dimensions): within each cell the line goes between
 * the edges on which the sign changes. In a saddle, two lines go the way that the mean of the corners says.
 */
export function zeroLines(values: ArrayLike<number>, size: number): number[] {
  const lines: number[] = [];
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const at = row * size + column;
      const a = values[at] as number;
      const b = values[at + 1] as number;
      const c = values[at + size + 1] as number;
      const d = values[at + size] as number;
      const above = Number(a > 0) + Number(b > 0) + Number(c > 0) + Number(d > 0);
      if (above === 0 || above === 4 || Number.isNaN(a + b + c + d)) continue;
      // the places on the four edges, from the bottom on, counter-clockwise; where none is, the sign stays
      const crossings: number[] = [];
      if (a > 0 !== b > 0) crossings.push(column + share(a, b), row);
      if (b > 0 !== c > 0) crossings.push(column + 1, row + share(b, c));
      if (c > 0 !== d > 0) crossings.push(column + share(d, c), row + 1);
      if (d > 0 !== a > 0) crossings.push(column, row + share(a, d));
      // in a saddle they cut off b and d as they are, and a and c from the next edge on
      if (crossings.length === 8 && a > 0 !== a + b + c + d > 0) crossings.push(...crossings.splice(0, 2));
      lines.push(...crossings);
    }
  }
  return lines;
}

/** How far from one number to the other 0 is. */
function share(from: number, to: number): number {
  const part = from / (from - to);
  return Number.isNaN(part) ? 0.5 : part; // both infinite
}
