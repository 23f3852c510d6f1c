import { expect, test } from "vitest";
import type { Formula } from "../../src/contract";
import { application, substitute } from "../../src/engine/formula";

test("an operation is written between its operands, in front, or as a call", () => {
  expect(application("multiply", ["a", "2.0"])).toBe("a × 2.0");
  expect(application("negative", ["x"])).toBe("−x");
  expect(application("power", ["−3.0", "2.0"])).toBe("(−3.0) ** 2.0");
  expect(application("absolute", ["−3.0"])).toBe("|−3.0|");
  expect(application("square", ["−3.0"])).toBe("(−3.0)²");
  expect(application("reciprocal", ["−3.0"])).toBe("1 ÷ −3.0");
  expect(application("positive", ["$&"])).toBe("+$&");
  expect(application("square", ["a", "b"])).toBe("square(a, b)");
  expect(application("where", ["c", "x", "y"])).toBe("where(c, x, y)");
  expect(application("constructor", ["x"])).toBe("constructor(x)");
  expect(application("sum", ["x", "axis=0"])).toBe("sum(x, axis=0)");
});

test("an author's own operation may be called as one that is written between two operands", () => {
  expect(application("multiply", ["a", "b", "c"])).toBe("multiply(a, b, c)");
  expect(application("negative", ["a", "b"])).toBe("negative(a, b)");
});

test("an index is written behind its array, with the names of what stands in it", () => {
  expect(application("[0, 1:3]", ["x"])).toBe("x[0, 1:3]");
  expect(application("put at [index1, 2]", ["g", "mask"])).toBe("g put at [mask, 2]");
  expect(application("[index1, index2]", ["x", "rows"])).toBe("x[rows, index2]");
});

test.each<[Formula, Record<string, Formula>, Formula]>([
  [["multiply", "x", "y"], { x: "a", y: 2 }, ["multiply", "a", 2]],
  [["power", "x", ["subtract", "y", 1]], { x: "a", y: 3 }, ["power", "a", 2]],
  [["power", "x", ["subtract", "y", 1]], { x: "a", y: 2 }, "a"],
  [["broadcast_to", ["reshape", "g"]], { g: "h" }, ["spread", "h"]],
  [["transpose", ["column", "y"]], { y: "w" }, ["row", "w"]],
  [["multiply", "alpha", ["exp", "x"]], { alpha: 1 }, ["exp", "x"]],
  [["multiply", "g", "y"], { y: 1 }, "g"],
  [["flat", "g"], {}, "g"],
  ["toString", {}, "toString"],
])("%j with %j put in is as simple as it can be", (formula, letters, expected) => {
  expect(substitute(formula, letters)).toEqual(expected);
});
