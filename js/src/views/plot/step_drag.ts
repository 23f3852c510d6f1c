// The handle of a step h beside the handle of x: where it is, and what a drag makes of the step. All lengths are
// in px along the axis, negative to the left.

/** From here on the handle is at its true place; a shorter step could not be caught beside x. */
export const APART = 24;
/** Where the handle of a shorter step stands instead. */
export const SET_OFF = 36;
/** A handle that was caught set off is at its true place again from here on. */
const JOIN = 150;
/** How far a drag towards x goes for each power of ten, once the handles meet. */
const DECADE = 8;

/** Whether a step is drawn too short for its handle to be at its true place. */
export function isSetOff(length: number): boolean {
  return !(Math.abs(length) >= APART);
}

/** How far from x the handle of a step stands; `side` tells the direction of a step of no length. */
export function gripDistance(length: number, side: number): number {
  return isSetOff(length) ? Math.sign(length || side) * SET_OFF : length;
}

/** Where the handle was when it was caught, and how long the step was, neither of them 0. */
export interface HeldStep {
  readonly distance: number;
  readonly length: number;
}

/**
 * The length of the step when the handle has been dragged to a distance from x.
 *
 * A handle at its true place just moves, and near x each few px make the step ten times shorter. One that stands
 * set off changes its step by powers of ten, such that it arrives at its true place where there is room for it.
 * Both are continuous and go one way; behind x the step has the other sign.
 */
export function draggedLength(distance: number, held: HeldStep): number {
  const away = Math.abs(distance);
  const sign = Math.sign(distance || held.distance);
  if (!isSetOff(held.length)) {
    return sign * (away >= APART ? away : APART * 10 ** ((away - APART) / DECADE));
  }
  if (away >= JOIN) return sign * away;
  const share = (JOIN - away) / (JOIN - Math.abs(held.distance));
  return sign * JOIN * (Math.abs(held.length) / JOIN) ** share;
}
