// Numbers of inputs on their way to Python and back.

import type { ArrayData } from "../contract";
import { fromData, type NDArray, toData } from "../engine/arrays";
import type { Inputs } from "../engine/run";

/** An array as it came, null if it is damaged: then the recorded one is shown. */
export function received(data: ArrayData): NDArray | null {
  try {
    return fromData(data);
  } catch {
    return null;
  }
}

/** Inputs as Python reads them. */
export function sent(inputs: Inputs): Record<string, ArrayData> {
  return Object.fromEntries([...inputs].map(([name, array]) => [name, asSent(array)]));
}

const known = new WeakMap<NDArray, ArrayData>(); // a drag changes one input and sends them all

function asSent(array: NDArray): ArrayData {
  const data = known.get(array) ?? toData(array);
  known.set(array, data);
  return data;
}
