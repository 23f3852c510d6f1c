/** Axes: which entries are reduced to one, or put in order among themselves, and how a gradient comes back to them. */

import { type DType, type NDArray, type Shape, size, stored } from "../arrays";
import { gathered, places, scattered, strides } from "../broadcasting";
import { axesOf, flag, type Options } from "./structural";

/** The shape of an array that is reduced over the option `axis`, kept with length 1 if `keepdims` says so. */
export function withoutAxes(shape: Shape, options: Options): number[] {
  const axes = axesOf(options, "axis", shape);
  if (flag(options, "keepdims")) return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** The same, of a reduction that no entries have no answer to. */
export function withoutSomeAxes(shape: Shape, options: Options): number[] {
  const reduced = withoutAxes(shape, options);
  if (size(reduced) > 0 && size(shape) === 0) throw new Error(`[${shape}] has no entries to reduce`);
  return reduced;
}

/** The shape of what is computed along one axis, or in all of a flattened array where `axis` names all axes. */
export function alongAxis(shape: Shape, options: Options): number[] {
  const axes = axesOf(options, "axis", shape);
  if (axes.length === 1) return [...shape];
  if (axes.length === shape.length) return [size(shape)];
  throw new Error(`axis [${axes}] names neither one axis of [${shape}] nor all`);
}

/** For each entry of an array, which group of those that go together over the option `axis` it belongs to. */
export function groupPlaces(shape: Shape, options: Options): Int32Array {
  const axes = axesOf(options, "axis", shape);
  const kept = strides(shape.map((length, axis) => (axes.includes(axis) ? 1 : length)));
  return places(
    shape,
    kept.map((step, axis) => (axes.includes(axis) ? 0 : step)),
  );
}

/** The places of the entries of each group, in order. */
export function groups(shape: Shape, options: Options): number[][] {
  const count = size(withoutAxes(shape, { ...options, keepdims: false }));
  const found: number[][] = Array.from({ length: count }, () => []);
  for (const [place, group] of groupPlaces(shape, options).entries()) found[group]?.push(place);
  return found;
}

/** The entries of an array at some places. */
export function entriesAt(x: NDArray, group: readonly number[]): number[] {
  return group.map((place) => x.data[place] as number);
}

/** Each group of entries reduced to one number. */
export function reduced(
  x: NDArray,
  options: Options,
  dtype: DType,
  reduce: (entries: number[]) => number,
): NDArray {
  const numbers = groups(x.shape, options).map((group) => reduce(entriesAt(x, group)));
  return stored(Float64Array.from(numbers), withoutAxes(x.shape, options), dtype);
}

/**
 * Each group of entries turned into as many others, which take their places.
 *
 * @param work is given the entries, their places, and the group's number: where a reduction put its answer.
 */
export function regrouped(
  x: NDArray,
  options: Options,
  dtype: DType,
  work: (entries: number[], group: readonly number[], k: number) => readonly number[],
): NDArray {
  const data = new Float64Array(x.data.length);
  for (const [k, group] of groups(x.shape, options).entries()) {
    const numbers = work(entriesAt(x, group), group, k);
    for (const [i, place] of group.entries()) data[place] = numbers[i] as number;
  }
  return stored(data, x.shape, dtype);
}

/** The sums over the option `axis`. */
export function summed(x: NDArray, options: Options, dtype: DType): NDArray {
  return scattered(x, groupPlaces(x.shape, options), withoutAxes(x.shape, options), dtype);
}

/** Repeat a sum's gradient along the summed axes. */
export function spread(g: NDArray, x: NDArray, options: Options): NDArray {
  return gathered(g, groupPlaces(x.shape, options), x.shape);
}

/** How many entries are reduced to one. */
export function groupSize(shape: Shape, options: Options): number {
  return size(axesOf(options, "axis", shape).map((axis) => shape[axis] as number));
}

export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0);
}

/** The largest of some numbers; nan if one of them is nan. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((best, x) => Math.max(best, x), Number.NEGATIVE_INFINITY);
}
