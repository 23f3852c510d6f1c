/** What an operation on whole arrays is in the browser, and the options that it was recorded with. */

import type { DType, NDArray, Shape } from "../arrays";

export type Options = Readonly<Record<string, unknown>>;

/** A vector-Jacobian product by one input, in g's type, before the sum over broadcast axes. */
export type Vjp = (g: NDArray, inputs: readonly NDArray[], options: Options, out: NDArray) => NDArray;

/** What an operation on whole arrays does. */
export interface Structural {
  /** The output's shape; throws an Error if the inputs' shapes or the options don't fit. */
  shape(inputs: readonly Shape[], options: Options): number[];
  forward(inputs: readonly NDArray[], options: Options, dtype: DType): NDArray;
  /** For each input its product, null without a derivative; of an operation on a list of arrays, the one by a position. */
  vjps: readonly (Vjp | null)[] | ((position: number) => Vjp);
}

/** An operation's product by one of its inputs, if it has one. */
export function vjpBy(rule: Structural, position: number): Vjp | null {
  return typeof rule.vjps === "function" ? rule.vjps(position) : (rule.vjps[position] ?? null);
}

/** The first or another input, which the graph's check has seen to be there. */
export function input<T>(inputs: readonly T[], position = 0): T {
  return inputs[position] as T;
}

/** An option that is a list of whole numbers from 0 up. */
export function wholeNumbers(options: Options, name: string): number[] {
  const given = options[name];
  if (Array.isArray(given) && given.every((n) => Number.isInteger(n) && n >= 0)) return given;
  throw new Error(`expected ${name} as a list of whole numbers from 0 up, got ${JSON.stringify(given)}`);
}

/** An option that is a list of whole numbers, also negative ones. */
export function integers(options: Options, name: string): number[] {
  const given = options[name];
  if (Array.isArray(given) && given.every((n) => Number.isInteger(n))) return given;
  throw new Error(`expected ${name} as a list of whole numbers, got ${JSON.stringify(given)}`);
}

/** An option that is a whole number from 0 up. */
export function wholeNumber(options: Options, name: string): number {
  const given = options[name];
  if (typeof given === "number" && Number.isInteger(given) && given >= 0) return given;
  throw new Error(`expected ${name} as a whole number from 0 up, got ${JSON.stringify(given)}`);
}

/** An option that is true or false. */
export function flag(options: Options, name: string): boolean {
  const given = options[name];
  if (typeof given === "boolean") return given;
  throw new Error(`expected ${name} as true or false, got ${JSON.stringify(given)}`);
}

/** An option that names axes of an array, each once. */
export function axesOf(options: Options, name: string, shape: Shape): number[] {
  const axes = wholeNumbers(options, name);
  if (axes.every((axis) => axis < shape.length) && new Set(axes).size === axes.length) return axes;
  throw new Error(`${name} [${axes}] does not name axes of an array of shape [${shape}], each once`);
}
