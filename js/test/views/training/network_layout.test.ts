import { expect, test } from "vitest";
import {
  edgeOf,
  layoutOf,
  NEURON_HEIGHT,
  type NetworkLayer,
  numberAt,
  placeUnder,
  scaleOf,
} from "../../../src/views/training/network_layout";

/** Layers of some widths whose weights are 0, 1, 2 … and biases −1, −2 … */
function layersOf(...widths: number[]): NetworkLayer[] {
  return widths.slice(1).map((outputs, i) => {
    const inputs = widths[i] as number;
    return {
      inputs,
      outputs,
      weights: Array.from({ length: inputs * outputs }, (_, k) => k),
      biases: Array.from({ length: outputs }, (_, k) => -1 - k),
      activation: "tanh",
    };
  });
}

test.each([
  [[2, 1], 480],
  [[2, 16, 16, 1], 300],
  [[784, 128, 10], 480],
  [[3, 4, 4, 4, 4, 4, 4, 4, 4, 1], 360],
])("the neurons of a network of %j lie in %d px, and none over another", (widths, width) => {
  const { columns, height, half } = layoutOf(layersOf(...widths), 0, width);
  expect(columns[0]?.x).toBeGreaterThanOrEqual(half);
  expect(columns.at(-1)?.x).toBeLessThanOrEqual(width - half);
  for (const [i, { x, y, more }] of columns.entries()) {
    expect(y.length + more).toBe(widths[i]);
    expect(y.length).toBeLessThanOrEqual(16);
    expect(Math.min(...y)).toBeGreaterThanOrEqual(NEURON_HEIGHT / 2 + 15);
    expect(Math.max(...y)).toBeLessThanOrEqual(height - NEURON_HEIGHT / 2);
    for (let k = 1; k < y.length; k++)
      expect((y[k] as number) - (y[k - 1] as number)).toBeGreaterThan(NEURON_HEIGHT);
    if (i > 0) expect(x - (columns[i - 1]?.x as number)).toBeGreaterThan(2 * half);
  }
});

test("of a column of 128 neurons the first 15 are shown, and 113 more are told of", () => {
  const { columns } = layoutOf(layersOf(2, 128, 16), 0, 480);
  expect([columns[1]?.y.length, columns[1]?.more]).toEqual([15, 113]);
  expect([columns[2]?.y.length, columns[2]?.more]).toEqual([16, 0]);
});

test("the line that is under the pointer is found near either of its ends", () => {
  const layout = layoutOf(layersOf(3, 5, 2), 0, 480);
  for (const place of [
    { layer: 0, i: 0, j: 4 },
    { layer: 0, i: 2, j: 2 },
    { layer: 1, i: 4, j: 1 },
  ]) {
    const { x1, y1, x2, y2 } = edgeOf(layout, place);
    for (const share of [0.12, 0.88]) {
      expect(placeUnder(layout, x1 + share * (x2 - x1), y1 + share * (y2 - y1) + 0.4)).toEqual(place);
    }
  }
});

test("a neuron stands for its bias, an input for nothing, and far from all there is nothing", () => {
  const layout = layoutOf(layersOf(3, 5, 2), 0, 480);
  const [inputs, hidden] = layout.columns;
  expect(placeUnder(layout, hidden?.x as number, hidden?.y[3] as number)).toEqual({ layer: 0, i: -1, j: 3 });
  expect(placeUnder(layout, inputs?.x as number, inputs?.y[1] as number)).toBeNull();
  expect(placeUnder(layout, 240, 2)).toBeNull();
  expect(placeUnder(layout, -50, 100)).toBeNull();
});

test("a weight is read by its ends, a bias by its neuron, and what is not there is not a number", () => {
  const layers = layersOf(3, 5, 2);
  expect(numberAt(layers, { layer: 0, i: 2, j: 1 })).toBe(11);
  expect(numberAt(layers, { layer: 1, i: -1, j: 1 })).toBe(-2);
  expect(numberAt([{ ...(layers[0] as NetworkLayer), biases: null }], { layer: 0, i: -1, j: 1 })).toBeNaN();
  expect(numberAt(layers, { layer: 7, i: 0, j: 0 })).toBeNaN();
});

test("the thickest line stands for a round number, not below any weight or bias", () => {
  expect(scaleOf(layersOf(3, 5, 2))).toBe(20);
  expect(scaleOf([{ inputs: 1, outputs: 2, weights: [Number.NaN, 0], biases: null, activation: "" }])).toBe(
    1,
  );
});
