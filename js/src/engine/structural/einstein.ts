/** Sums of products, told by letters: autograd_widgets/engine/ops/einstein.py in TypeScript. */

import { type DType, type NDArray, type Shape, size, stored } from "../arrays";
import { places, strides } from "../broadcasting";
import { input, type Options, type Structural } from "./structural";

/** What stands before and behind the arrow, and how long the axis of each letter is. */
interface Letters {
  readonly terms: readonly string[];
  readonly output: string;
  readonly lengths: ReadonlyMap<string, number>;
}

export const einstein: Readonly<Record<string, Structural>> = {
  einsum: {
    shape: (shapes, options) => {
      const letters = lettersOf(shapes, options);
      return shapeOf(letters.output, letters);
    },
    forward: (inputs, options, dtype) => {
      const letters = lettersOf(
        inputs.map(({ shape }) => shape),
        options,
      );
      return contracted(inputs, letters.terms, letters.output, letters, dtype);
    },
    vjps: (position) => (g, inputs, options) => {
      const letters = lettersOf(
        inputs.map(({ shape }) => shape),
        options,
      );
      const { terms, output } = letters;
      const other = (_: unknown, i: number) => i !== position;
      const factors = [g, ...inputs.filter(other)];
      return contracted(factors, [output, ...terms.filter(other)], input(terms, position), letters, g.dtype);
    },
  },
};

function lettersOf(shapes: readonly Shape[], { subscripts }: Options): Letters {
  if (typeof subscripts !== "string" || !/^[a-zA-Z,]*->[a-zA-Z]*$/.test(subscripts))
    throw new Error(`expected subscripts as letters with an arrow, got ${JSON.stringify(subscripts)}`);
  const [inputs = "", output = ""] = subscripts.split("->");
  const terms = inputs.split(",");
  const lengths = new Map<string, number>();
  const given = shapes.map((shape) => `[${shape}]`).join(", ");
  if (terms.length !== shapes.length || terms.some((term, i) => term.length !== shapes[i]?.length))
    throw new Error(`"${subscripts}" does not name the axes of ${given}`);
  for (const [i, term] of terms.entries()) {
    for (const [axis, letter] of [...term].entries()) {
      const before = lengths.get(letter) ?? 1;
      const length = shapes[i]?.[axis] as number;
      if (before !== length && before !== 1 && length !== 1)
        throw new Error(`"${letter}" of "${subscripts}" has several lengths in ${given}`);
      lengths.set(letter, before === 1 ? length : before);
    }
  }
  if (new Set(output).size < output.length || [...output].some((letter) => !lengths.has(letter)))
    throw new Error(`"${subscripts}" does not name each axis of its output once`);
  return { terms, output, lengths };
}

function shapeOf(term: string, { lengths }: Letters): number[] {
  return [...term].map((letter) => lengths.get(letter) as number);
}

/** For all letters at every length: the product of the entries that they point at, added to the one they name. */
function contracted(
  factors: readonly NDArray[],
  terms: readonly string[],
  output: string,
  letters: Letters,
  dtype: DType,
): NDArray {
  const shape = shapeOf(output, letters);
  const to = pointedAt(output, shape, letters);
  const from = factors.map((factor, i) => pointedAt(input(terms, i), factor.shape, letters));
  const sums = new Float64Array(size(shape));
  for (let i = 0; i < to.length; i++) {
    let product = 1;
    for (let f = 0; f < factors.length; f++)
      product *= (factors[f] as NDArray).data[(from[f] as Int32Array)[i] as number] as number;
    const place = to[i] as number;
    sums[place] = (sums[place] as number) + product;
  }
  return stored(sums, shape, dtype);
}

/** At which entry of an array the letters point, for all of them at every length; axes of length 1 stay. */
function pointedAt(term: string, shape: Shape, { lengths }: Letters): Int32Array {
  const own = strides(shape);
  const steps = [...lengths.keys()].map((letter) => {
    let step = 0;
    for (const [axis, other] of [...term].entries())
      if (other === letter && shape[axis] !== 1) step += own[axis] as number;
    return step;
  });
  return places([...lengths.values()], steps);
}
