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

// names of entries, by the shape of their array: an array that is moved keeps it
const known = new WeakMap<readonly number[], { readonly input: string; readonly names: readonly string[] }>();

function namesIn(input: string, array: NDArray): readonly string[] {
  if (array.shape.length === 0) return [input];
  const before = known.get(array.shape);
  if (before?.input === input) return before.names;
  const names = Array.from(array.data, (_, at) => entryName(input, array, at));
  known.set(array.shape, { input, names });
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

/** Whether two numbers are equal as numbers are: nan is nan, and −0 is 0. */
export function sameNumber(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}

/** Whether some inputs hold the same in all places but one: 1 / 0 and 1 / −0 are not the same. */
export function sameElsewhere(one: Inputs, other: Inputs, entry: Entry): boolean {
  return alike(one, other, Object.is, entry);
}

/** Whether some inputs are equal in all numbers, as Python means it: for it 0 == −0. */
export function sameInputs(one: Inputs, other: Inputs): boolean {
  return one.size === other.size && alike(one, other, sameNumber);
}

function alike(
  one: Inputs,
  other: Inputs,
  same: (one: number, other: number) => boolean,
  but?: Pick<Entry, "input" | "at">,
): boolean {
  for (const [name, array] of one) {
    const { data } = other.get(name) ?? {};
    if (data === array.data) continue;
    if (data?.length !== array.data.length) return false;
    for (let i = 0; i < data.length; i++)
      if (!same(data[i] as number, array.data[i] as number) && !(name === but?.input && i === but.at))
        return false;
  }
  return true;
}

/** The entry that a text means: "x[1, 2]", "[1,2]" or "1 2". */
export function entryNamed(entries: readonly Entry[], text: string): Entry | undefined {
  const numbers = (name: string) => name.match(/\d+/g)?.join() ?? "";
  const wanted = numbers(text.slice(text.lastIndexOf("[") + 1));
  return entries.find(({ name }) => wanted !== "" && numbers(name.slice(name.lastIndexOf("["))) === wanted);
}
