// Where the neurons of a network lie, and which of its many lines is under the pointer.

import { largest, roundUp } from "./rounding";

export interface NetworkLayer {
  /** (inputs, outputs), row by row. */
  readonly weights: ArrayLike<number>;
  /** (outputs,), or null if the layer has none. */
  readonly biases: ArrayLike<number> | null;
  readonly inputs: number;
  readonly outputs: number;
  /** What its outputs go through, "" for nothing. */
  readonly activation: string;
}

/** A weight from neuron i to neuron j of a layer, or with i = −1 the bias of neuron j. */
export interface WeightPlace {
  readonly layer: number;
  readonly i: number;
  readonly j: number;
}

export interface NeuronColumn {
  readonly x: number; // px, the middle
  readonly y: readonly number[]; // px, of the neurons that are shown
  /** How many neurons there are besides, and where that is written. */
  readonly more: number;
  readonly moreY: number; // px
}

export interface NetworkLayout {
  readonly columns: readonly NeuronColumn[];
  readonly height: number; // px
  /** Half of a neuron's width. */
  readonly half: number; // px
}

export const MOST = 16; // neurons in a column
export const NEURON_HEIGHT = 18; // px
const HEAD = 24; // px, for what stands above the columns
const PITCH = 26; // px from neuron to neuron
const CLOSE_PITCH = 22; // px, where there are many
const LEAST_HEIGHT = 170; // px
const WIDE = 26; // px, half a neuron that has room for its number
const SMALL = 9;
const LEAST_GAP = 20; // px between wide neurons of two columns

/** The columns for the inputs and for each layer, between two places. */
export function layoutOf(layers: readonly NetworkLayer[], left: number, right: number): NetworkLayout {
  const counts = [layers[0]?.inputs ?? 0, ...layers.map(({ outputs }) => outputs)];
  const rows = Math.min(MOST, Math.max(...counts));
  const pitch = rows > 10 ? CLOSE_PITCH : PITCH;
  const height = Math.max(LEAST_HEIGHT, HEAD + rows * pitch + 4);
  const apart = (right - left) / counts.length;
  const half = apart > 2 * WIDE + LEAST_GAP ? WIDE : SMALL;
  const between = (right - left - 2 * half) / Math.max(1, counts.length - 1);
  const columns = counts.map((count, column) => {
    const shown = count > MOST ? MOST - 1 : count;
    const begin = HEAD + (height - HEAD - pitch * Math.min(count, MOST)) / 2 + pitch / 2;
    return {
      x: left + half + column * between,
      y: Array.from({ length: shown }, (_, i) => begin + i * pitch),
      more: count - shown,
      moreY: begin + shown * pitch,
    };
  });
  return { columns, height, half };
}

export function numberAt(layers: readonly NetworkLayer[], { layer, i, j }: WeightPlace): number {
  const found = layers[layer];
  if (!found) return Number.NaN;
  return (i < 0 ? found.biases?.[j] : found.weights[i * found.outputs + j]) ?? Number.NaN;
}

/** The ends of a line. */
export function edgeOf({ columns, half }: NetworkLayout, { layer, i, j }: WeightPlace) {
  const [from, to] = [columns[layer], columns[layer + 1]];
  return { x1: (from?.x ?? 0) + half, y1: from?.y[i] ?? 0, x2: (to?.x ?? 0) - half, y2: to?.y[j] ?? 0 };
}

const NEAR = 7; // px

/** The neuron's bias or the weight that is under a place; null if there is none. */
export function placeUnder(layout: NetworkLayout, x: number, y: number): WeightPlace | null {
  const { columns, half } = layout;
  for (const [column, { x: middle, y: rows }] of columns.entries()) {
    if (column > 0 && Math.abs(x - middle) <= half) {
      const j = rows.findIndex((each) => Math.abs(y - each) <= NEURON_HEIGHT / 2 + 1);
      return j < 0 ? null : { layer: column - 1, i: -1, j };
    }
  }
  const layer = columns.findIndex(({ x: middle }, column) => {
    return x > middle + half && x < (columns[column + 1]?.x ?? x) - half;
  });
  let nearest: WeightPlace | null = null;
  let distance = NEAR;
  for (let i = 0; layer >= 0 && i < (columns[layer]?.y.length ?? 0); i++) {
    for (let j = 0; j < (columns[layer + 1]?.y.length ?? 0); j++) {
      const place = { layer, i, j };
      const { x1, y1, x2, y2 } = edgeOf(layout, place);
      const slope = (y2 - y1) / (x2 - x1);
      const away = Math.abs(y1 + slope * (x - x1) - y) / Math.hypot(1, slope);
      if (away < distance) [nearest, distance] = [place, away];
    }
  }
  return nearest;
}

/** What the thickest line stands for: a round number, so that lines rarely change all together. */
export function scaleOf(layers: readonly NetworkLayer[]): number {
  return roundUp(largest(layers.flatMap(({ weights, biases }) => (biases ? [weights, biases] : [weights]))));
}
