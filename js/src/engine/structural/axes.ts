/** Reductions over axes: where each entry goes, and how a gradient comes back. */

import { type DType, type NDArray, type Shape, size } from "../arrays";
import { gathered, places, scattered, strides } from "../broadcasting";
import { axesOf, flag, type Options, wholeNumbers } from "./structural";

/** The shape of an array that is reduced over the option `axis`, kept with length 1 if `keepdims` says so. */
export function withoutAxes(shape: Shape, options: Options): number[] {
  const axes = axesOf(options, "axis", shape);
  if (flag(options, "keepdims")) return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** For each entry of x, the entry of the sum that it is added to. */
export function sumPlaces(x: NDArray, options: Options): Int32Array {
  const axes = wholeNumbers(options, "axis");
  const kept = strides(x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)));
  return places(
    x.shape,
    kept.map((step, axis) => (axes.includes(axis) ? 0 : step)),
  );
}

/** The sums over the option `axis`. */
export function summed(x: NDArray, options: Options, dtype: DType): NDArray {
  return scattered(x, sumPlaces(x, options), withoutAxes(x.shape, options), dtype);
}

/** Repeat a sum's gradient along the summed axes. */
export function spread(g: NDArray, x: NDArray, options: Options): NDArray {
  return gathered(g, sumPlaces(x, options), x.shape);
}

/** How many entries of x are added to each entry of the sum. */
/** The sums over the option `axis`. */
export function summedOver(x: NDArray, options: Options): number {
  return size(wholeNumbers(options, "axis").map((axis) => x.shape[axis] as number));
}
