/** The same entries in another shape: autograd_widgets/engine/ops/shape.py in TypeScript. */

import { reshaped, sameShape, size } from "../arrays";
import { broadcastShape, stretched, transposed } from "../broadcasting";
import { axesOf, input, type Structural, wholeNumbers } from "./structural";

export const shapes: Readonly<Record<string, Structural>> = {
  reshape: {
    shape: (given, options) => {
      const shape = wholeNumbers(options, "shape");
      if (size(shape) !== size(input(given)))
        throw new Error(`[${input(given)}] does not hold as many entries as [${shape}]`);
      return shape;
    },
    forward: (inputs, options) => reshaped(input(inputs), wholeNumbers(options, "shape")),
    vjps: [(g, inputs) => reshaped(g, input(inputs).shape)],
  },
  transpose: {
    shape: (given, options) => {
      const shape = input(given);
      const axes = axesOf(options, "axes", shape);
      if (axes.length !== shape.length)
        throw new Error(`[${axes}] does not name each axis of [${shape}] once`);
      return axes.map((axis) => shape[axis] as number);
    },
    forward: (inputs, options) => transposed(input(inputs), wholeNumbers(options, "axes")),
    vjps: [(g, _, options) => transposed(g, inverse(wholeNumbers(options, "axes")))],
  },
  broadcast_to: {
    shape: (given, options) => {
      const shape = wholeNumbers(options, "shape");
      const joint = broadcastShape([input(given), shape]);
      if (joint === null || !sameShape(joint, shape))
        throw new Error(`[${input(given)}] does not broadcast to [${shape}]`);
      return shape;
    },
    forward: (inputs, options) => stretched(input(inputs), wholeNumbers(options, "shape")),
    vjps: [(g) => g], // the walk sums over the stretched axes
  },
};

function inverse(axes: readonly number[]): number[] {
  const back = new Array<number>(axes.length);
  for (const [to, from] of axes.entries()) back[from] = to;
  return back;
}
