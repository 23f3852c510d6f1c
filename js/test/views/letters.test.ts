import { isValidElement, type VNode } from "preact";
import { describe, expect, test } from "vitest";
import type { Formula } from "../../src/contract";
import { type Graph, type Node, readGraph } from "../../src/engine/graph";
import { letters } from "../../src/engine/node";
import { operations } from "../../src/engine/operations";
import { run } from "../../src/engine/run";
import type { Slots } from "../../src/views/formula";
import { appliedFormula, nameSlots, numberSlots, withConstants } from "../../src/views/letters";
import { opaqueGraph, recorded } from "../engine/graphs";
import { graphOf, programs } from "../engine/vectors";

/** An operation on a leaf x and a bare number, in the order of their names in `inputs`. */
function withNumber(op: string, number: number, ...inputs: ("x" | "number")[]): Graph {
  const ids = inputs.map((name) => ["x", "number"].indexOf(name));
  const bare = { name: "constant 1", op: "constant", at: 1, named: false };
  return readGraph(recorded([3, number], { name: "x", at: 0 }, bare, { name: "y", op, inputs: ids }));
}

const none = new Map();

/** What is written in a slot, of which a name or a scalar is one element. */
function written(slots: Slots, letter: string): unknown {
  const found = slots[letter]?.[0];
  if (!isValidElement(found)) return found;
  const { props } = found as VNode<{
    children?: unknown;
    array?: { data: unknown };
    of?: string;
    by?: string;
  }>;
  if (props.array) return [...(props.array.data as Float64Array)];
  return props.of ? `∂${props.of}/∂${props.by}` : props.children;
}

describe("letters", () => {
  test.each(programs.map(({ title, graph }) => [title, graph] as const))(
    "stand for each input of each operation in %s",
    (_, sent) => {
      const graph = readGraph(sent);
      const ran = run(graph, none);
      for (const node of graph.nodes.filter(({ isComputed }) => isComputed)) {
        const found = letters(node);
        expect(found).toHaveLength(node.inputs.length);
        const name = node.op === "opaque" ? node.symbol : (node.options.written ?? node.op);
        expect(appliedFormula(node)).toEqual([name, ...found, ...node.told]);
        expect(Object.keys(nameSlots(graph, ran, node)).sort()).toEqual(["g", "out", ...found].sort());
        expect(Object.keys(numberSlots(ran, node))).toEqual(found);
      }
    },
  );

  test("are made up where only Python knows the operation, which goes by its symbol", () => {
    const node = readGraph(opaqueGraph(3)).byName.get("d") as Node;
    expect(letters(node)).toEqual(["x1"]);
    expect(appliedFormula(node)).toEqual(["double", "x1"]);
    expect(appliedFormula({ ...node, symbol: "" })).toEqual(["function", "x1"]);
  });

  test("are written as the names of the inputs, or as their numbers", () => {
    const graph = readGraph(graphOf("the article's expression"));
    const ran = run(graph, none);
    const e = graph.byName.get("e") as Node;
    const names = nameSlots(graph, ran, e);
    expect(["x", "y", "out", "g"].map((letter) => written(names, letter))).toEqual(["a", "b", "e", "∂L/∂e"]);
    const numbers = numberSlots(ran, e);
    expect(["x", "y"].map((letter) => written(numbers, letter))).toEqual([[2], [-3]]);
  });

  test("are written as a number for a constant, which has no name of its own", () => {
    const graph = withNumber("multiply", 7, "number", "x");
    const names = nameSlots(graph, run(graph, none), graph.root);
    expect(["x", "y"].map((letter) => written(names, letter))).toEqual([[7], "x"]);
  });
});

describe("a formula in which constants are numbers", () => {
  const derivative = (op: string, position: number) => operations[op]?.shown[position] as Formula;

  test.each<[string, Graph, Formula, Formula]>([
    ["x ** 2", withNumber("power", 2, "x", "number"), derivative("power", 0), ["multiply", 2, "x"]],
    [
      "x ** 3",
      withNumber("power", 3, "x", "number"),
      derivative("power", 0),
      ["multiply", 3, ["power", "x", 2]],
    ],
    ["x × 5", withNumber("multiply", 5, "x", "number"), derivative("multiply", 0), 5],
    ["5 × x", withNumber("multiply", 5, "number", "x"), derivative("multiply", 1), 5],
    ["−0.5 × x", withNumber("multiply", -0.5, "number", "x"), derivative("multiply", 1), -0.5],
    ["x + 5", withNumber("add", 5, "x", "number"), derivative("add", 0), 1],
    [
      "2 ** x",
      withNumber("power", 2, "number", "x"),
      derivative("power", 1),
      ["multiply", "out", ["log", 2]],
    ],
  ])("of %s is as a book writes it", (_, graph, formula, expected) => {
    expect(withConstants(graph, run(graph, none), graph.root, formula)).toEqual(expected);
  });

  test("keeps the letters of leaves, whatever their numbers are", () => {
    const graph = readGraph(graphOf("the article's expression"));
    const formula = operations.multiply?.shown[0] as Formula;
    expect(withConstants(graph, run(graph, none), graph.byName.get("e") as Node, formula)).toBe("y");
  });

  test("keeps the letter of an array, which would not fit into a line", () => {
    const leaf = { name: "x", at: 0, shape: [2] };
    const mask = { name: "constant 1", op: "constant", at: 0, shape: [2] };
    const product = { name: "y", op: "multiply", inputs: [0, 1], shape: [2] };
    const graph = readGraph(recorded([1, 0], leaf, mask, product));
    expect(withConstants(graph, run(graph, none), graph.root, operations.multiply?.shown[0] as Formula)).toBe(
      "y",
    );
  });
});
