/** Joining arrays: autograd_widgets/engine/ops/joining.py in TypeScript. */

import { type NDArray, room, type Shape, sameShape, size } from "../arrays";
import { gathered, places, strides } from "../broadcasting";
import { input, type Options, type Structural, wholeNumber } from "./structural";

/** The shape of arrays joined, and how the places of each array's entries in it are found. */
interface Joint {
  readonly shape: number[];
  readonly lying: readonly Int32Array[];
}

export const joining: Readonly<Record<string, Structural>> = {
  concatenate: joins((shapes, options) =>
    options.axis === null ? inOneRow(shapes) : alongAxis(shapes, wholeNumber(options, "axis")),
  ),
  stack: joins((shapes, options) => alongNewAxis(shapes, wholeNumber(options, "axis"))),
};

/** An operation that puts the entries of each of its arrays somewhere into one. */
function joins(meet: (shapes: readonly Shape[], options: Options) => Joint): Structural {
  return {
    shape: (shapes, options) => meet(shapes, options).shape,
    forward: (inputs, options, dtype) => {
      const { shape, lying } = meet(shapesOf(inputs), options);
      const data = room(size(shape), dtype);
      for (const [position, { data: entries }] of inputs.entries()) {
        const to = input(lying, position);
        for (let i = 0; i < to.length; i++) data[to[i] as number] = entries[i] as number;
      }
      return { shape, dtype, data };
    },
    vjps: (position) => (g, inputs, options) =>
      gathered(g, input(meet(shapesOf(inputs), options).lying, position), input(inputs, position).shape),
  };
}

function shapesOf(inputs: readonly NDArray[]): Shape[] {
  return inputs.map(({ shape }) => shape);
}

function inOneRow(shapes: readonly Shape[]): Joint {
  let start = 0;
  const lying = shapes.map((shape) => {
    const first = start;
    start += size(shape);
    return Int32Array.from({ length: size(shape) }, (_, i) => first + i);
  });
  return { shape: [start], lying };
}

function alongAxis(shapes: readonly Shape[], axis: number): Joint {
  const first = input(shapes);
  const without = (shape: Shape) => shape.filter((_, i) => i !== axis);
  const fits = shapes.every(
    (shape) => shape.length === first.length && sameShape(without(shape), without(first)),
  );
  if (!fits || axis >= first.length) throw misfit("joined", shapes, axis);
  const length = shapes.reduce((sum, shape) => sum + (shape[axis] as number), 0);
  const whole = first.map((n, i) => (i === axis ? length : n));
  const steps = strides(whole);
  let start = 0;
  const lying = shapes.map((shape) => {
    const found = shifted(places(shape, steps), start * (steps[axis] as number));
    start += shape[axis] as number;
    return found;
  });
  return { shape: whole, lying };
}

function alongNewAxis(shapes: readonly Shape[], axis: number): Joint {
  const first = input(shapes);
  const fits = shapes.every((shape) => sameShape(shape, first)) && axis <= first.length;
  if (!fits) throw misfit("stacked", shapes, axis);
  const whole = [...first.slice(0, axis), shapes.length, ...first.slice(axis)];
  const steps = strides(whole);
  const own = steps.filter((_, i) => i !== axis);
  const lying = shapes.map((shape, i) => shifted(places(shape, own), i * (steps[axis] as number)));
  return { shape: whole, lying };
}

function shifted(found: Int32Array, by: number): Int32Array {
  return found.map((place) => place + by);
}

function misfit(what: string, shapes: readonly Shape[], axis: number): Error {
  return new Error(
    `arrays of shapes ${shapes.map((shape) => `[${shape}]`).join(", ")} can't be ${what} along axis ${axis}`,
  );
}
