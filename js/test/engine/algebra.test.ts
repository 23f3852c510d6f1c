import { expect, test } from "vitest";
import type { Formula } from "../../src/contract";
import { evaluate, type Letters, withNumbers } from "../../src/engine/algebra";

const SLOPE: Formula = ["sum", ["product", 2, "a", "x"], "b"];

test.each<[Formula, Letters, Formula]>([
  [SLOPE, { a: 3, b: -4 }, ["sum", ["product", 6, "x"], -4]],
  [SLOPE, { a: 0, b: -4 }, -4],
  [SLOPE, { a: 0, b: 0 }, 0],
  [SLOPE, { a: 0.5, b: 0 }, "x"],
  [SLOPE, { a: -0.5, b: 1 }, ["sum", ["negative", "x"], 1]],
  [SLOPE, { a: -3, b: 1 }, ["sum", ["negative", ["product", 6, "x"]], 1]],
  [SLOPE, { a: 3, b: -4, x: 3 }, 14],
  [SLOPE, {}, SLOPE],
  [["sum", "x", ["negative", "a"]], { a: -2 }, ["sum", "x", 2]],
  [["negative", "a"], { a: -2 }, 2],
  [["negative", ["negative", "x"]], {}, "x"],
  [["negative", ["product", "a", "x"]], { a: -2 }, ["product", 2, "x"]],
  [["product", "a", ["negative", "x"]], { a: -2 }, ["product", 2, "x"]],
  [["product", "a", ["sum", "x", "b"]], { a: 1, b: 0 }, "x"],
  [["product", "a", ["sum", "x", "b"]], { a: 2, b: 1 }, ["product", 2, ["sum", "x", 1]]],
  [
    ["sum", ["product", "a", "x"], ["product", "b", "x"], "c"],
    { a: 2, b: 3, c: 1 },
    ["sum", ["product", 5, "x"], 1],
  ],
  [["sum", ["product", "a", "x"], ["product", "b", "x"]], { a: 2, b: -2 }, 0],
  [["sum", "a", "x", "b"], { a: 0.1, b: -0.1 }, "x"],
  [["subtract", "x", "a"], { a: 4 }, ["sum", "x", -4]],
  [["multiply", "a", "x"], { a: 4 }, ["product", 4, "x"]],
  [["power", "x", "a"], { a: 1 }, "x"],
  [["power", "x", "a"], { a: 0 }, 1],
  [["power", "x", ["sum", "a", -1]], { a: 3 }, ["power", "x", 2]],
  [["power", "x", ["sum", "a", -1]], { a: 0 }, ["divide", 1, "x"]],
  [["power", "a", "b"], { a: 3, b: 2 }, 9],
  [["power", "x", ["divide", 1, 3]], {}, ["power", "x", ["divide", 1, 3]]],
  [["divide", ["product", "a", "x"], 2], { a: 3 }, ["product", 1.5, "x"]],
  [["divide", ["product", "a", "x"], 3], { a: 1 }, ["divide", "x", 3]],
  [["divide", ["product", "a", "x"], "b"], { a: 6, b: 2 }, ["product", 3, "x"]],
  [["divide", "a", "x"], { a: -2 }, ["negative", ["divide", 2, "x"]]],
  [["divide", "a", "x"], { a: 0 }, 0],
  [["divide", "x", "a"], { a: 1 }, "x"],
  [["sum", "x", ["divide", 1, 3]], {}, ["sum", "x", ["divide", 1, 3]]],
  [["sin", "a"], { a: 0 }, 0],
  [["exp", ["product", "a", "x"]], { a: 1 }, ["exp", "x"]],
  [
    ["sum", 1, ["negative", ["power", ["tanh", "x"], 2]]],
    {},
    ["sum", 1, ["negative", ["power", ["tanh", "x"], 2]]],
  ],
  [["where", ["greater", "a", 0], "x", ["negative", "x"]], { a: -1 }, ["negative", "x"]],
  [["where", ["greater", "x", "a"], "x", "a"], { a: 2 }, ["where", ["greater", "x", 2], "x", 2]],
  [["derivative", ["product", "a", "x"]], { a: 2 }, ["derivative", ["product", 2, "x"]]],
  [["unheard", "a"], { a: 2 }, ["unheard", 2]],
])("%j with %j", (formula, letters, expected) => {
  expect(withNumbers(formula, letters)).toEqual(expected);
});

const WILD: readonly Formula[] = [
  SLOPE,
  ["divide", ["product", "a", "x"], "b"],
  ["power", ["sum", "a", "x"], "b"],
  ["negative", ["divide", "a", ["sqrt", "b"]]],
  ["where", ["greater", "a", "b"], "x", "a"],
];

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1e308])(
  "a parameter of %d never crashes, and means the same as without simplifying",
  (wild) => {
    for (const formula of WILD) {
      for (const letters of [
        { a: wild, b: 2 },
        { a: 2, b: wild },
        { a: wild, b: wild },
      ]) {
        const written = withNumbers(formula, letters);
        const value = evaluate(formula, { ...letters, x: 0.7 });
        if (Number.isFinite(value)) expect(evaluate(written, { x: 0.7 })).toBeCloseTo(value as number, 10);
      }
    }
  },
);

test.each<[Formula, number | null]>([
  [["sum", "x", ["product", 2, "x"], 1], 7],
  [["sigmoid", 0], 0.5],
  [["sum", 0.1, 0.2, -0.3], 0],
  ["unknown", null],
  [["unheard", 1], null],
  [["constructor", 1], null],
  [["derivative", "x"], null],
  [["where", ["less", "x", 0], 1, 2], 2],
])("%j is %d at x = 2", (formula, expected) => {
  expect(evaluate(formula, { x: 2 })).toEqual(expected);
});
