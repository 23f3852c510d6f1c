import { describe, expect, test } from "vitest";
import { formatArray, formatEntry, formatNumber, formatShape, parseNumber } from "../../src/engine/numbers";
import { arrays, numbers } from "./vectors";

describe("numbers are shown as Python shows them", () => {
  test.each(numbers)("%d to %d digits", (x, digits, shown) => {
    expect(formatNumber(x, digits)).toBe(shown);
  });

  test.each(arrays)("an array %#", (array, shown) => {
    expect(formatArray(array)).toBe(shown);
  });

  test("entries by their type", () => {
    expect([formatEntry(1, "bool"), formatEntry(-7, "int64"), formatEntry(-7, "float32")]).toEqual([
      "True",
      "−7",
      "−7.0",
    ]);
  });

  test("shapes as tuples", () => {
    expect([[], [3], [2, 3]].map(formatShape)).toEqual(["()", "(3,)", "(2, 3)"]);
  });

  test("empty arrays", () => {
    expect(formatArray({ shape: [2, 0], dtype: "float64", data: new Float64Array(0) })).toBe("[[], []]");
  });
});

describe("what a person types", () => {
  test.each([
    ["-3", -3],
    ["−3.5", -3.5],
    ["+4", 4],
    ["1e-3", 0.001],
    ["1.5e−7", 1.5e-7],
    ["2E5", 2e5],
    [".5", 0.5],
    ["5.", 5],
    ["  7 ", 7],
    ["inf", Number.POSITIVE_INFINITY],
    ["-∞", Number.NEGATIVE_INFINITY],
    ["−Infinity", Number.NEGATIVE_INFINITY],
    ["nan", Number.NaN],
    ["NaN", Number.NaN],
  ])("%j is a number", (text, x) => {
    expect(parseNumber(text)).toBe(x);
  });

  test.each(["", " ", "-", ".", "e5", "1e", "1 2", "--1", "0x10", "1_000", "three", "- 3", "1.2.3"])(
    "%j is none",
    (text) => {
      expect(parseNumber(text)).toBeNull();
    },
  );

  test.each(numbers)("%d can be typed as it is shown, to %d digits", (x, _, shown) => {
    const typed = parseNumber(shown) as number;
    expect(Number.isFinite(x) ? Math.abs(typed - x) <= 0.06 * Math.abs(x) : Object.is(typed, x)).toBe(true);
  });
});
