/** Products of vectors, matrices and stacks of them: autograd_widgets/engine/ops/linear_algebra.py in TypeScript. */

import { type DType, type NDArray, reshaped, type Shape, stored } from "../arrays";
import { broadcastShape, places, strides, transposed } from "../broadcasting";
import { input, type Structural } from "./structural";

export const matrices: Readonly<Record<string, Structural>> = {
  matmul: {
    shape: (shapes) => productShape(input(shapes), input(shapes, 1)),
    forward: (inputs, _, dtype) => matmul(input(inputs), input(inputs, 1), dtype),
    vjps: [
      (g, inputs) => matmulLeft(g, input(inputs), input(inputs, 1)),
      (g, inputs) => matmulRight(g, input(inputs), input(inputs, 1)),
    ],
  },
};

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
