/** Spread and size: autograd_widgets/engine/ops/statistics.py in TypeScript. */

import type { NDArray } from "../arrays";
import { largest, reduced, regrouped, total, withoutAxes, withoutSomeAxes } from "./axes";
import { shared } from "./reductions";
import { input, type Options, type Structural } from "./structural";

export const statistics: Readonly<Record<string, Structural>> = {
  var: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) =>
      reduced(input(inputs), options, dtype, (entries) => variance(entries, options)),
    vjps: [
      (g, inputs, options) =>
        regrouped(input(inputs), options, g.dtype, (entries, _, k) =>
          away(entries).map((x) => ((g.data[k] as number) * (x * 2)) / divisor(entries, options)),
        ),
    ],
  },
  std: {
    shape: (shapes, options) => withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) =>
      reduced(input(inputs), options, dtype, (entries) => Math.sqrt(variance(entries, options))),
    vjps: [
      (g, inputs, options, out) =>
        regrouped(input(inputs), options, g.dtype, (entries, _, k) => {
          const below = orOne(out.data[k] as number) * divisor(entries, options);
          return away(entries).map((x) => (g.data[k] as number) * (x / below));
        }),
    ],
  },
  norm: {
    shape: (shapes, options) =>
      options.ord === "inf" ? withoutSomeAxes(input(shapes), options) : withoutAxes(input(shapes), options),
    forward: (inputs, options, dtype) => reduced(input(inputs), options, dtype, lengthOf(options)),
    vjps: [normGradient],
  },
};

function mean(entries: readonly number[]): number {
  return total(entries) / entries.length;
}

function away(entries: readonly number[]): number[] {
  const middle = mean(entries);
  return entries.map((x) => x - middle);
}

function variance(entries: readonly number[], options: Options): number {
  return total(away(entries).map((x) => x * x)) / divisor(entries, options);
}

function divisor(entries: readonly number[], options: Options): number {
  if (typeof options.ddof === "number") return Math.max(0, entries.length - options.ddof);
  throw new Error(`expected ddof as a number, got ${JSON.stringify(options.ddof)}`);
}

/** What to divide by where 0 would be: then the numerator is 0 too. */
function orOne(x: number): number {
  return x === 0 ? 1 : x;
}

function lengthOf({ ord }: Options): (entries: readonly number[]) => number {
  if (ord === null) return (entries) => Math.sqrt(total(entries.map((x) => x * x)));
  if (ord === 1) return (entries) => total(entries.map(Math.abs));
  if (ord === "inf") return (entries) => largest(entries.map(Math.abs));
  throw new Error(`expected ord as null, 1 or "inf", got ${JSON.stringify(ord)}`);
}

function normGradient(g: NDArray, inputs: readonly NDArray[], options: Options, out: NDArray): NDArray {
  return regrouped(input(inputs), options, g.dtype, (entries, _, k) => {
    const [upstream, length] = [g.data[k] as number, out.data[k] as number];
    if (options.ord === null) return entries.map((x) => upstream * (x / orOne(length)));
    if (options.ord === 1) return entries.map((x) => upstream * Math.sign(x));
    if (length === 0) return entries.map(() => 0);
    return shared(
      upstream,
      entries.map((x) => (Math.abs(x) === length ? Math.sign(x) : 0)),
    );
  });
}
