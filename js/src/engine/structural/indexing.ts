/** Picking entries, and putting them back: autograd_widgets/engine/ops/indexing.py in TypeScript. */

import { type Shape, sameShape, size } from "../arrays";
import { gathered, places, scattered } from "../broadcasting";
import { input, integers, type Options, type Structural, wholeNumber, wholeNumbers } from "./structural";

export const indexing: Readonly<Record<string, Structural>> = {
  getitem: {
    shape: (shapes, options) => {
      const { whole, picked } = checked(options);
      return expected(input(shapes), whole, picked);
    },
    forward: (inputs, options) => gathered(input(inputs), pickedPlaces(options), shapeOf(options, "picked")),
    vjps: [(g, _, options) => scattered(g, pickedPlaces(options), shapeOf(options, "whole"))],
  },
  scatter: {
    shape: (shapes, options) => {
      const { whole, picked } = checked(options);
      return expected(input(shapes), picked, whole);
    },
    forward: (inputs, options, dtype) =>
      scattered(input(inputs), pickedPlaces(options), shapeOf(options, "whole"), dtype),
    vjps: [(g, _, options) => gathered(g, pickedPlaces(options), shapeOf(options, "picked"))],
  },
};

function shapeOf(options: Options, name: "whole" | "picked"): number[] {
  return wholeNumbers(options, name);
}

function expected(given: Shape, from: Shape, to: number[]): number[] {
  if (sameShape(given, from)) return to;
  throw new Error(`the index was made for shape [${from}], not [${given}]`);
}

/** Where the picked entries lie in the whole: listed, or from a first place on at regular distances. */
function pickedPlaces(options: Options): Int32Array {
  if (options.places !== undefined) return Int32Array.from(wholeNumbers(options, "places"));
  const offset = wholeNumber(options, "offset");
  const found = places(shapeOf(options, "picked"), integers(options, "strides"));
  for (let i = 0; i < found.length; i++) found[i] = (found[i] as number) + offset;
  return found;
}

/** Both shapes, once it is sure that every place lies inside the whole. */
function checked(options: Options): { whole: number[]; picked: number[] } {
  const whole = shapeOf(options, "whole");
  const picked = shapeOf(options, "picked");
  const count = size(picked);
  if (options.places !== undefined) {
    const listed = wholeNumbers(options, "places");
    if (listed.length !== count) throw new Error(`${listed.length} places don't fill shape [${picked}]`);
    if (!listed.every((place) => place < size(whole))) throw outside(whole);
    return { whole, picked };
  }
  const strides = integers(options, "strides");
  if (strides.length !== picked.length) throw new Error(`[${strides}] are not the strides of [${picked}]`);
  const reach = picked.map((length, axis) => (length - 1) * (strides[axis] as number));
  const offset = wholeNumber(options, "offset");
  const first = reach.reduce((sum, step) => sum + Math.min(0, step), offset);
  const last = reach.reduce((sum, step) => sum + Math.max(0, step), offset);
  if (count > 0 && (first < 0 || last >= size(whole))) throw outside(whole);
  return { whole, picked };
}

function outside(whole: Shape): Error {
  return new Error(`the index reaches outside an array of shape [${whole}]`);
}
