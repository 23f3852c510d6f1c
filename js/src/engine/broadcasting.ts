/** Shapes that don't match, entries that trade places, and sums over axes: all by one walk over an array. */

import { type NDArray, room, type Shape, sameShape, size, stored } from "./arrays";

/** How far apart the entries along each axis lie in a row-major array. */
export function strides(shape: Shape): number[] {
  const steps: number[] = new Array(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    steps[axis] = step;
    step *= shape[axis] as number;
  }
  return steps;
}

/**
 * Where each entry of a row-major array of `shape` lies in another array, in which a step along axis k moves by
 * `steps[k]`; a step of 0 stays at the same place. Every operation here is reading from these places or adding to them.
 */
export function places(shape: Shape, steps: readonly number[]): Int32Array {
  const found = new Int32Array(size(shape));
  const index = new Array<number>(shape.length).fill(0);
  let place = 0;
  for (let i = 0; i < found.length; i++) {
    found[i] = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1;
      const step = steps[axis] as number;
      if (next < (shape[axis] as number)) {
        index[axis] = next;
        place += step;
        break;
      }
      index[axis] = 0;
      place -= step * (next - 1);
    }
  }
  return found;
}

/** An array whose entries are read from these places of another. */
export function gathered(array: NDArray, from: Int32Array, shape: Shape): NDArray {
  const data = room(from.length, array.dtype);
  for (let i = 0; i < from.length; i++) data[i] = array.data[from[i] as number] as number;
  return { shape, dtype: array.dtype, data };
}

/** An array to whose places the entries of another were added; in float64, rounded once at the end. */
export function scattered(array: NDArray, to: Int32Array, shape: Shape, dtype = array.dtype): NDArray {
  const sums = new Float64Array(size(shape));
  for (let i = 0; i < to.length; i++) {
    const place = to[i] as number;
    sums[place] = (sums[place] as number) + (array.data[i] as number);
  }
  return stored(sums, shape, dtype);
}

/** The shape in which arrays of several shapes meet, or null if they don't broadcast. */
export function broadcastShape(shapes: readonly Shape[]): number[] | null {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const joint = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (const [i, length] of shape.entries()) {
      const axis = rank - shape.length + i;
      if (joint[axis] === 1) joint[axis] = length;
      else if (length !== 1 && length !== joint[axis]) return null;
    }
  }
  return joint;
}

/** Where the entries of a stretched array come from: 0 steps along the axes that repeat. */
export function sources(shape: Shape, stretched: Shape): Int32Array {
  const lead = stretched.length - shape.length;
  const own = strides(shape);
  const steps = stretched.map((_, axis) =>
    axis < lead || shape[axis - lead] === 1 ? 0 : (own[axis - lead] as number),
  );
  return places(stretched, steps);
}

/** An array repeated along the axes where it is shorter. */
export function stretched(array: NDArray, shape: Shape): NDArray {
  if (sameShape(array.shape, shape)) return array;
  if (array.data.length === 1) {
    const data = room(size(shape), array.dtype);
    data.fill(array.data[0] as number);
    return { shape, dtype: array.dtype, data };
  }
  return gathered(array, sources(array.shape, shape), shape);
}

/** A gradient summed over the axes along which broadcasting had stretched its input, of this shape. */
export function unbroadcast(gradient: NDArray, shape: Shape): NDArray {
  if (sameShape(gradient.shape, shape)) return gradient;
  return scattered(gradient, sources(shape, gradient.shape), shape);
}

/** Axis k of the answer is axis `axes[k]` of the array. */
export function transposed(array: NDArray, axes: readonly number[]): NDArray {
  const own = strides(array.shape);
  const shape = axes.map((axis) => array.shape[axis] as number);
  const steps = axes.map((axis) => own[axis] as number);
  return gathered(array, places(shape, steps), shape);
}
