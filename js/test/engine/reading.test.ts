import { describe, expect, test } from "vitest";
import { sampled, windowAround } from "../../src/engine/curve";
import { readGraph } from "../../src/engine/graph";
import { lineThrough } from "../../src/engine/line";
import { METHODS, measure, readingOf, sweepAt } from "../../src/engine/reading";
import { run } from "../../src/engine/run";
import { readings } from "./vectors";

const NONE = new Map();

describe.each(readings)("$title", (expected) => {
  const graph = readGraph(expected.graph);
  const leaf = graph.byName.get(expected.leaf);
  const at = leaf ? { leaf: leaf.id, entry: expected.entry } : null;
  const line = lineThrough(graph, NONE, at);
  const x = leaf?.held?.data[expected.entry] as number;
  const { h } = expected;
  const slope = run(graph, NONE).gradients[leaf?.id as number]?.data[expected.entry] ?? 0;
  const derivative = Number.isNaN(line.values(Float64Array.of(x))[0]) ? Number.NaN : slope;
  const curve = sampled(line.values, ...expected.window);
  const sweep = sweepAt(line, x, derivative, h < 0 ? -1 : 1);
  const measured = measure(line, x, h, { gradient: new Float64Array(), derivative, curve, sweep });
  const reading = readingOf(measured);
  const [value, above, below] = [...expected.values] as [number, number, number];
  const tiny = 64 * line.epsilon * (Math.abs(value) + Math.abs(x * derivative) || 1);

  test("has Python's values, derivative and differences", () => {
    near(reading.derivative, expected.derivative, 64 * line.epsilon * Math.abs(expected.derivative));
    [reading.value, reading.above, reading.below].forEach((got, i) => {
      const python = [value, above, below][i] as number;
      near(got, python, 64 * line.epsilon * Math.abs(python));
    });
    near(
      reading.differences.forward,
      (above - value) / h,
      (tiny + 64 * line.epsilon * Math.abs(above)) / Math.abs(h),
    );
  });

  test("splits the error as Python does", () => {
    METHODS.forEach((method, i) => {
      const python = expected.truncation[i] as number;
      near(reading.truncation[method], python, 1e-6 * Math.abs(python) + tiny + tiny / (Math.abs(h) || 1));
      if (h !== 0 && Number.isFinite(reading.errors[method]))
        near(reading.truncation[method] + reading.rounding[method], reading.errors[method], tiny);
    });
    const slope = (Math.abs(derivative) || 0) + 1;
    expect(reading.broken).toBe(expected.broken);
    const [bend, twist] = [expected.bends[0] as number, expected.bends[1] as number];
    near(reading.bends[0], bend, 1e-3 * Math.abs(bend) + slope * Math.sqrt(line.epsilon));
    near(reading.bends[1], twist, 1e-2 * Math.abs(twist) + slope * Math.cbrt(line.epsilon));
  });

  test("has the same errors over steps, to within rounding", () => {
    const count = reading.sweep.h.length;
    METHODS.forEach((method, row) => {
      for (let k = 0; k < count; k++) {
        const step = expected.sweep[k] as number;
        near(reading.sweep.h[k] as number, step, 1e-14 * step);
        const python = expected.sweep[(row + 1) * count + k] as number;
        near(reading.sweep.errors[method][k] as number, python, (8 * tiny) / step + 1e-12 * Math.abs(python));
      }
    });
  });

  test("samples the same curve, with the same breaks", () => {
    const count = expected.curve.length / 2;
    const [px, py] = [expected.curve.slice(0, count), expected.curve.slice(count)];
    const width = expected.window[1] - expected.window[0];
    const breaks = (x: ArrayLike<number>, y: ArrayLike<number>) =>
      Array.from(x).filter((_, i) => Number.isNaN(y[i]) && !Number.isNaN(y[i - 1]));
    const [ours, theirs] = [breaks(curve.x, curve.y), breaks(px, py)];
    expect(ours.length).toBe(theirs.length);
    ours.forEach((place, i) => {
      near(place, theirs[i] as number, 1e-9 * width);
    });
    expect(Math.abs(curve.x.length - count)).toBeLessThanOrEqual(8);
    const [bottom, top] = windowAround(curve, [reading.value, reading.above, reading.below]);
    near(bottom, expected.upwards[0] as number, 0.02 * Math.abs(top - bottom));
    near(top, expected.upwards[1] as number, 0.02 * Math.abs(top - bottom));
  });
});

function near(got: number, expected: number, tolerance: number): void {
  if (Object.is(got, expected) || got === expected || (Number.isNaN(tolerance) && Number.isNaN(got))) return;
  expect(Math.abs(got - expected), `${got} instead of ${expected}`).toBeLessThanOrEqual(tolerance);
}
