/** Convolution of images: autograd_widgets/engine/ops/convolution.py in TypeScript. */

import { type DType, type NDArray, type Numbers, type Shape, sameShape, size, stored } from "../arrays";
import { input, type Options, type Structural } from "./structural";
import { type Covered, covered, layoutOf, pair, placesOf } from "./windows";

export const convolution: Readonly<Record<string, Structural>> = {
  conv2d: {
    shape: (shapes, options) => convolvedShape(input(shapes), input(shapes, 1), options),
    forward: (inputs, options, dtype) => convolved(input(inputs), input(inputs, 1), options, dtype),
    vjps: [
      (g, inputs, options) => backToInput(g, input(inputs, 1), input(inputs).shape, options, g.dtype),
      (g, inputs, options) => backToWeights(input(inputs), g, input(inputs, 1).shape, options, g.dtype),
    ],
  },
  conv2d_input_gradient: {
    shape: (shapes, options) => {
      const [y, w] = [input(shapes), input(shapes, 1)];
      return fitting(y, imageShape(y, w, options), w, options).pixels;
    },
    forward: (inputs, options, dtype) => {
      const [y, w] = [input(inputs), input(inputs, 1)];
      return backToInput(y, w, imageShape(y.shape, w.shape, options), options, dtype);
    },
    vjps: [
      (g, inputs, options) => convolved(g, input(inputs, 1), options, g.dtype),
      (g, inputs, options) => backToWeights(g, input(inputs), input(inputs, 1).shape, options, g.dtype),
    ],
  },
  conv2d_weight_gradient: {
    shape: (shapes, options) => {
      const [x, y] = [input(shapes), input(shapes, 1)];
      return fitting(y, x, kernelShape(x, y, options), options).entries;
    },
    forward: (inputs, options, dtype) => {
      const [x, y] = [input(inputs), input(inputs, 1)];
      return backToWeights(x, y, kernelShape(x.shape, y.shape, options), options, dtype);
    },
    vjps: [
      (g, inputs, options) => backToInput(input(inputs, 1), g, input(inputs).shape, options, g.dtype),
      (g, inputs, options) => convolved(input(inputs), g, options, g.dtype),
    ],
  },
};

/** What takes part: the pixels of the images, the entries of the kernels, the places of the output. */
type Part = keyof Covered;
type Shapes = Readonly<Record<Part, number[]>>;

function convolvedShape(x: Shape, w: Shape, options: Options): number[] {
  if (x.length === 4 && w.length === 4 && x[1] === w[1])
    return [x[0] as number, w[0] as number, ...placesOf(layoutOf(x, w, options))];
  throw new Error(
    `[${x}] and [${w}] are not images [N, C, H, W] and kernels [O, C, h, w] of as many channels`,
  );
}

function imageShape(y: Shape, w: Shape, options: Options): number[] {
  return [...y.slice(0, 1), ...w.slice(1, 2), ...pair(options, "size", 0)];
}

function kernelShape(x: Shape, y: Shape, options: Options): number[] {
  return [...y.slice(1, 2), ...x.slice(1, 2), ...pair(options, "size", 1)];
}

/** All three shapes, if y has that of the output. */
function fitting(y: Shape, x: Shape, w: Shape, options: Options): Shapes {
  const places = convolvedShape(x, w, options);
  if (sameShape(places, y)) return { pixels: [...x], entries: [...w], places };
  throw new Error(`images [${x}] and kernels [${w}] give [${places}], not [${y}]`);
}

function convolved(x: NDArray, w: NDArray, options: Options, dtype: DType): NDArray {
  const places = convolvedShape(x.shape, w.shape, options);
  const shapes = { pixels: [...x.shape], entries: [...w.shape], places };
  return addedUp("places", shapes, ["pixels", x], ["entries", w], options, dtype);
}

function backToInput(y: NDArray, w: NDArray, shape: Shape, options: Options, dtype: DType): NDArray {
  const shapes = { pixels: [...shape], entries: [...w.shape], places: [...y.shape] };
  return addedUp("pixels", shapes, ["places", y], ["entries", w], options, dtype);
}

function backToWeights(x: NDArray, y: NDArray, shape: Shape, options: Options, dtype: DType): NDArray {
  const shapes = { pixels: [...x.shape], entries: [...shape], places: [...y.shape] };
  return addedUp("entries", shapes, ["pixels", x], ["places", y], options, dtype);
}

/** For every pixel under an entry of a kernel at a place, add the product of two of these three to the third. */
function addedUp(
  wanted: Part,
  shapes: Shapes,
  [one, a]: readonly [Part, NDArray],
  [other, b]: readonly [Part, NDArray],
  options: Options,
  dtype: DType,
): NDArray {
  const [images, channels] = shapes.pixels as [number, number];
  const kernels = shapes.entries[0] as number;
  const [pixels, entries, places] = [area(shapes.pixels), area(shapes.entries), area(shapes.places)];
  const found = covered(layoutOf(shapes.pixels, shapes.entries, options));
  const sums = new Float64Array(size(shapes[wanted]));
  for (let n = 0; n < images; n++) {
    for (let o = 0; o < kernels; o++) {
      for (let c = 0; c < channels; c++) {
        const from = {
          pixels: (n * channels + c) * pixels,
          entries: (o * channels + c) * entries,
          places: (n * kernels + o) * places,
        };
        addProducts(
          [sums.subarray(from[wanted]), found[wanted]],
          [a.data.subarray(from[one]), found[one]],
          [b.data.subarray(from[other]), found[other]],
        );
      }
    }
  }
  return stored(sums, shapes[wanted], dtype);
}

function area(shape: Shape): number {
  return size(shape.slice(2));
}

type Picked<T extends Numbers> = readonly [T, Int32Array];

function addProducts(
  [sums, to]: Picked<Float64Array>,
  [a, i]: Picked<Numbers>,
  [b, j]: Picked<Numbers>,
): void {
  for (let k = 0; k < to.length; k++) {
    const place = to[k] as number;
    sums[place] = (sums[place] as number) + (a[i[k] as number] as number) * (b[j[k] as number] as number);
  }
}
