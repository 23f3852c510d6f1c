// The plane of a picture of training.

import { useMemo } from "preact/hooks";
import { frameOf } from "../plot/frame";
import type { Box } from "../plot/lines";
import { linear } from "../plot/scale";
import { linearTicks } from "../plot/ticks";
import type { View } from "../plot/view";

const ABOVE = 8; // px

/** Where the axes lie in a picture of a size. What its lines mean stands above it. */
export function frameFor(width: number, height: number): Box {
  return { ...frameOf(width, height), top: ABOVE };
}

/** The linear axes of a view and their ticks, made anew only when the view or the size changes. */
export function usePlane({ left, right, bottom, top }: View, width: number, height: number) {
  return useMemo(() => {
    const frame = frameFor(width, height);
    return {
      frame,
      across: linear([left, right], [frame.left, frame.right]),
      up: linear([bottom, top], [frame.bottom, frame.top]),
      ticksAcross: linearTicks([left, right], (frame.right - frame.left) / 70),
      ticksUp: linearTicks([bottom, top], (frame.bottom - frame.top) / 45),
    };
  }, [left, right, bottom, top, width, height]);
}
