import { describe, expect, test } from "vitest";
import type { ArrayData } from "../../src/contract";
import { type DType, filled, fromData, type NDArray, scalar, size, toData } from "../../src/engine/arrays";
import { broadcastShape, places, stretched, transposed, unbroadcast } from "../../src/engine/broadcasting";
import { sentArray } from "./vectors";

const counting = (...shape: number[]): NDArray => ({
  shape,
  dtype: "float64",
  data: Float64Array.from({ length: size(shape) }, (_, i) => i),
});

describe("an array on its way", () => {
  test.each<[DType, number[], number]>([
    ["float64", [0.1, Number.NaN, Number.NEGATIVE_INFINITY, -0], 32],
    ["float32", [0.5, Number.NaN, Number.POSITIVE_INFINITY, -0], 16],
    ["int64", [7, -3, 0, 2 ** 40], 32],
    ["bool", [1, 0, 0, 1], 4],
  ])("of %s is the same on the other side", (dtype, entries, bytes) => {
    const array = { shape: [2, 2], dtype, data: filled([2, 2], 0, dtype).data };
    array.data.set(entries);
    const sent = toData(array);
    expect(sent.data.byteLength).toBe(bytes);
    expect(fromData(sent)).toEqual(array);
    expect(fromData(sent).data[3]).toBe(entries[3]);
  });

  test("travels in little-endian, row-major order", () => {
    expect(toData(counting(1, 3)).data.getFloat64(16, true)).toBe(2);
  });

  test("may come as a DataView, an ArrayBuffer or a Uint8Array, at any alignment", () => {
    const { shape, dtype, data } = sentArray([2], "float64", [1.5, -2]);
    const shifted = new Uint8Array(19);
    shifted.set(new Uint8Array(data.buffer), 3);
    for (const bytes of [data, data.buffer, shifted.subarray(3), new DataView(shifted.buffer, 3, 16)]) {
      const read = fromData({ shape, dtype, data: bytes } as unknown as ArrayData);
      expect([...read.data]).toEqual([1.5, -2]);
    }
  });

  test.each<[string, unknown, RegExp]>([
    ["is none", null, /expected an array, got null/],
    ["has a negative length", { ...sentArray([1], "float64", [1]), shape: [-1] }, /shape .* got \[-1\]/],
    ["has a broken length", { ...sentArray([1], "float64", [1]), shape: [0.5] }, /shape .* got \[0\.5\]/],
    ["has no shape", { ...sentArray([1], "float64", [1]), shape: "3" }, /shape .* got "3"/],
    ["is larger than any array", { ...sentArray([1], "float64", [1]), shape: [1e9, 1e9] }, /shape/],
    [
      "has an unknown type",
      { ...sentArray([1], "float64", [1]), dtype: "complex128" },
      /dtype .* "complex128"/,
    ],
    ["has a type by another name", { ...sentArray([1], "float64", [1]), dtype: "constructor" }, /dtype/],
    ["has too few bytes", sentArray([3], "float64", [1, 2]), /takes 24 bytes, got 16/],
    ["has too many bytes", sentArray([], "float64", [1, 2]), /takes 8 bytes, got 16/],
    ["has no bytes", { shape: [], dtype: "float64", data: [1] }, /expected bytes .* got \[object Array\]/],
  ])("is refused if it %s", (_, sent, message) => {
    expect(() => fromData(sent as ArrayData)).toThrow(message);
  });
});

describe("shapes", () => {
  test("a number is an array of shape []", () => {
    expect(scalar(0.1, "float32")).toEqual({ shape: [], dtype: "float32", data: Float32Array.of(0.1) });
    expect(scalar(2, "bool").data[0]).toBe(1);
    expect(size([])).toBe(1);
  });

  test("meet as NumPy's do", () => {
    expect(broadcastShape([])).toEqual([]);
    expect(broadcastShape([[2, 1, 3], [4, 1], []])).toEqual([2, 4, 3]);
    expect(broadcastShape([[0], [1]])).toEqual([0]);
    expect(broadcastShape([[2], [3]])).toBeNull();
    expect(broadcastShape([[0], [2]])).toBeNull();
  });

  test("a walk along two axes finds every entry", () => {
    expect([...places([2, 3], [1, 2])]).toEqual([0, 2, 4, 1, 3, 5]);
    expect([...places([], [])]).toEqual([0]);
    expect([...places([2, 0], [0, 1])]).toEqual([]);
  });

  test("a gradient is summed back over what was stretched", () => {
    const array = counting(2, 1);
    const wide = stretched(array, [3, 2, 2]);
    expect([...wide.data]).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
    expect(unbroadcast(wide, [2, 1])).toEqual({ ...array, data: Float64Array.of(0, 6) });
    expect(unbroadcast(wide, [])).toEqual(scalar(6));
    expect(unbroadcast(wide, [3, 2, 2])).toBe(wide);
  });

  test("transposing moves entries, not only lengths", () => {
    expect(transposed(counting(2, 3), [1, 0])).toEqual({
      shape: [3, 2],
      dtype: "float64",
      data: Float64Array.of(0, 3, 1, 4, 2, 5),
    });
  });
});
