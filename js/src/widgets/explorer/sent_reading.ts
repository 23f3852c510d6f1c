// A reading that Python computed, because only Python can.

import type { ArrayData, ReadingData } from "../../contract";
import { fromData } from "../../engine/arrays";
import { sameInputs, sameNumber } from "../../engine/entries";
import type { Span } from "../../engine/framing";
import { METHODS, type Method, type Reading, readingOf } from "../../engine/reading";
import type { Inputs } from "../../engine/run";

export interface SentReading {
  readonly reading: Reading;
  /** The numbers that it is of, and the one of them that moves. */
  readonly inputs: Inputs;
  readonly wrt: string;
  /** From where to where its curve goes. */
  readonly across: Span;
  /** Whether it is a reading at these numbers. */
  suits(inputs: Inputs, wrt: string, h: number): boolean;
}

/** A reading as it came; null if it is damaged. */
export function readingFrom(data: ReadingData): SentReading | null {
  try {
    return read(data);
  } catch {
    return null;
  }
}

function read(data: ReadingData): SentReading {
  const numbers = (array: ArrayData) => Float64Array.from(fromData(array).data);
  const inputs: Inputs = new Map(
    Object.entries(data.inputs).map(([name, array]) => [name, fromData(array)] as const),
  );
  const [x, h, derivative] = [...numbers(data.place)] as [number, number, number];
  const sweep = numbers(data.sweep);
  const count = sweep.length / (1 + METHODS.length);
  const truncation = numbers(data.truncation);
  const curve = numbers(data.curve);
  const byMethod = <T>(of: (row: number) => T) =>
    Object.fromEntries(METHODS.map((method, row) => [method, of(row)])) as Record<Method, T>;
  const reading = readingOf({
    ...{ x, h, derivative },
    values: [...numbers(data.values)] as [number, number, number],
    gradient: numbers(data.gradient),
    truncation: byMethod((row) => truncation[row] as number),
    noise: numbers(data.noise)[0] as number,
    bends: [...numbers(data.bends)] as [number, number],
    broken: data.broken === "corner" || data.broken === "jump" ? data.broken : "",
    sweep: {
      h: sweep.subarray(0, count),
      errors: byMethod((row) => sweep.subarray((row + 1) * count, (row + 2) * count)),
    },
    curve: { x: curve.subarray(0, curve.length / 2), y: curve.subarray(curve.length / 2) },
  });
  return {
    ...{ reading, inputs, wrt: data.wrt },
    across: [data.window[0] as number, data.window[1] as number],
    suits: (now, wrt, step) => wrt === data.wrt && sameNumber(step, h) && sameInputs(now, inputs),
  };
}
