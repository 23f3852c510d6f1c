/** Arrays as NumPy lays them out, row-major, and how they travel to and from Python. */

import type { ArrayData } from "../contract";

export type DType = "float64" | "float32" | "bool" | "int64";
export type Numbers = Float64Array | Float32Array | Uint8Array;
export type Shape = readonly number[];

/** An array; of shape [] it is a number. Integers are kept as float64, exact up to 2⁵³. */
export interface NDArray {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: Numbers;
}

const ENTRY_BYTES: Readonly<Record<DType, number>> = { float64: 8, float32: 4, bool: 1, int64: 8 };
const EPSILON: Readonly<Record<DType, number>> = { float64: 2 ** -52, float32: 2 ** -23, bool: 0, int64: 0 };
const NO_AXES: Shape = Object.freeze([]); // shared, as a graph of scalars makes thousands of them
const MOST_ENTRIES = 2 ** 31 - 1; // places in an array are computed as 32-bit integers

export function isDType(name: unknown): name is DType {
  return typeof name === "string" && Object.hasOwn(ENTRY_BYTES, name);
}

/** Whether arrays of this type can have a gradient. */
export function isFloat(dtype: DType): boolean {
  return dtype === "float64" || dtype === "float32";
}

/** The distance from 1 to the next number of this type. */
export function epsilon(dtype: DType): number {
  return EPSILON[dtype];
}

/** The type of a sum of floats of two types. */
export function promoted(one: DType, other: DType): DType {
  return one === other ? one : "float64";
}

/** How many entries an array of this shape has. */
export function size(shape: Shape): number {
  let count = 1;
  for (const length of shape) count *= length;
  return count;
}

export function sameShape(one: Shape, other: Shape): boolean {
  return (
    one === other || (one.length === other.length && one.every((length, axis) => length === other[axis]))
  );
}

/** Room for entries of a type: float32 rounds by being stored. */
export function room(count: number, dtype: DType): Numbers {
  if (dtype === "float32") return new Float32Array(count);
  return dtype === "bool" ? new Uint8Array(count) : new Float64Array(count);
}

export function scalar(x: number, dtype: DType = "float64"): NDArray {
  const data = room(1, dtype);
  data[0] = dtype === "bool" ? Number(x !== 0) : x;
  return { shape: NO_AXES, dtype, data };
}

/** An array with the same number everywhere. */
export function filled(shape: Shape, x: number, dtype: DType): NDArray {
  const data = room(size(shape), dtype);
  data.fill(dtype === "bool" ? Number(x !== 0) : x);
  return { shape, dtype, data };
}

/** Numbers as an array of a type; those that already are one are not copied. */
export function stored(numbers: Numbers, shape: Shape, dtype: DType): NDArray {
  if (dtype === "bool") return { shape, dtype, data: Uint8Array.from(numbers, (x) => Number(x !== 0)) };
  const fits = dtype === "float32" ? numbers instanceof Float32Array : numbers instanceof Float64Array;
  if (fits) return { shape, dtype, data: numbers };
  return { shape, dtype, data: dtype === "float32" ? new Float32Array(numbers) : new Float64Array(numbers) };
}

/** An array in another type. */
export function converted(array: NDArray, dtype: DType): NDArray {
  return array.dtype === dtype ? array : stored(array.data, array.shape, dtype);
}

/** The same entries, in the same order, in another shape of the same size. */
export function reshaped(array: NDArray, shape: Shape): NDArray {
  return { shape, dtype: array.dtype, data: array.data };
}

/** A shape as it came, if it is one. */
export function checkedShape(sent: unknown): Shape {
  const fine =
    Array.isArray(sent) && sent.every((n) => Number.isInteger(n) && n >= 0) && size(sent) <= MOST_ENTRIES;
  if (!fine)
    throw new Error(`expected a shape as a list of whole numbers from 0 up, got ${JSON.stringify(sent)}`);
  return sent;
}

/** A type as it came, if it is one that the browser knows. */
export function checkedDType(sent: unknown): DType {
  if (isDType(sent)) return sent;
  throw new Error(
    `expected a dtype among ${Object.keys(ENTRY_BYTES).join(", ")}, got ${JSON.stringify(sent)}`,
  );
}

/** A view of bytes, however they came. */
export function viewOf(sent: unknown): DataView {
  if (ArrayBuffer.isView(sent)) return new DataView(sent.buffer, sent.byteOffset, sent.byteLength);
  // not instanceof: a buffer made in another frame is of that frame's ArrayBuffer
  const isBuffer = Object.prototype.toString.call(sent) === "[object ArrayBuffer]";
  if (isBuffer) return new DataView(sent as ArrayBuffer);
  throw new Error(`expected bytes (a DataView, ArrayBuffer or Uint8Array), got ${describe(sent)}`);
}

function describe(sent: unknown): string {
  return sent === null || typeof sent !== "object" ? String(sent) : Object.prototype.toString.call(sent);
}

/** The number of bytes that an array takes on its way: bool 1, float32 4, everything else 8 an entry. */
export function byteLength(shape: Shape, dtype: DType): number {
  return size(shape) * ENTRY_BYTES[dtype];
}

/** Read an array that begins at a byte of a view; little-endian, at any alignment. */
export function readArray(view: DataView, at: number, shape: Shape, dtype: DType): NDArray {
  const needed = byteLength(shape, dtype);
  if (!Number.isInteger(at) || at < 0 || at + needed > view.byteLength) {
    throw new Error(`expected ${needed} bytes from byte ${at} on, but the buffer has ${view.byteLength}`);
  }
  const data = room(size(shape), dtype);
  if (dtype === "float32") {
    for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(at + 4 * i, true);
  } else if (dtype === "bool") {
    for (let i = 0; i < data.length; i++) data[i] = Number(view.getUint8(at + i) !== 0);
  } else {
    for (let i = 0; i < data.length; i++) data[i] = view.getFloat64(at + 8 * i, true);
  }
  return { shape, dtype, data };
}

/** What came as an array from Python, or from a saved notebook: everything about it is checked. */
export function fromData(sent: ArrayData): NDArray {
  if (typeof sent !== "object" || sent === null) throw new Error(`expected an array, got ${describe(sent)}`);
  const shape = checkedShape(sent.shape);
  const dtype = checkedDType(sent.dtype);
  const view = viewOf(sent.data);
  const needed = byteLength(shape, dtype);
  if (view.byteLength !== needed) {
    throw new Error(
      `an array of shape ${JSON.stringify(shape)} and dtype ${dtype} takes ${needed} bytes, got ${view.byteLength}`,
    );
  }
  return readArray(view, 0, [...shape], dtype);
}

/** An array as Python reads it. */
export function toData(array: NDArray): ArrayData {
  const { shape, dtype, data } = array;
  const view = new DataView(new ArrayBuffer(byteLength(shape, dtype)));
  data.forEach((x: number, i: number) => {
    if (dtype === "float32") view.setFloat32(4 * i, x, true);
    else if (dtype === "bool") view.setUint8(i, x);
    else view.setFloat64(8 * i, x, true);
  });
  return { shape: [...shape], dtype, data: view };
}
