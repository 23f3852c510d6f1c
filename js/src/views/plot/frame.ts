// Where in a plot of a given size the axes, the labels and the strip above lie. All in px.

import type { Box } from "./lines";

export const STRIP = 34; // for the legend and the tools
const LABELS_BELOW = 22;
const LABELS_LEFT = 50;
const EDGE = 10;

export function frameOf(width: number, height: number): Box {
  const left = LABELS_LEFT;
  return {
    left,
    right: Math.max(left + 40, width - EDGE),
    top: STRIP,
    bottom: Math.max(STRIP + 40, height - LABELS_BELOW),
  };
}
