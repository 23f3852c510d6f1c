/** What kernels and pooling windows lie on: autograd_widgets/engine/ops/windows.py in TypeScript. */

import type { Shape } from "../arrays";
import { type Options, wholeNumbers } from "./structural";

/** Two whole numbers: for the rows and for the columns. */
export type Pair = readonly [number, number];

/** Where a kernel of some size is laid on an image of some size. */
export interface Layout {
  readonly image: Pair;
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
}

/** One pixel under one entry of the kernel at one place, each counted row by row: the k-th entries go together. */
export interface Covered {
  readonly pixels: Int32Array;
  readonly places: Int32Array;
  readonly entries: Int32Array;
}

/** An option that is a pair of whole numbers, none below the least. */
export function pair(options: Options, name: string, least: number): Pair {
  const numbers = wholeNumbers(options, name);
  const [rows, columns] = numbers;
  if (numbers.length === 2 && rows !== undefined && columns !== undefined && Math.min(...numbers) >= least)
    return [rows, columns];
  throw new Error(`expected ${name} as two whole numbers from ${least} up, got [${numbers}]`);
}

/** The layout of a kernel on images; without the option `dilation` its entries lie side by side. */
export function layoutOf(images: Shape, kernel: Shape, options: Options): Layout {
  return {
    image: lastTwo(images),
    size: lastTwo(kernel),
    stride: pair(options, "stride", 1),
    padding: pair(options, "padding", 0),
    dilation: Object.hasOwn(options, "dilation") ? pair(options, "dilation", 1) : [1, 1],
  };
}

function lastTwo(shape: Shape): Pair {
  return [shape.at(-2) as number, shape.at(-1) as number];
}

/** How many places the kernel has, along the rows and the columns of the image. */
export function placesOf({ image, size, stride, padding, dilation }: Layout): Pair {
  const along = (axis: 0 | 1) => {
    const covered = dilation[axis] * (size[axis] - 1) + 1;
    return Math.floor((image[axis] + 2 * padding[axis] - covered) / stride[axis]) + 1;
  };
  const found: Pair = [along(0), along(1)];
  if (Math.min(...size) > 0 && Math.min(...found) > 0) return found;
  throw new Error(`a kernel or window of [${size}] has no place on an image of [${image}]`);
}

/** Every pixel that lies under an entry of the kernel at some place; padding is left out. */
export function covered(layout: Layout): Covered {
  const { image, size } = layout;
  const places = placesOf(layout);
  const rows = alongAxis(layout, places, 0);
  const columns = alongAxis(layout, places, 1);
  const count = rows.length * columns.length;
  const found = {
    pixels: new Int32Array(count),
    places: new Int32Array(count),
    entries: new Int32Array(count),
  };
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      found.pixels[at] = row.pixel * image[1] + column.pixel;
      found.places[at] = row.place * places[1] + column.place;
      found.entries[at] = row.entry * size[1] + column.entry;
      at++;
    }
  }
  return found;
}

function alongAxis({ image, size, stride, padding, dilation }: Layout, places: Pair, axis: 0 | 1) {
  const found: { pixel: number; place: number; entry: number }[] = [];
  for (let place = 0; place < places[axis]; place++) {
    for (let entry = 0; entry < size[axis]; entry++) {
      const pixel = place * stride[axis] + entry * dilation[axis] - padding[axis];
      if (pixel >= 0 && pixel < image[axis]) found.push({ pixel, place, entry });
    }
  }
  return found;
}
