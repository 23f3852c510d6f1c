/** Samples and batches of them. */

import { type NDArray, size, stored } from "../arrays";

/** Inputs and targets: a sample at each place of the first axis. */
export interface Samples {
  readonly X: NDArray;
  readonly y: NDArray;
}

export function countOf({ X }: Samples): number {
  return X.shape[0] as number;
}

/** Write the samples at some places, or all, to an array of a plan, if it has one for them. */
export function take(to: NDArray | undefined, from: NDArray, places: Uint32Array | null): void {
  if (to === undefined) return;
  if (places === null) {
    to.data.set(from.data);
    return;
  }
  const width = to.data.length / places.length;
  for (let row = 0, at = 0; row < places.length; row++) {
    const start = (places[row] as number) * width;
    for (let i = start; i < start + width; i++) to.data[at++] = from.data[i] as number;
  }
}

/** The first few samples. */
export function firstOf({ X, y }: Samples, count: number): Samples {
  const first = ({ shape, dtype, data }: NDArray): NDArray => {
    const own = [count, ...shape.slice(1)];
    return { shape: own, dtype, data: data.subarray(0, size(own)) };
  };
  return { X: first(X), y: first(y) };
}

/** Samples and one more. */
export function withSample({ X, y }: Samples, inputs: readonly number[], target: number): Samples {
  const longer = ({ shape: [count = 0, ...rest], dtype, data }: NDArray, added: readonly number[]) =>
    stored(Float64Array.from([...data, ...added]), [count + 1, ...rest], dtype);
  return { X: longer(X, inputs), y: longer(y, [target]) };
}

/** An array that stays as it is. */
export function copied(array: NDArray): NDArray {
  return { ...array, data: array.data.slice() };
}
