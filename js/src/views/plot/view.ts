// What part of the plane is seen, and how that part moves.

import type { View } from "../../engine/framing";

export type { View };

const FEWEST_NUMBERS = 16; // that floats can tell apart from edge to edge
const FARTHEST = 1e300;

/** A view that shows `factor` times as much, with one place standing still; the same view where floats end. */
export function zoomed(view: View, factor: number, about: { x: number; y: number }): View {
  const [left, right] = stretched(view.left, view.right, factor, about.x);
  const [bottom, top] = stretched(view.bottom, view.top, factor, about.y);
  return isViewable(left, right) && isViewable(bottom, top) ? { left, right, bottom, top } : view;
}

function stretched(from: number, to: number, factor: number, about: number): [number, number] {
  return [about + (from - about) * factor, about + (to - about) * factor];
}

function isViewable(from: number, to: number): boolean {
  const size = Math.max(Math.abs(from), Math.abs(to));
  return to - from > FEWEST_NUMBERS * Number.EPSILON * size && to - from > 1 / FARTHEST && size < FARTHEST;
}

/** A view moved to the right and up. */
export function panned(view: View, dx: number, dy: number): View {
  const moved = {
    left: view.left + dx,
    right: view.right + dx,
    bottom: view.bottom + dy,
    top: view.top + dy,
  };
  return isViewable(moved.left, moved.right) && isViewable(moved.bottom, moved.top) ? moved : view;
}

/** The middle of a view. */
export function centre({ left, right, bottom, top }: View): { x: number; y: number } {
  return { x: left + (right - left) / 2, y: bottom + (top - bottom) / 2 };
}
