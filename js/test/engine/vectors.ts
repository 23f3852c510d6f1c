/** What Python computed: the programs, numbers and arrays that the engine is held to. */

import type { ArrayData, GraphData } from "../../src/contract";
import { type DType, type NDArray, room } from "../../src/engine/arrays";
import vectors from "../vectors.json";

/** An array as tools/vectors.py writes it: always float64 numbers, in base64. */
export interface Encoded {
  shape: number[];
  dtype: string;
  data: string;
}

/** One program: its graph, the numbers of each node with their scale, and its steps as [node, heading, sentence]. */
export interface Program {
  title: string;
  graph: GraphData;
  data: NDArray[];
  dataScale: NDArray[];
  gradients: Map<number, NDArray>;
  gradientScale: Map<number, NDArray>;
  steps: [number, string, string][];
}

/** A function along one of its inputs, as Python reads it. */
export interface ExpectedReading {
  title: string;
  graph: GraphData;
  leaf: string;
  entry: number;
  h: number;
  window: [number, number];
  derivative: number;
  broken: string;
  upwards: Float64Array;
  values: Float64Array;
  truncation: Float64Array;
  bends: Float64Array;
  sweep: Float64Array;
  curve: Float64Array;
}

interface Listed {
  numbers: [string, number, string][];
  arrays: [Encoded, string][];
  programs: {
    title: string;
    graph: Omit<GraphData, "values"> & { values: string };
    data: Encoded[];
    dataScale: Encoded[];
    gradients: Record<string, Encoded>;
    gradientScale: Record<string, Encoded>;
    steps: [number, string, string][];
  }[];
  readings: (Record<
    "derivative" | "upwards" | "values" | "truncation" | "bends" | "sweep" | "curve",
    Encoded
  > & {
    title: string;
    graph: Omit<GraphData, "values"> & { values: string };
    leaf: string;
    entry: number;
    h: string;
    window: [number, number];
    broken: string;
  })[];
}

const listed = vectors as unknown as Listed;

export const numbers = listed.numbers.map(
  ([text, digits, shown]) =>
    [Number(text.replace("inf", "Infinity").replace("nan", "NaN")), digits, shown] as const,
);

export const arrays = listed.arrays.map(([array, shown]) => [decoded(array), shown] as const);

export const programs: Program[] = listed.programs.map((program) => ({
  title: program.title,
  graph: { ...program.graph, values: bytes(program.graph.values) },
  data: program.data.map(decoded),
  dataScale: program.dataScale.map(decoded),
  gradients: decodedById(program.gradients),
  gradientScale: decodedById(program.gradientScale),
  steps: program.steps,
}));

export const readings: ExpectedReading[] = listed.readings.map((reading) => {
  const numbersOf = (array: Encoded) => Float64Array.from(decoded({ ...array, dtype: "float64" }).data);
  const { title, leaf, entry, window, broken } = reading;
  return {
    ...{ title, leaf, entry, window, broken, h: Number(reading.h) },
    graph: { ...reading.graph, values: bytes(reading.graph.values) },
    derivative: numbersOf(reading.derivative)[0] as number,
    upwards: numbersOf(reading.upwards),
    values: numbersOf(reading.values),
    truncation: numbersOf(reading.truncation),
    bends: numbersOf(reading.bends),
    sweep: numbersOf(reading.sweep),
    curve: numbersOf(reading.curve),
  };
});

/** The graph of a program, by (the beginning of) its title; a copy that may be damaged. */
export function graphOf(title: string): GraphData {
  const program = programs.find((one) => one.title.startsWith(title));
  if (program === undefined) throw new Error(`The vectors hold no program "${title}".`);
  return structuredClone(program.graph);
}

export function bytes(text: string): DataView {
  return new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

export function decoded({ shape, dtype, data }: Encoded): NDArray {
  const view = bytes(data);
  const entries = room(view.byteLength / 8, dtype as DType);
  for (let i = 0; i < entries.length; i++) entries[i] = view.getFloat64(8 * i, true);
  return { shape, dtype: dtype as DType, data: entries };
}

function decodedById(sent: Record<string, Encoded>): Map<number, NDArray> {
  return new Map(Object.entries(sent).map(([id, array]) => [Number(id), decoded(array)]));
}

/** An array as it would come from Python. */
export function sentArray(shape: number[], dtype: string, entries: number[]): ArrayData {
  return { shape, dtype, data: new DataView(Float64Array.from(entries).buffer) };
}
