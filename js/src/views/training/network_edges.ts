// The lines of a network, painted: as thick as their weights are large, dashed where these are below 0.

import { edgeOf, type NetworkLayer, type NetworkLayout, type WeightPlace } from "./network_layout";
import { type Colour, css } from "./painting";

export const EDGE_COLOURS = ["forward", "backward", "bad"];

const STEPS = 10; // of thickness
const THICKEST = 4.5; // px
const THINNEST = 0.6;
const FAINTEST = 0.3; // of the colour
const DASHES = [10, 5]; // px; shorter ones take longer
const DOTS = [2, 6]; // px

/**
 * Thin lines first, so that strong ones are on top.
 *
 * Each line is a stroke of its own: all lines of a kind as one path would take 1.6 times as long, as they cross.
 */
export function paintEdges(
  context: CanvasRenderingContext2D,
  layers: readonly NetworkLayer[],
  layout: NetworkLayout,
  scale: number,
  colours: readonly Colour[],
): void {
  const kinds = new Map<number, WeightPlace[]>();
  for (const [layer, { weights, outputs }] of layers.entries()) {
    const [from, to] = [layout.columns[layer]?.y.length ?? 0, layout.columns[layer + 1]?.y.length ?? 0];
    for (let i = 0; i < from; i++) {
      for (let j = 0; j < to; j++) {
        const kind = kindOf((weights[i * outputs + j] as number) / scale);
        const places = kinds.get(kind);
        if (places) places.push({ layer, i, j });
        else kinds.set(kind, [{ layer, i, j }]);
      }
    }
  }
  for (const [kind, places] of [...kinds].sort(([a], [b]) => Math.abs(a) - Math.abs(b))) {
    setStroke(context, kind, colours);
    for (const place of places) {
      const { x1, y1, x2, y2 } = edgeOf(layout, place);
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
    }
  }
}

function setStroke(context: CanvasRenderingContext2D, kind: number, colours: readonly Colour[]): void {
  const [plus, minus, bad] = colours as [Colour, Colour, Colour];
  if (kind === ENDLESS) {
    context.lineWidth = 2;
    context.strokeStyle = css(bad);
    context.setLineDash(DOTS);
    return;
  }
  const strength = Math.abs(kind) / STEPS;
  context.lineWidth = THINNEST + (THICKEST - THINNEST) * strength;
  context.strokeStyle = css(kind < 0 ? minus : plus, FAINTEST + (1 - FAINTEST) * strength);
  context.setLineDash(kind < 0 ? DASHES : []);
}

const ENDLESS = STEPS + 1; // the kind of what is not finite

/** The sign and thickness of a weight, given as a share of the scale, as one number. */
function kindOf(share: number): number {
  if (!Number.isFinite(share)) return ENDLESS;
  return Math.sign(share) * Math.min(STEPS, Math.ceil(Math.abs(share) * STEPS)) || 0; // −0 is 0
}
