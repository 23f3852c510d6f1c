/** The numbers that a person can move: each entry of each input. */

import type { NDArray } from "./arrays";
import type { Inputs } from "./run";

/** One of them. */
export interface Entry {
  /** "x", or of an array "x[0]", "x[1, 2]". */
  readonly name: string;
  readonly input: string;
  /** Its place in the array, counted row by row. */
  readonly at: number;
  readonly value: number;
}

/** Every number of some inputs, in order. */
export function entriesOf(inputs: Inputs): Entry[] {
  return [...inputs].flatMap(([input, array]) => {
    const names = namesIn(input, array);
    return Array.from(array.data, (value, at) => ({ name: names[at] as string, input, at, value }));
  });
}

const known = new Map<string, readonly string[]>(); // names of entries, which stay the same during a drag
const MOST_KNOWN = 64;

function namesIn(input: string, array: NDArray): readonly string[] {
  if (array.shape.length === 0) return [input];
  const key = `${input}[${array.shape}]`;
  const names = known.get(key) ?? Array.from(array.data, (_, at) => entryName(input, array, at));
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, names);
  return names;
}

function entryName(input: string, { shape }: NDArray, at: number): string {
  const index: number[] = [];
  let rest = at;
  for (const length of [...shape].reverse()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `${input}[${index.join(", ")}]`;
}

/** Inputs with one number moved. */
export function moved(inputs: Inputs, { input, at }: Entry, value: number): Inputs {
  const array = inputs.get(input) as NDArray;
  const data = array.data.slice();
  data[at] = value;
  return new Map(inputs).set(input, { ...array, data });
}

/** Whether some inputs are equal in all numbers but one. */
export function sameElsewhere(one: Inputs, other: Inputs, { input, at }: Entry): boolean {
  for (const [name, array] of one) {
    const { data } = other.get(name) ?? {};
    if (data === array.data) continue;
    if (data?.length !== array.data.length) return false;
    for (let i = 0; i < data.length; i++)
      if (!Object.is(data[i], array.data[i]) && !(name === input && i === at)) return false;
  }
  return true;
}

/** Whether some inputs are equal in all numbers. */
export function sameInputs(one: Inputs, other: Inputs): boolean {
  return one.size === other.size && sameElsewhere(one, other, { name: "", input: "", at: -1, value: 0 });
}

/** The entry that a text means: "x[1, 2]", "[1,2]" or "1 2". */
export function entryNamed(entries: readonly Entry[], text: string): Entry | undefined {
  const numbers = (name: string) => name.match(/\d+/g)?.join() ?? "";
  const wanted = numbers(text.slice(text.lastIndexOf("[") + 1));
  return entries.find(({ name }) => wanted !== "" && numbers(name.slice(name.lastIndexOf("["))) === wanted);
}
