// Where in a picture of training the axes lie. What its lines mean stands above it.

import { frameOf } from "../plot/frame";
import type { Box } from "../plot/lines";

const ABOVE = 8; // px

export function frameFor(width: number, height: number): Box {
  return { ...frameOf(width, height), top: ABOVE };
}
