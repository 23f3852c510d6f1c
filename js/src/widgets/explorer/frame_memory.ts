// The part of the plane that is shown, which depends on what was shown before.

import type { Entry } from "../../engine/entries";
import { across, followed, type Span, upwards, type View } from "../../engine/framing";
import type { Curve, Reading } from "../../engine/reading";

export class FrameMemory {
  private seen: { name: string; view: View; chosen: readonly number[] } | null = null;
  private before: { name: string; span: Span; upwards: Span } | null = null;

  /** Forget what was shown: the next picture is what suits the curve. */
  forget(): void {
    this.before = null;
    this.seen = null;
  }

  /**
   * From where to where a picture goes sideways.
   *
   * @param view four numbers that a person chose, or none.
   * @param range of the slider.
   * @param h the step.
   * @param still whether it must not move: whoever drags a point would be run away from.
   */
  spanOf(
    { name, value }: Entry,
    view: readonly number[],
    { range, h, still }: { range: Span; h: number; still: boolean },
  ): Span {
    const seen = still ? this.seenOf(name, view) : null;
    if (seen !== null) return [seen.left, seen.right];
    const [left, right] = view;
    if (left !== undefined && right !== undefined) return across([left, right], value, [left, right]);
    return across(this.before?.name === name ? this.before.span : null, value, range, h);
  }

  /** The whole view of a reading. */
  viewOf({ name }: Entry, reading: Reading, span: Span, view: readonly number[], still: boolean): View {
    const seen = (still ? this.seenOf(name, view) : null) ?? this.viewAt(name, reading, span, view);
    this.seen = { name, view: seen, chosen: view };
    return seen;
  }

  /** What was seen last, if that was along the same number in the same choice of view. */
  private seenOf(name: string, chosen: readonly number[]): View | null {
    return this.seen?.name === name && this.seen.chosen === chosen ? this.seen.view : null;
  }

  private viewAt(name: string, reading: Reading, span: Span, view: readonly number[]): View {
    const { x, value } = reading;
    const [left, right] = span;
    const [, , bottom, top] = view;
    if (bottom !== undefined && top !== undefined) return followed({ left, right, bottom, top }, x, value);
    const same = this.before?.name === name && this.before.span[0] === left && this.before.span[1] === right;
    const heights = upwards(
      same ? (this.before?.upwards ?? null) : null,
      reading.curve,
      inSight(reading, span),
    );
    this.before = { name, span, upwards: heights };
    return { left, right, bottom: heights[0], top: heights[1] };
  }
}

/** The view of a reading as if nothing had been seen before: four numbers, or none if it is seen so already. */
export function suiting(reading: Reading, seen: Span, range: Span): number[] {
  const span = across(null, reading.x, range, reading.h);
  if (span[0] === seen[0] && span[1] === seen[1]) return [];
  const view = [...span, ...upwards(null, within(reading.curve, span), inSight(reading, span))];
  return view.every(Number.isFinite) ? view : [];
}

/** The part of a curve between two places. */
export function within({ x, y }: Curve, [left, right]: Span): Curve {
  const inside = (_: number, i: number) => (x[i] as number) >= left && (x[i] as number) <= right;
  return { x: x.filter(inside), y: y.filter(inside) };
}

/** The heights of those points that are between two places. */
function inSight({ x, h, value, above, below }: Reading, [left, right]: Span): number[] {
  const points: readonly (readonly [number, number])[] = [
    [x, value],
    [x + h, above],
    [x - h, below],
  ];
  return points.filter(([place]) => place >= left && place <= right).map(([, y]) => y);
}
