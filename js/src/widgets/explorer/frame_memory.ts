// The part of the plane that is shown, which depends on what was shown before.

import type { Entry } from "../../engine/entries";
import { across, followed, type Span, upwards, type View } from "../../engine/framing";
import type { Reading } from "../../engine/reading";

export class FrameMemory {
  private before: { name: string; span: Span; upwards: Span } | null = null;

  /** Forget what was shown: the next picture is what suits the curve. */
  forget(): void {
    this.before = null;
  }

  /**
   * From where to where a picture goes sideways.
   *
   * @param view four numbers that a person chose, or none.
   * @param range of the slider.
   */
  spanOf({ name, value }: Entry, view: readonly number[], range: Span): Span {
    const [left, right] = view;
    if (left !== undefined && right !== undefined) return across([left, right], value, [left, right]);
    return across(this.before?.name === name ? this.before.span : null, value, range);
  }

  /** The whole view of a reading. */
  viewOf({ name }: Entry, reading: Reading, span: Span, view: readonly number[]): View {
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

/** The heights of those points that are between two places. */
function inSight({ x, h, value, above, below }: Reading, [left, right]: Span): number[] {
  const points: readonly (readonly [number, number])[] = [
    [x, value],
    [x + h, above],
    [x - h, below],
  ];
  return points.filter(([place]) => place >= left && place <= right).map(([, y]) => y);
}
