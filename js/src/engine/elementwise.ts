/** A function of numbers, applied entry by entry to arrays of several shapes. */

import { type DType, type NDArray, type Numbers, room, type Shape, scalar, size } from "./arrays";
import { stretched } from "./broadcasting";

/**
 * Apply a function of up to four numbers (an operation on three inputs has derivatives by its output and them).
 *
 * Scalars go first and straight through: most graphs on screen are made of them, and a call costs more than its
 * arithmetic. The loops are written out for each number of inputs, as a spread call takes some ten times as long.
 */
export function applied(
  f: (...inputs: number[]) => number,
  inputs: readonly NDArray[],
  shape: Shape,
  dtype: DType,
): NDArray {
  if (shape.length === 0) return scalar(atPlace(f, inputs, 0), dtype);
  const [a, b, c, d] = inputs.map((input) => stretched(input, shape).data) as [
    Numbers,
    Numbers,
    Numbers,
    Numbers,
  ];
  const data = room(size(shape), dtype);
  if (inputs.length === 1) {
    for (let i = 0; i < data.length; i++) data[i] = f(a[i] as number);
  } else if (inputs.length === 2) {
    for (let i = 0; i < data.length; i++) data[i] = f(a[i] as number, b[i] as number);
  } else if (inputs.length === 3) {
    for (let i = 0; i < data.length; i++) data[i] = f(a[i] as number, b[i] as number, c[i] as number);
  } else {
    for (let i = 0; i < data.length; i++) {
      data[i] = f(a[i] as number, b[i] as number, c[i] as number, d[i] as number);
    }
  }
  if (dtype === "bool") for (let i = 0; i < data.length; i++) data[i] = Number(data[i] !== 0); // True + True is True
  return { shape, dtype, data };
}

function atPlace(f: (...inputs: number[]) => number, inputs: readonly NDArray[], i: number): number {
  const [a, b, c, d] = inputs;
  const x = a?.data[i] as number;
  if (b === undefined) return f(x);
  const y = b.data[i] as number;
  if (c === undefined) return f(x, y);
  return d === undefined ? f(x, y, c.data[i] as number) : f(x, y, c.data[i] as number, d.data[i] as number);
}
