/** A function of numbers, applied entry by entry to arrays of several shapes. */

import { type DType, type NDArray, type Numbers, room, type Shape, scalar, size } from "./arrays";
import { stretched } from "./broadcasting";

/**
 * Apply a function of up to four numbers (an operation on three inputs has derivatives by its output and them).
 *
 * Scalars go first and straight through: most graphs on screen are made of them, and a call costs more than its
 * arithmetic.
 */
export function applied(
  f: (...inputs: number[]) => number,
  inputs: readonly NDArray[],
  shape: Shape,
  dtype: DType,
): NDArray {
  if (shape.length === 0) return scalar(ofScalars(f, inputs), dtype);
  const data = room(size(shape), dtype);
  fill(
    data,
    data.length,
    f,
    inputs.map((input) => stretched(input, shape).data),
  );
  if (dtype === "bool") for (let i = 0; i < data.length; i++) data[i] = Number(data[i] !== 0); // True + True is True
  return { shape, dtype, data };
}

/** Apply a function place by place, at the first `count` places of arrays. */
export function fill(
  out: Numbers,
  count: number,
  f: (...inputs: number[]) => number,
  inputs: readonly Numbers[],
): void {
  const [a, b, c, d] = inputs as [Numbers, Numbers, Numbers, Numbers];
  // written out for each number of inputs, as a spread call takes some ten times as long
  if (inputs.length === 1) {
    for (let i = 0; i < count; i++) out[i] = f(a[i] as number);
  } else if (inputs.length === 2) {
    for (let i = 0; i < count; i++) out[i] = f(a[i] as number, b[i] as number);
  } else if (inputs.length === 3) {
    for (let i = 0; i < count; i++) out[i] = f(a[i] as number, b[i] as number, c[i] as number);
  } else {
    for (let i = 0; i < count; i++) {
      out[i] = f(a[i] as number, b[i] as number, c[i] as number, d[i] as number);
    }
  }
}

function ofScalars(f: (...inputs: number[]) => number, inputs: readonly NDArray[]): number {
  const x = first(inputs, 0);
  if (inputs.length === 1) return f(x);
  if (inputs.length === 2) return f(x, first(inputs, 1));
  return inputs.length === 3
    ? f(x, first(inputs, 1), first(inputs, 2))
    : f(x, first(inputs, 1), first(inputs, 2), first(inputs, 3));
}

function first(inputs: readonly NDArray[], i: number): number {
  return (inputs[i] as NDArray).data[0] as number;
}
