import { describe, expect, test } from "vitest";
import type { NDArray } from "../../src/engine/arrays";
import { operations } from "../../src/engine/operations";
import { structural, vjpBy } from "../../src/engine/structural";
import { programs } from "./vectors";

describe.each(Object.entries(operations))("%s", (name, operation) => {
  test("can be run, and differentiated wherever Python can", () => {
    const rule = structural[name];
    expect(rule === undefined).toBe(operation.kind === "elementwise");
    expect(rule?.forward ?? operation.forward).toBeTypeOf("function");
    const derivatives = operation.parameters.map((_, i) => (rule ? vjpBy(rule, i) : operation.partials?.[i]));
    expect(derivatives.map(Boolean)).toEqual(operation.differentiable);
  });

  test("is among the vectors", () => {
    expect(programs.some(({ graph }) => graph.nodes.some(({ op }) => op === name))).toBe(true);
  });
});

test("every structural operation is in Python's table", () => {
  for (const name of Object.keys(structural)) expect(operations).toHaveProperty(name);
});

test("a matrix product keeps nan and ∞", () => {
  const row: NDArray = { shape: [2], dtype: "float64", data: Float64Array.of(0, 1) };
  const infinite: NDArray = {
    shape: [2],
    dtype: "float64",
    data: Float64Array.of(Number.POSITIVE_INFINITY, 1),
  };
  expect(structural.matmul?.forward([row, infinite], {}, "float64").data).toEqual(
    Float64Array.of(Number.NaN),
  );
});

test("the mean of nothing is nan", () => {
  const nothing: NDArray = { shape: [0], dtype: "float64", data: new Float64Array(0) };
  const mean = structural.mean?.forward([nothing], { axis: [0], keepdims: false }, "float64");
  expect(mean?.data).toEqual(Float64Array.of(Number.NaN));
});
