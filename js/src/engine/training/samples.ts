/** Samples and batches of them. */

import type { NDArray } from "../arrays";

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

/** An array that stays as it is. */
export function copied(array: NDArray): NDArray {
  return { ...array, data: array.data.slice() };
}
