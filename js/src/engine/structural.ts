/** Operations that move entries about, or sum them: written by hand, held to Python's by shared vectors. */

import { type DType, type NDArray, reshaped, type Shape, sameShape, size, stored } from "./arrays";
import { broadcastShape, gathered, places, scattered, stretched, strides, transposed } from "./broadcasting";

export type Options = Readonly<Record<string, unknown>>;

/** What an operation on whole arrays does. */
export interface Structural {
  /** The output's shape; throws an Error if the inputs' shapes or the options don't fit. */
  shape(inputs: readonly Shape[], options: Options): number[];
  forward(inputs: readonly NDArray[], options: Options, dtype: DType): NDArray;
  /** For each input its vector-Jacobian product, in g's type, before the sum over broadcast axes. */
  vjps: readonly ((g: NDArray, inputs: readonly NDArray[], options: Options) => NDArray)[];
}

export const structural: Readonly<Record<string, Structural>> = {
  sum: {
    shape: ([x], options) => withoutAxes(x as Shape, options),
    forward: ([x], options, dtype) => summed(x as NDArray, options, dtype),
    vjps: [(g, [x], options) => spread(g, x as NDArray, options)],
  },
  mean: {
    shape: ([x], options) => withoutAxes(x as Shape, options),
    forward: ([x], options, dtype) => {
      const sums = summed(x as NDArray, options, "float64");
      return divided(sums, summedOver(x as NDArray, options), dtype);
    },
    vjps: [
      (g, [x], options) =>
        spread(divided(g, summedOver(x as NDArray, options), g.dtype), x as NDArray, options),
    ],
  },
  matmul: {
    shape: ([x, y]) => productShape(x as Shape, y as Shape),
    forward: ([x, y], _, dtype) => matmul(x as NDArray, y as NDArray, dtype),
    vjps: [
      (g, [x, y]) => matmulLeft(g, x as NDArray, y as NDArray),
      (g, [x, y]) => matmulRight(g, x as NDArray, y as NDArray),
    ],
  },
  reshape: {
    shape: ([x], options) => {
      const shape = wholeNumbers(options, "shape");
      if (size(shape) !== size(x as Shape))
        throw new Error(`[${x}] does not hold as many entries as [${shape}]`);
      return shape;
    },
    forward: ([x], options) => reshaped(x as NDArray, wholeNumbers(options, "shape")),
    vjps: [(g, [x]) => reshaped(g, (x as NDArray).shape)],
  },
  transpose: {
    shape: ([x], options) => {
      const axes = axesOf(options, "axes", x as Shape);
      if (axes.length !== (x as Shape).length)
        throw new Error(`[${axes}] does not name each axis of [${x}] once`);
      return axes.map((axis) => (x as Shape)[axis] as number);
    },
    forward: ([x], options) => transposed(x as NDArray, wholeNumbers(options, "axes")),
    vjps: [(g, _, options) => transposed(g, inverse(wholeNumbers(options, "axes")))],
  },
  broadcast_to: {
    shape: ([x], options) => {
      const shape = wholeNumbers(options, "shape");
      const joint = broadcastShape([x as Shape, shape]);
      if (joint === null || !sameShape(joint, shape))
        throw new Error(`[${x}] does not broadcast to [${shape}]`);
      return shape;
    },
    forward: ([x], options) => stretched(x as NDArray, wholeNumbers(options, "shape")),
    vjps: [(g) => g], // the walk sums over the stretched axes
  },
};

// --- options ---------------------------------------------------------------------------------------------------------

function wholeNumbers(options: Options, name: string): number[] {
  const given = options[name];
  if (Array.isArray(given) && given.every((n) => Number.isInteger(n) && n >= 0)) return given;
  throw new Error(`expected ${name} as a list of whole numbers from 0 up, got ${JSON.stringify(given)}`);
}

function axesOf(options: Options, name: string, shape: Shape): number[] {
  const axes = wholeNumbers(options, name);
  if (axes.every((axis) => axis < shape.length) && new Set(axes).size === axes.length) return axes;
  throw new Error(`${name} [${axes}] does not name axes of an array of shape [${shape}], each once`);
}

function inverse(axes: readonly number[]): number[] {
  const back = new Array<number>(axes.length);
  for (const [to, from] of axes.entries()) back[from] = to;
  return back;
}

// --- sums ------------------------------------------------------------------------------------------------------------

function withoutAxes(shape: Shape, options: Options): number[] {
  const axes = axesOf(options, "axis", shape);
  const { keepdims } = options;
  if (typeof keepdims !== "boolean") throw new Error(`expected keepdims as true or false, got ${keepdims}`);
  if (keepdims) return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** For each entry of x, the entry of the sum that it is added to. */
function sumPlaces(x: NDArray, options: Options): Int32Array {
  const axes = wholeNumbers(options, "axis");
  const kept = strides(x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)));
  return places(
    x.shape,
    kept.map((step, axis) => (axes.includes(axis) ? 0 : step)),
  );
}

function summed(x: NDArray, options: Options, dtype: DType): NDArray {
  return scattered(x, sumPlaces(x, options), withoutAxes(x.shape, options), dtype);
}

/** Repeat a sum's gradient along the summed axes. */
function spread(g: NDArray, x: NDArray, options: Options): NDArray {
  return gathered(g, sumPlaces(x, options), x.shape);
}

/** How many entries of x are added to each entry of the sum. */
function summedOver(x: NDArray, options: Options): number {
  return size(wholeNumbers(options, "axis").map((axis) => x.shape[axis] as number));
}

function divided(array: NDArray, by: number, dtype: DType): NDArray {
  return stored(
    Float64Array.from(array.data, (x) => x / by),
    array.shape,
    dtype,
  );
}

// --- matrices --------------------------------------------------------------------------------------------------------

/** A vector on the left is a row, one on the right a column: shapes of matrices, or of stacks of them. */
function asMatrices(x: Shape, y: Shape): [Shape, Shape] {
  return [x.length === 1 ? [1, ...x] : x, y.length === 1 ? [...y, 1] : y];
}

function productShape(x: Shape, y: Shape): number[] {
  const [a, b] = asMatrices(x, y);
  const stack = broadcastShape([a.slice(0, -2), b.slice(0, -2)]);
  if (x.length === 0 || y.length === 0 || stack === null || a.at(-1) !== b.at(-2)) {
    throw new Error(`matrices of shapes [${x}] and [${y}] can't be multiplied`);
  }
  const rows = x.length === 1 ? [] : [a.at(-2) as number];
  const columns = y.length === 1 ? [] : [b.at(-1) as number];
  return [...stack, ...rows, ...columns];
}

/** The matrix product as NumPy defines it: leading axes are stacks of matrices and broadcast. */
function matmul(x: NDArray, y: NDArray, dtype: DType): NDArray {
  const [a, b] = asMatrices(x.shape, y.shape);
  const [rows, inner, columns] = [a.at(-2), a.at(-1), b.at(-1)] as [number, number, number];
  const stack = broadcastShape([a.slice(0, -2), b.slice(0, -2)]) as number[];
  const left = matrixPlaces(a, stack);
  const right = matrixPlaces(b, stack);
  const out = new Float64Array(left.length * rows * columns);
  for (let m = 0; m < left.length; m++) {
    for (let i = 0; i < rows; i++) {
      const to = (m * rows + i) * columns;
      for (let k = 0; k < inner; k++) {
        const factor = x.data[(left[m] as number) + i * inner + k] as number;
        const from = (right[m] as number) + k * columns;
        for (let j = 0; j < columns; j++)
          out[to + j] = (out[to + j] as number) + factor * (y.data[from + j] as number);
      }
    }
  }
  return stored(out, productShape(x.shape, y.shape), dtype);
}

/** Where each matrix of a broadcast stack begins. */
function matrixPlaces(shape: Shape, stack: readonly number[]): Int32Array {
  const lead = stack.length - (shape.length - 2);
  const own = strides(shape);
  return places(
    stack,
    stack.map((_, axis) => (axis < lead || shape[axis - lead] === 1 ? 0 : (own[axis - lead] as number))),
  );
}

function matrixTransposed(x: NDArray): NDArray {
  const axes = x.shape.map((_, axis) => axis);
  return transposed(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

/** The gradient and both factors with the axes of length 1 that make their product one of matrices. */
function gradientAsMatrices(g: NDArray, x: NDArray, y: NDArray): [NDArray, NDArray, NDArray] {
  const [a, b] = asMatrices(x.shape, y.shape);
  const stack = g.shape.slice(0, g.shape.length - Number(x.shape.length > 1) - Number(y.shape.length > 1));
  return [reshaped(g, [...stack, a.at(-2) as number, b.at(-1) as number]), reshaped(x, a), reshaped(y, b)];
}

function matmulLeft(g: NDArray, x: NDArray, y: NDArray): NDArray {
  const [upstream, , b] = gradientAsMatrices(g, x, y);
  const found = matmul(upstream, matrixTransposed(b), g.dtype);
  return x.shape.length > 1 ? found : reshaped(found, [...found.shape.slice(0, -2), ...x.shape]);
}

function matmulRight(g: NDArray, x: NDArray, y: NDArray): NDArray {
  const [upstream, a] = gradientAsMatrices(g, x, y);
  const found = matmul(matrixTransposed(a), upstream, g.dtype);
  return y.shape.length > 1 ? found : reshaped(found, [...found.shape.slice(0, -2), ...y.shape]);
}
