/** Order: autograd_widgets/engine/ops/sorting.py in TypeScript. */

import { type DType, type NDArray, reshaped, type Shape, size } from "../arrays";
import { broadcastShape, gathered, places, scattered, stretched, strides } from "../broadcasting";
import { alongAxis, reduced, regrouped, withoutSomeAxes } from "./axes";
import { axesOf, input, type Options, type Structural } from "./structural";

export const sorting: Readonly<Record<string, Structural>> = {
  take_along_axis: {
    shape: (shapes, options) => pickedShape(input(shapes), input(shapes, 1), options),
    forward: (inputs, options) => {
      const { from, shape } = picked(input(inputs), input(inputs, 1), options);
      return gathered(input(inputs), from, shape);
    },
    vjps: [pickedBack, null],
  },
  sort: {
    shape: (shapes, options) => alongAxis(input(shapes), options),
    forward: (inputs, options, dtype) =>
      flatIfAll(input(inputs), options, dtype, (entries) => order(entries).map((i) => entries[i] as number)),
    vjps: [
      (g, inputs, options) =>
        regrouped(input(inputs), options, g.dtype, (entries, group) => {
          const back = entries.map(() => 0);
          for (const [to, from] of order(entries).entries())
            back[from] = g.data[group[to] as number] as number;
          return back;
        }),
    ],
  },
  argsort: {
    shape: (shapes, options) => alongAxis(input(shapes), options),
    forward: (inputs, options, dtype) => flatIfAll(input(inputs), options, dtype, order),
    vjps: [null],
  },
  argmax: placeOf((x, best) => x > best),
  argmin: placeOf((x, best) => x < best),
};

/** The places of some numbers from the smallest to the largest, nan last; equal ones keep their order. */
function order(entries: readonly number[]): number[] {
  const compare = (x: number, y: number) =>
    Number(x > y) - Number(x < y) || Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return [...entries.keys()].sort((i, j) => compare(entries[i] as number, entries[j] as number));
}

function flatIfAll(
  x: NDArray,
  options: Options,
  dtype: DType,
  work: (entries: number[]) => number[],
): NDArray {
  return reshaped(regrouped(x, options, dtype, work), alongAxis(x.shape, options));
}

/** Where the first of the best entries is; as in NumPy nan is better than any. */
function placeOf(better: (x: number, best: number) => boolean): Structural {
  const first = (entries: readonly number[]) => {
    const nan = entries.findIndex(Number.isNaN);
    if (nan >= 0) return nan;
    return entries.reduce((best, x, i) => (better(x, entries[best] as number) ? i : best), 0);
  };
  return {
    shape: (shapes, options) => withoutSomeAxes(input(shapes), options),
    forward: (inputs, options, dtype) => reduced(input(inputs), options, dtype, first),
    vjps: [null],
  };
}

// --- picking along an axis ---

/** The axis along which is picked, and the array's shape as it is seen then: flat if `axis` names all axes. */
function line(shape: Shape, options: Options): { axis: number; seen: Shape } {
  const axes = axesOf(options, "axis", shape);
  return axes.length === 1 ? { axis: axes[0] as number, seen: shape } : { axis: 0, seen: [size(shape)] };
}

function pickedShape(shape: Shape, indices: Shape, options: Options): number[] {
  const { axis, seen } = line(shape, options);
  const others = broadcastShape([withLength(seen, axis, 1), withLength(indices, axis, 1)]);
  if (others === null || seen.length !== indices.length)
    throw new Error(
      `entries of [${shape}] can't be picked along axis ${axis} by indices of shape [${indices}]`,
    );
  return withLength(others, axis, indices[axis] as number);
}

function withLength(shape: Shape, axis: number, length: number): number[] {
  return shape.map((n, i) => (i === axis ? length : n));
}

/** Where each entry of the answer comes from in an array, or in one whose other axes were stretched first. */
function picked(x: NDArray, indices: NDArray, options: Options, stretch = false) {
  const { axis, seen } = line(x.shape, options);
  const shape = pickedShape(x.shape, indices.shape, options);
  const count = seen[axis] as number;
  const source = stretch ? withLength(shape, axis, count) : seen;
  const steps = strides(source).map((step, i) => (i === axis || source[i] === 1 ? 0 : step));
  const step = strides(source)[axis] as number;
  const chosen = stretched(indices, shape).data;
  const from = places(shape, steps).map((place, i) => place + step * wrapped(chosen[i] as number, count));
  return { from, shape, source };
}

function wrapped(index: number, count: number): number {
  if (index >= -count && index < count) return index < 0 ? index + count : index;
  throw new Error(`index ${index} is out of range for an axis of length ${count}`);
}

function pickedBack(g: NDArray, inputs: readonly NDArray[], options: Options): NDArray {
  const [x, indices] = [input(inputs), input(inputs, 1)];
  const { from, source } = picked(x, indices, options, true);
  const back = scattered(g, from, source);
  return source.length === x.shape.length ? back : reshaped(back, x.shape);
}
