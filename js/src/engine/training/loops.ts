/** The inner loops of a plan: sums are in the order in which `run` takes them. */

import type { Numbers } from "../arrays";
import { fill } from "../elementwise";
import { type Operation, operations } from "../operations";

type Loop = (out: Numbers, a: Numbers, b: Numbers) => void;

/** Read from places. */
export function gather(out: Numbers, from: Numbers, places: Int32Array): void {
  for (let i = 0; i < places.length; i++) out[i] = from[places[i] as number] as number;
}

/** Add up at places, in an array that is cleared first. */
export function scatter(sums: Numbers, from: Numbers, places: Int32Array): void {
  sums.fill(0);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    sums[place] = (sums[place] as number) + (from[i] as number);
  }
}

const { add, multiply, relu, tanh } = operations as Record<string, Operation>;

/**
 * What large networks consist of, written out: where a loop calls one function and then another, each call takes some
 * thirty times as long as its arithmetic. Those that aren't here call exp or log, which hides it.
 */
const LOOPS: ReadonlyMap<unknown, Loop> = new Map<unknown, Loop>([
  [
    add?.forward,
    (out, x, y) => {
      for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) + (y[i] as number);
    },
  ],
  [
    multiply?.forward,
    (out, x, y) => {
      for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) * (y[i] as number);
    },
  ],
  [
    relu?.forward,
    (out, x) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.max(x[i] as number, 0);
    },
  ],
  [
    relu?.partials?.[0],
    (local, _, x) => {
      for (let i = 0; i < local.length; i++) local[i] = Number((x[i] as number) > 0);
    },
  ],
  [
    tanh?.forward,
    (out, x) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[i] as number);
    },
  ],
  [
    tanh?.partials?.[0],
    (local, out) => {
      for (let i = 0; i < out.length; i++) local[i] = (1 - (out[i] as number)) * (1 + (out[i] as number));
    },
  ],
]);

/** Apply a function place by place. */
export function apply(out: Numbers, f: (...inputs: number[]) => number, inputs: readonly Numbers[]): void {
  const loop = LOOPS.get(f);
  if (loop === undefined) fill(out, out.length, f, inputs);
  else loop(out, inputs[0] as Numbers, inputs[1] as Numbers);
}
