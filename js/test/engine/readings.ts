// Readings of functions, made without the engine.

import type { ByMethod, Reading } from "../../src/engine/reading";

export function readingOf(
  f: (x: number) => number,
  x: number,
  derivative: number,
  bends: readonly [number, number],
  h = 0.001,
): Reading {
  const quotients = (step: number): ByMethod<number> => ({
    forward: (f(x + step) - f(x)) / step,
    backward: (f(x) - f(x - step)) / step,
    central: (f(x + step) - f(x - step)) / (2 * step),
  });
  const errorsAt = (step: number): ByMethod<number> => {
    const { forward, backward, central } = quotients(step);
    return { forward: forward - derivative, backward: backward - derivative, central: central - derivative };
  };
  const steps = Float64Array.from({ length: 100 }, (_, i) => 10 ** ((16 * i) / 99 - 16));
  const sweep = (method: keyof ByMethod<number>) => steps.map((step) => errorsAt(step)[method]);
  return {
    x,
    h,
    value: f(x),
    above: f(x + h),
    below: f(x - h),
    gradient: Float64Array.of(derivative),
    derivative,
    differences: quotients(h),
    errors: errorsAt(h),
    truncation: errorsAt(h),
    rounding: { forward: 0, backward: 0, central: 0 },
    noise: 2 ** -52 * Math.max(Math.abs(f(x)), Math.abs(x * derivative) || 0),
    bends,
    broken: "" as const,
    sweep: {
      h: steps,
      errors: { forward: sweep("forward"), backward: sweep("backward"), central: sweep("central") },
    },
    curve: { x: Float64Array.of(x), y: Float64Array.of(f(x)) },
  };
}
