/** Pooling of images: autograd_widgets/engine/ops/pooling.py in TypeScript. */

import { type DType, type NDArray, type Shape, sameShape, size, stored } from "../arrays";
import { input, type Options, type Structural } from "./structural";
import { type Covered, covered, type Layout, layoutOf, pair, placesOf } from "./windows";

export const pooling: Readonly<Record<string, Structural>> = {
  max_pool2d: {
    shape: (shapes, options) => pooledShape(input(shapes), options),
    forward: (inputs, options, dtype) => largest(input(inputs), options, dtype),
    vjps: [(g, inputs, options) => backToLargest(g, input(inputs), options, g.dtype)],
  },
  max_pool2d_gradient: {
    shape: ([y = [], x = []], options) => {
      if (sameShape(pooledShape(x, options), y)) return [...x];
      throw new Error(`[${y}] is not the shape that [${x}] is pooled to`);
    },
    forward: (inputs, options, dtype) => backToLargest(input(inputs), input(inputs, 1), options, dtype),
    vjps: [(g, inputs, options) => fromLargest(g, input(inputs, 1), options, g.dtype), null],
  },
  max_pool2d_tangent: {
    shape: ([dx = [], x = []], options) => {
      if (sameShape(dx, x)) return pooledShape(x, options);
      throw new Error(`[${dx}] and [${x}] are not equal`);
    },
    forward: (inputs, options, dtype) => fromLargest(input(inputs), input(inputs, 1), options, dtype),
    vjps: [(g, inputs, options) => backToLargest(g, input(inputs, 1), options, g.dtype), null],
  },
};

function windowOf(x: Shape, options: Options): Layout {
  return layoutOf(x, pair(options, "size", 1), options);
}

function pooledShape(x: Shape, options: Options): number[] {
  if (x.length !== 4) throw new Error(`[${x}] is not the shape of images, [N, C, H, W]`);
  const { size, padding, ...layout } = windowOf(x, options);
  if (2 * padding[0] > size[0] || 2 * padding[1] > size[1])
    throw new Error(`a padding of [${padding}] is more than half of the window, [${size}]`);
  return [...x.slice(0, 2), ...placesOf({ size, padding, ...layout })];
}

/** Call a function with each entry that lies in a window: where it stands in x, and where its window in the output. */
function eachEntry(x: Shape, options: Options, visit: (pixel: number, place: number) => void): void {
  const layout = windowOf(x, options);
  const { pixels, places }: Covered = covered(layout);
  const planes = size(x.slice(0, 2));
  const [area, windows] = [size(layout.image), size(placesOf(layout))];
  for (let plane = 0; plane < planes; plane++) {
    for (let k = 0; k < pixels.length; k++)
      visit(plane * area + (pixels[k] as number), plane * windows + (places[k] as number));
  }
}

/** The largest entry of each window; nan if one of them is. */
function largest(x: NDArray, options: Options, dtype: DType): NDArray {
  const shape = pooledShape(x.shape, options);
  const found = new Float64Array(size(shape)).fill(Number.NEGATIVE_INFINITY);
  eachEntry(x.shape, options, (pixel, place) => {
    found[place] = Math.max(found[place] as number, x.data[pixel] as number);
  });
  return stored(found, shape, dtype);
}

/** Call a function with each entry that is the largest of a window, and how many share that; where x is nan, none. */
function eachLargest(
  x: NDArray,
  options: Options,
  visit: (pixel: number, place: number, count: number) => void,
): void {
  const out = largest(x, options, x.dtype).data;
  const counts = new Float64Array(out.length);
  const ifLargest = (then: (pixel: number, place: number) => void) =>
    eachEntry(x.shape, options, (pixel, place) => {
      if (x.data[pixel] === out[place]) then(pixel, place);
    });
  ifLargest((_, place) => {
    counts[place] = (counts[place] as number) + 1;
  });
  ifLargest((pixel, place) => visit(pixel, place, counts[place] as number));
}

function backToLargest(y: NDArray, x: NDArray, options: Options, dtype: DType): NDArray {
  const sums = new Float64Array(x.data.length);
  eachLargest(x, options, (pixel, place, count) => {
    sums[pixel] = (sums[pixel] as number) + (y.data[place] as number) / count;
  });
  return stored(sums, x.shape, dtype);
}

function fromLargest(dx: NDArray, x: NDArray, options: Options, dtype: DType): NDArray {
  const shape = pooledShape(x.shape, options);
  const sums = new Float64Array(size(shape));
  eachLargest(x, options, (pixel, place, count) => {
    sums[place] = (sums[place] as number) + (dx.data[pixel] as number) / count;
  });
  return stored(sums, shape, dtype);
}
