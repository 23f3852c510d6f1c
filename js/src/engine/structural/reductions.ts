/** Sums, means, products and extremes over axes: autograd_widgets/engine/ops/reductions.py in TypeScript. */

import { type DType, type NDArray, stored } from "../arrays";
import { spread, summed, summedOver, withoutAxes } from "./axes";
import { input, type Structural } from "./structural";

export const reductions: Readonly<Record<string, Structural>> = {
  sum: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) => summed(input(inputs), options, dtype),
    vjps: [(g, inputs, options) => spread(g, input(inputs), options)],
  },
  mean: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) =>
      divided(summed(input(inputs), options, "float64"), summedOver(input(inputs), options), dtype),
    vjps: [
      (g, inputs, options) =>
        spread(divided(g, summedOver(input(inputs), options), g.dtype), input(inputs), options),
    ],
  },
};

function divided(array: NDArray, by: number, dtype: DType): NDArray {
  return stored(
    Float64Array.from(array.data, (x) => x / by),
    array.shape,
    dtype,
  );
}
