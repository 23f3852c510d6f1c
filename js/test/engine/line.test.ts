import { describe, expect, test } from "vitest";
import type { NodeData } from "../../src/contract";
import { prunedTo, readGraph } from "../../src/engine/graph";
import { lineThrough } from "../../src/engine/line";
import { recorded } from "./graphs";
import { graphOf } from "./vectors";

const ARTICLE = readGraph(graphOf("the article's expression")); // L = (a b + c) f at (2, −3, 10, −2)
const NONE = new Map();
const PLACES = Float64Array.of(-1, 0, 2, 5);

describe("a line", () => {
  test.each([
    ["a", 0, (a: number) => (a * -3 + 10) * -2, () => 6],
    ["f", 3, (f: number) => 4 * f, () => 4],
  ])("along %s has the values and the slopes of the function", (_, leaf, value, slope) => {
    const line = lineThrough(ARTICLE, NONE, { leaf, entry: 0 });
    expect([...line.values(PLACES)]).toEqual([...PLACES].map(value));
    expect([...line.slopes(PLACES)]).toEqual([...PLACES].map(slope));
  });

  test("of a number used twice adds both slopes", () => {
    const graph = readGraph(
      recorded([3], { name: "x", at: 0 }, { name: "y", op: "multiply", inputs: [0, 0] }),
    );
    const line = lineThrough(graph, NONE, { leaf: 0, entry: 0 });
    expect([...line.values(PLACES)]).toEqual([1, 0, 4, 25]);
    expect([...line.slopes(PLACES)]).toEqual([-2, 0, 4, 10]);
  });

  test("along an entry of an array holds the others", () => {
    const graph = readGraph(
      recorded(
        [1, 2],
        { name: "v", at: 0, shape: [2] },
        { name: "s", op: "multiply", inputs: [0, 0], shape: [2] },
        { name: "y", op: "sum", inputs: [1], options: { axis: [0], keepdims: false } },
      ),
    );
    const line = lineThrough(graph, NONE, { leaf: 0, entry: 1 });
    expect([...line.values(PLACES)]).toEqual([2, 1, 5, 26]);
    expect([...line.slopes(PLACES)]).toEqual([-2, 0, 4, 10]);
  });

  test("along a number that the graph does not use is flat", () => {
    const line = lineThrough(ARTICLE, NONE, null);
    expect([...line.values(PLACES)]).toEqual([-8, -8, -8, -8]);
    expect([...line.slopes(PLACES)]).toEqual([0, 0, 0, 0]);
  });

  test("in single precision is rounded, and knows how coarse that is", () => {
    const single = { dtype: "float32" };
    const graph = readGraph(
      recorded(
        [0, 0],
        { name: "x", at: 0, ...single },
        { name: "y", op: "negative", inputs: [0], ...single },
      ),
    );
    const line = lineThrough(graph, NONE, { leaf: 0, entry: 0 });
    expect(line.values(Float64Array.of(0.1))[0]).toBe(-Math.fround(0.1));
    expect(line.epsilon).toBe(2 ** -23);
  });
});

describe("a graph pruned to one of its nodes", () => {
  test("keeps what leads to it, in order, as a graph of its own", () => {
    const whole = graphOf("the article's expression");
    const pruned = prunedTo(whole, 4); // e = a × b
    expect(pruned.nodes.map(({ name }) => name)).toEqual(["a", "b", "e"]);
    expect(readGraph(pruned).root.name).toBe("e");
    const later = prunedTo(
      recorded(
        [1, 2],
        { name: "p", at: 0 },
        { name: "q", at: 1 },
        { name: "y", op: "negative", inputs: [1] },
      ),
      2,
    );
    expect(later.nodes.map(({ name, inputs }) => [name, inputs])).toEqual([
      ["q", []],
      ["y", [0]],
    ]);
    expect(lineThrough(readGraph(later), NONE, { leaf: 0, entry: 0 }).values(PLACES)[3]).toBe(-5);
  });

  test("to its root is the graph itself, and a damaged one is left for the reader to refuse", () => {
    const whole = graphOf("the article's expression");
    expect(prunedTo(whole, 6)).toBe(whole);
    expect(prunedTo(whole, 99)).toBe(whole);
    const [first, ...rest] = whole.nodes as [NodeData, ...NodeData[]];
    for (const nodes of [
      undefined,
      null,
      "none",
      [{ ...first, inputs: 3 }, ...rest],
      [{ ...first, inputs: [99] }],
    ]) {
      const damaged = { ...whole, nodes } as never;
      expect(prunedTo(damaged, 0)).toBe(damaged);
    }
  });
});
