// What an address may set in a widget's state: a name, how it is written, and which texts it takes.

import type { ArrayData } from "../contract";
import { numberIn, numberText, type Pair, shortened } from "./address";

export type State = Record<string, unknown>;

export interface Slot {
  /** What a state has here, null if it is what was saved. */
  told(now: State): string | null;
  /** Take a text into a state; false if it is none that fits. */
  take(text: string, into: State): boolean;
  /** Which texts fit: "a whole number from 0 to 9". */
  readonly wanted: string;
}

export type Slots = ReadonlyMap<string, Slot>;

/** How a plain value is written. */
export interface Writing<T> {
  readonly text: (value: T) => string;
  /** undefined if it is no such text. */
  readonly value: (text: string) => T | undefined;
  readonly wanted: string;
}

/** A trait that holds plain data. */
export function trait<T>(name: string, saved: State, { text, value, wanted }: Writing<T>): [string, Slot] {
  const before = text(saved[name] as T);
  return [
    name,
    {
      wanted,
      told(now) {
        const told = text(now[name] as T);
        return told === before ? null : told;
      },
      take(given, into) {
        const taken = value(given);
        if (taken !== undefined) into[name] = taken;
        return taken !== undefined;
      },
    },
  ];
}

export function numberWriting(from: number, to: number, whole = false): Writing<number> {
  const limits = from > -1e300 || to < 1e300 ? ` from ${from.toLocaleString("en")} to ${limit(to)}` : "";
  return {
    text: numberText,
    value(text) {
      const number = numberIn(text);
      const fits = number !== null && number >= from && number <= to && (!whole || Number.isInteger(number));
      return fits ? number : undefined;
    },
    wanted: `${whole ? "a whole number" : "a number"}${limits}`,
  };
}

const limit = (to: number) => (to > 1e15 ? numberText(to) : to.toLocaleString("en"));

/** One of some words, written without spaces. */
export function choice(words: readonly string[]): Writing<string> {
  const compact = (word: string) => word.replaceAll(" ", "") || "none";
  const known = new Map(words.map((word) => [compact(word), word]));
  const shown = [...known.keys()];
  const most = 8;
  return {
    text: compact,
    value: (text) => known.get(compact(text)),
    wanted:
      shown.length > most ? `one of ${shown.slice(0, most).join(", ")} …` : `one of ${shown.join(", ")}`,
  };
}

/** Several numbers, or none. */
export function list(wanted: string, fits: (numbers: number[]) => boolean): Writing<number[]> {
  return {
    wanted,
    text: (numbers) => numbers.map(numberText).join() || "none",
    value(text) {
      const numbers = text === "none" ? [] : text.split(",").map((each) => numberIn(each) ?? Number.NaN);
      return numbers.every(Number.isFinite) && fits(numbers) ? numbers : undefined;
    },
  };
}

/** A trait that holds a number as an array. */
export function arrayTrait(name: string, saved: State): [string, Slot] {
  return [
    name,
    arraySlot(
      saved[name] as ArrayData,
      (state) => state[name] as ArrayData,
      (into, data) => {
        into[name] = data;
      },
    ),
  ];
}

/** The inputs, by their names; one that is called as a trait is written "inputs.step". */
export function inputSlots(
  saved: State,
  taken: readonly string[],
  but: readonly string[] = [],
): [string, Slot][] {
  const all = (state: State) => state.inputs as Record<string, ArrayData>;
  return Object.entries(all(saved) ?? {}).flatMap(([name, data]): [string, Slot][] => {
    if (but.includes(name)) return [];
    const slot = arraySlot(
      data,
      (state) => all(state)[name] as ArrayData,
      (into, changed) => {
        into.inputs = Object.fromEntries(
          Object.entries(all(into)).map((each) => (each[0] === name ? [name, changed] : each)),
        );
      },
    );
    return [[taken.includes(name) || name.startsWith("inputs.") ? `inputs.${name}` : name, slot]];
  });
}

function arraySlot(
  data: ArrayData,
  of: (state: State) => ArrayData,
  set: (into: State, data: ArrayData) => void,
): Slot {
  const saved = numbersOf(data);
  const count = saved.length;
  return {
    wanted: count === 1 ? "a number" : `${count} numbers at most, with commas between them`,
    told(now) {
      if (of(now) === data) return null;
      const texts = Array.from(numbersOf(of(now)), (x, i) => (Object.is(x, saved[i]) ? "" : numberText(x)));
      return texts.join().replace(/,+$/, "") || null;
    },
    take(text, into) {
      const texts = text.split(",");
      if (texts.length > count || (count === 1 && text === "")) return false;
      const numbers = texts.map((each, i) => (each === "" ? (saved[i] as number) : numberIn(each)));
      if (numbers.includes(null)) return false;
      const changed = saved.slice();
      changed.set(numbers as number[]);
      set(into, { ...data, data: new DataView(changed.buffer) });
      return true;
    },
  };
}

type Numbers = Float64Array | Float32Array;

/** The numbers of an array as it came; none of a damaged one, of which the view says what it makes. */
export function numbersOf({ dtype, data }: ArrayData): Numbers {
  const size = dtype === "float32" ? 4 : 8;
  const bytes =
    ArrayBuffer.isView(data) && data.byteLength % size === 0 ? data : new DataView(new ArrayBuffer(0));
  const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return size === 4 ? new Float32Array(copy) : new Float64Array(copy);
}

/** What differs from the saved state, in the order of the slots. */
export function toldBy(slots: Slots, now: State): Pair[] {
  return [...slots].flatMap(([name, slot]): Pair[] => {
    const text = slot.told(now);
    return text === null ? [] : [[name, text]];
  });
}

/** Take what an address says into a state; returns what of it is not understood, or "". */
export function takeInto(into: State, slots: Slots, pairs: readonly Pair[]): string {
  for (const [name, text] of pairs) {
    const slot = slots.get(name);
    if (slot === undefined) return `there is no “${shortened(name)}” here that it can set`;
    if (!slot.take(text, into)) return misfit(name, slot, text);
  }
  return "";
}

/** That a text does not fit. */
export function misfit(name: string, { wanted }: { readonly wanted: string }, text: string): string {
  return `${shortened(name)} should be ${wanted}, not “${shortened(text)}”`;
}
