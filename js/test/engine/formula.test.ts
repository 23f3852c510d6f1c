import { expect, test } from "vitest";
import type { Formula } from "../../src/contract";
import { application, substitute, textOf } from "../../src/engine/formula";

test("an operation is written between its operands, in front, or as a call", () => {
  expect(application("multiply", ["a", "2.0"])).toBe("a × 2.0");
  expect(application("negative", ["x"])).toBe("−x");
  expect(application("where", ["c", "x", "y"])).toBe("where(c, x, y)");
  expect(application("constructor", ["x"])).toBe("constructor(x)");
});

test.each<[Formula, string]>([
  ["x", "x"],
  [-3, "−3"],
  [-0, "0"],
  [0.5, "0.5"],
  [1e6, "1.0e6"],
  [["subtract", "a", ["subtract", "b", "c"]], "a − (b − c)"],
  [["subtract", ["subtract", "a", "b"], "c"], "a − b − c"],
  [["multiply", ["add", "a", "b"], ["negative", "c"]], "(a + b) × −c"],
  [["negative", ["multiply", "a", "b"]], "−(a × b)"],
  [["matmul", "g", ["transpose", ["add", "y", 1]]], "g @ (y + 1)ᵀ"],
  [["where", ["greater", "x", 0], 1, 0], "1 where x > 0, else 0"],
  [["multiply", "g", ["where", "c", 1, 0]], "g × (1 where c, else 0)"],
])("%j reads %s", (formula, text) => {
  expect(textOf(formula)).toBe(text);
});

test.each<[Formula, Record<string, Formula>, Formula]>([
  [["multiply", "x", "y"], { x: "a", y: 2 }, ["multiply", "a", 2]],
  [["power", "x", ["subtract", "y", 1]], { x: "a", y: 3 }, ["power", "a", 2]],
  [["power", "x", ["subtract", "y", 1]], { x: "a", y: 2 }, "a"],
  [["broadcast_to", ["reshape", "g"]], { g: "h" }, ["spread", "h"]],
  [["transpose", ["column", "y"]], { y: "w" }, ["row", "w"]],
  [["flat", "g"], {}, "g"],
  ["toString", {}, "toString"],
])("%j with %j put in is as simple as it can be", (formula, letters, expected) => {
  expect(substitute(formula, letters)).toEqual(expected);
});
