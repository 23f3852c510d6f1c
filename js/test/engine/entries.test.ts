import { expect, test } from "vitest";
import type { NDArray } from "../../src/engine/arrays";
import {
  type Entry,
  entriesOf,
  entryNamed,
  moved,
  sameElsewhere,
  sameInputs,
} from "../../src/engine/entries";

const array = (shape: number[], ...data: number[]): NDArray => ({
  shape,
  dtype: "float64",
  data: Float64Array.from(data),
});
const inputs = new Map([
  ["x", array([], 7)],
  ["m", array([2, 3], 0, 1, 2, 3, 4, 5)],
]);
const all = entriesOf(inputs);
const named = (name: string) => all.find((entry) => entry.name === name) as Entry;

test("every number has a name, row by row", () => {
  expect(all.map(({ name }) => name)).toEqual([
    ...["x", "m[0, 0]", "m[0, 1]", "m[0, 2]", "m[1, 0]", "m[1, 1]", "m[1, 2]"],
  ]);
  expect(named("m[1, 2]")).toEqual({ name: "m[1, 2]", input: "m", at: 5, value: 5 });
});

test("one number is moved, the others and what was there before stay", () => {
  const next = moved(inputs, named("m[1, 0]"), -1);
  expect([...(next.get("m")?.data ?? [])]).toEqual([0, 1, 2, -1, 4, 5]);
  expect([...(inputs.get("m")?.data ?? [])]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(next.get("x")).toBe(inputs.get("x"));
});

test("names are those of an input, even where two have one shape", () => {
  const shape = [2];
  const shared = new Map(["a", "b", "a"].map((name) => [name, { ...array(shape, 1, 2), shape }]));
  for (let i = 0; i < 2; i++)
    expect(entriesOf(shared).map(({ name }) => name)).toEqual(["a[0]", "a[1]", "b[0]", "b[1]"]);
});

test("inputs are the same elsewhere if no other number differs; as for Python, nan is nan, and 0 is −0", () => {
  const next = moved(inputs, named("m[1, 0]"), -1);
  expect(sameElsewhere(next, inputs, named("m[1, 0]"))).toBe(true);
  expect(sameElsewhere(next, inputs, named("m[1, 1]"))).toBe(false);
  expect(sameInputs(next, inputs)).toBe(false);
  expect(sameInputs(moved(inputs, named("x"), Number.NaN), moved(inputs, named("x"), Number.NaN))).toBe(true);
  expect(sameInputs(moved(inputs, named("x"), 0), moved(inputs, named("x"), -0))).toBe(true);
  const [plus, minus] = [moved(inputs, named("x"), 0), moved(inputs, named("x"), -0)];
  expect(sameElsewhere(plus, minus, named("m[0, 0]"))).toBe(false); // 1 / 0 and 1 / −0 make different curves
  expect(sameInputs(inputs, new Map())).toBe(false);
  expect(sameInputs(inputs, new Map(inputs).set("m", array([2], 0, 1)))).toBe(false);
});

test.each([
  ["m[1, 2]", "m[1, 2]"],
  ["[1,2]", "m[1, 2]"],
  ["1 2", "m[1, 2]"],
  ["1", undefined],
  ["2, 0", undefined],
  ["", undefined],
  ["m", undefined],
])("by %j is meant %s", (text, name) => {
  expect(entryNamed(all, text)?.name).toBe(name);
});
