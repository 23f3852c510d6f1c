/** Sums, means, products and extremes over axes: autograd_widgets/engine/ops/reductions.py in TypeScript. */

import { type DType, type NDArray, stored } from "../arrays";
import {
  alongAxis,
  groupSize,
  largest,
  reduced,
  regrouped,
  spread,
  summed,
  total,
  withoutAxes,
  withoutSomeAxes,
} from "./axes";
import { flag, input, type Options, type Structural } from "./structural";

export const reductions: Readonly<Record<string, Structural>> = {
  sum: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) => summed(input(inputs), options, dtype),
    vjps: [(g, inputs, options) => spread(g, input(inputs), options)],
  },
  mean: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) =>
      divided(summed(input(inputs), options, "float64"), groupSize(input(inputs).shape, options), dtype),
    vjps: [
      (g, inputs, options) =>
        spread(divided(g, groupSize(input(inputs).shape, options), g.dtype), input(inputs), options),
    ],
  },
  max: extreme(largest),
  min: extreme((entries) => -largest(entries.map((x) => -x))),
  prod: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) => reduced(input(inputs), options, dtype, product),
    vjps: [
      (g, inputs, options) =>
        regrouped(input(inputs), options, g.dtype, (entries, _, k) => {
          const [before, behind] = productsBeside(entries);
          return entries.map((_, i) => (g.data[k] as number) * (before[i] as number) * (behind[i] as number));
        }),
    ],
  },
  cumsum: {
    shape: (shapes, options) => alongAxis(input(shapes), options),
    forward: (inputs, options, dtype) =>
      running(input(inputs), input(inputs), options, dtype, flag(options, "reverse"), (sum, x) => sum + x),
    vjps: [
      (g, inputs, options) =>
        running(g, input(inputs), options, g.dtype, !flag(options, "reverse"), (sum, x) => sum + x),
    ],
  },
  cumprod: {
    shape: (shapes, options) => alongAxis(input(shapes), options),
    forward: (inputs, options, dtype) =>
      running(input(inputs), input(inputs), options, dtype, false, (found, x) => found * x),
    vjps: [cumprodGradient],
  },
  all: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) =>
      reduced(input(inputs), options, dtype, (entries) => Number(entries.every((x) => x !== 0))),
    vjps: [null],
  },
  any: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) =>
      reduced(input(inputs), options, dtype, (entries) => Number(entries.some((x) => x !== 0))),
    vjps: [null],
  },
};

/** The largest or the smallest entries; those that are equally extreme share the gradient. */
function extreme(choose: (entries: number[]) => number): Structural {
  return {
    shape: (shapes, options) => withoutSomeAxes(input(shapes), options),
    forward: (inputs, options, dtype) => reduced(input(inputs), options, dtype, choose),
    vjps: [
      (g, inputs, options, out) =>
        regrouped(input(inputs), options, g.dtype, (entries, _, k) =>
          shared(
            g.data[k] as number,
            entries.map((x) => Number(x === out.data[k])),
          ),
        ),
    ],
  };
}

/** A gradient shared among the entries that weigh 1, or −1. */
export function shared(g: number, weights: readonly number[]): number[] {
  const count = total(weights.map(Math.abs));
  return weights.map((weight) => g * (weight / count));
}

function divided(array: NDArray, by: number, dtype: DType): NDArray {
  return stored(
    Float64Array.from(array.data, (x) => x / by),
    array.shape,
    dtype,
  );
}

function product(entries: readonly number[]): number {
  return entries.reduce((found, x) => found * x, 1);
}

/** For each entry, the product of those before it and of those behind it: zeros may be among them. */
function productsBeside(entries: readonly number[]): [number[], number[]] {
  const before = entries.map(() => 1);
  const behind = entries.map(() => 1);
  for (let i = 1; i < entries.length; i++) {
    const j = entries.length - i;
    before[i] = (before[i - 1] as number) * (entries[i - 1] as number);
    behind[j - 1] = (behind[j] as number) * (entries[j] as number);
  }
  return [before, behind];
}

/** What comes of adding up or multiplying the entries one after the other, from the front or from the end. */
function running(
  array: NDArray,
  x: NDArray,
  options: Options,
  dtype: DType,
  reverse: boolean,
  join: (so: number, x: number) => number,
): NDArray {
  const shape = array === x ? alongAxis(x.shape, options) : x.shape; // of the output, or of a gradient by x
  const found = regrouped({ ...array, shape: x.shape }, options, dtype, (entries) => {
    if (reverse) entries.reverse();
    for (let i = 1; i < entries.length; i++)
      entries[i] = join(entries[i - 1] as number, entries[i] as number);
    return reverse ? entries.reverse() : entries;
  });
  return { ...found, shape };
}

function cumprodGradient(g: NDArray, inputs: readonly NDArray[], options: Options): NDArray {
  return regrouped(input(inputs), options, g.dtype, (entries, group) => {
    const [before] = productsBeside(entries);
    let later = 0; // what the product before an entry is multiplied by, in all that follows
    const found = entries.map(() => 0);
    for (let i = entries.length - 1; i >= 0; i--) {
      later = (g.data[group[i] as number] as number) + (entries[i + 1] ?? 0) * later;
      found[i] = (before[i] as number) * later;
    }
    return found;
  });
}
