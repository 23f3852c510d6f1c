// The lines of a network, painted: as thick as their weights are large, dashed where these are below 0.

import { edgeOf, type NetworkLayer, type NetworkLayout } from "./network_layout";
import { type Colour, css } from "./painting";

export const EDGE_COLOURS = ["forward", "backward", "bad"];

const STEPS = 10; // of thickness
const THICKEST = 4.5; // px
const THINNEST = 0.6;
const FAINTEST = 0.3; // of the colour
const DASHES = [5, 3]; // px

/** Lines of the same sign and thickness are one path: that is what makes it fast. */
export function paintEdges(
  context: CanvasRenderingContext2D,
  layers: readonly NetworkLayer[],
  layout: NetworkLayout,
  scale: number,
  colours: readonly Colour[],
): void {
  const paths = new Map<number, Path2D>();
  for (const [layer, { weights, outputs }] of layers.entries()) {
    const [from, to] = [layout.columns[layer]?.y.length ?? 0, layout.columns[layer + 1]?.y.length ?? 0];
    for (let i = 0; i < from; i++) {
      for (let j = 0; j < to; j++) {
        const kind = kindOf((weights[i * outputs + j] as number) / scale);
        let path = paths.get(kind);
        if (!path) {
          path = new Path2D();
          paths.set(kind, path);
        }
        const { x1, y1, x2, y2 } = edgeOf(layout, { layer, i, j });
        path.moveTo(x1, y1);
        path.lineTo(x2, y2);
      }
    }
  }
  const [plus, minus, bad] = colours as [Colour, Colour, Colour];
  for (const kind of [...paths.keys()].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const strength = Math.abs(kind) / STEPS;
    const endless = kind === ENDLESS;
    context.lineWidth = endless ? 2 : THINNEST + (THICKEST - THINNEST) * strength;
    context.strokeStyle = css(
      endless ? bad : kind < 0 ? minus : plus,
      endless ? 1 : FAINTEST + (1 - FAINTEST) * strength,
    );
    context.setLineDash(endless ? [1, 3] : kind < 0 ? DASHES : []);
    context.stroke(paths.get(kind) as Path2D);
  }
}

const ENDLESS = STEPS + 1; // the kind of what is not finite

/** The sign and thickness of a weight, given as a share of the scale, as one number. */
function kindOf(share: number): number {
  if (!Number.isFinite(share)) return ENDLESS;
  return Math.sign(share) * Math.min(STEPS, Math.ceil(Math.abs(share) * STEPS)) || 0; // −0 is 0
}
