// The places that difference quotients are taken between.

import type { Method, Reading } from "../../engine/reading";
import { endsOf } from "../../engine/secant";

/** A place, and the function there. */
export interface Spot {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface Quotient {
  readonly from: Spot;
  readonly to: Spot;
  /** The place in the middle of a central difference. */
  readonly middle: Spot | null;
  /** What the run is called: h, or 2h. */
  readonly runName: string;
  readonly run: number;
  readonly rise: number;
  readonly slope: number;
}

/** The three points that handles may stand at. */
export function spotsOf({ x, h, value, above, below }: Reading, variable: string, step = "h") {
  return {
    here: { name: variable, x, y: value },
    after: { name: `${variable} + ${step}`, x: x + h, y: above },
    before: { name: `${variable} − ${step}`, x: x - h, y: below },
  };
}

export function quotientOf(reading: Reading, method: Method, variable: string, step = "h"): Quotient {
  const [from, to] = endsOf(reading, method).map(({ side, x, y }) => {
    return { name: side === "" ? variable : `${variable} ${side} ${step}`, x, y };
  }) as [Spot, Spot];
  const central = method === "central";
  return {
    from,
    to,
    middle: central ? { name: variable, x: reading.x, y: reading.value } : null,
    runName: central ? `2${step}` : step,
    run: central ? 2 * reading.h : reading.h,
    rise: to.y - from.y,
    slope: reading.differences[method],
  };
}

/** In which direction from x the place lies whose handle changes h: to the left for a backward difference. */
export function sideOf(method: Method): 1 | -1 {
  return method === "backward" ? -1 : 1;
}
