/** Operations of the author's own: the programs of tools/own_operations.py, and payloads that were tampered with. */

import { describe, expect, test } from "vitest";
import type { GraphData, NodeData, OperationData, PartData } from "../../src/contract";
import { filled, scalar } from "../../src/engine/arrays";
import { type Graph, readGraph } from "../../src/engine/graph";
import { letters, type Node, reason } from "../../src/engine/node";
import { finiteDifference, run } from "../../src/engine/run";
import { graphOf } from "./vectors";

const ELEMENTWISE = "own: elementwise, float64"; // (cubed_times(a, b) × leaky(a − ¼) + cubed_times(a, 2)).sum()
const WHOLE = "own: of whole arrays, float64"; // (shares(a × b, axis=0) × a).sum()
const IN_PYTHON = "own: elementwise in Python only, float64"; // (error_function(a × b) × b).mean()
const WHOLE_IN_PYTHON = "own: of whole arrays in Python only, float64";
const none = new Map();

const leaf = (graph: Graph, name: string) => graph.byName.get(name) as Node;
const named = (graph: Graph, op: string) => graph.nodes.find((node) => node.op === op) as Node;

describe("an operation of the author's own", () => {
  test.each([ELEMENTWISE, WHOLE])("that consists of operations follows its leaves: %s", (title) => {
    const graph = readGraph(graphOf(title));
    expect(graph.frozen).not.toContain(true);
    const recorded = run(graph, none);
    const moved = new Map([["a", filled(leaf(graph, "a").shape, 0.75, "float64")]]);
    const ran = run(graph, moved);
    expect(ran.data[graph.root.id]).not.toEqual(recorded.data[graph.root.id]);
    for (const id of [leaf(graph, "a").id, leaf(graph, "b").id]) {
      const quotient = finiteDifference(graph, ran, moved, id);
      for (const [i, x] of (quotient?.data ?? []).entries())
        expect(ran.gradients[id]?.data[i]).toBeCloseTo(x, 6);
    }
    expect(finiteDifference(graph, ran, moved, 0)).not.toBeNull();
  });

  test.each([IN_PYTHON, WHOLE_IN_PYTHON])("that only Python computes freezes its leaves: %s", (title) => {
    const graph = readGraph(graphOf(title));
    expect(graph.nodes.filter(({ id }) => graph.frozen[id]).map(({ name }) => name)).toEqual(["a", "b"]);
    const ran = run(graph, none);
    expect(ran.backward.flatMap(({ stopped }) => stopped)).toEqual([]);
    expect(ran.gradients[leaf(graph, "a").id]).not.toBeNull();
    expect(finiteDifference(graph, ran, none, leaf(graph, "a").id)).toBeNull();
  });

  test("is computed once for numbers as it is for arrays", () => {
    const graph = readGraph(graphOf("own: numbers"));
    const node = named(graph, "cubed_times");
    expect(node.custom?.forward?.nodes.map(({ op }) => op)).toContain("power");
    expect(run(graph, none).data[node.id]).toEqual(scalar(0.0625));
  });

  test("is known by what its author said", () => {
    const graph = readGraph(graphOf(ELEMENTWISE));
    const node = named(graph, "cubed_times");
    expect(letters(node)).toEqual(["x", "y"]);
    expect([0, 1].map((i) => reason(node, i))).toEqual([
      "Power rule, and y stays as a factor.",
      "x cubed is a factor of y.",
    ]);
    expect(node.operation?.shown[1]).toEqual(["power", "x", 3]);
  });

  test("stops where its derivative did not travel, and says so", () => {
    const sent = graphOf(IN_PYTHON);
    const own = sent.nodes.find(({ custom }) => custom >= 0) as NodeData;
    own.partials = [-1];
    const graph = readGraph(sent);
    const ran = run(graph, none);
    expect(ran.backward.flatMap(({ stopped }) => stopped)).toEqual(own.inputs);
  });
});

describe("letters and reasons", () => {
  const operation = { parameters: ["x"], rules: ["why"], variadic: false, extras: true };
  const node = (changes: object, inputs: number[]) =>
    ({ op: "some", inputs, operation: { ...operation, ...changes } }) as unknown as Node;

  test("of a list are numbered, of indices made up", () => {
    expect(letters(node({ variadic: true, parameters: ["arrays"] }, [4, 5, 4]))).toEqual([
      "arrays1",
      "arrays2",
      "arrays3",
    ]);
    expect(letters(node({}, [0, 1, 2]))).toEqual(["x", "index1", "index2"]);
    expect(letters({ operation: null, inputs: [3, 4] })).toEqual(["x1", "x2"]);
  });

  test("are never read past their end", () => {
    expect(reason(node({ variadic: true }, [0, 1, 2]), 2)).toBe("why");
    expect(reason(node({ rules: [] }, [0]), 0)).toBe("");
    expect(reason({ operation: null } as Node, 0)).toBe("");
  });
});

/** Damage to the node of the first operation, to that operation, or to one of its little graphs. */
const toNode = (changes: object) => (graph: GraphData) => {
  Object.assign(graph.nodes.find(({ custom }) => custom >= 0) as NodeData, changes);
};
const toOperation = (changes: object) => (graph: GraphData) => {
  Object.assign(graph.operations[0] as OperationData, changes);
};
const toPart = (change: (part: PartData) => void) => (graph: GraphData) => {
  change((graph.operations[0] as OperationData).forward as PartData);
};
const toPartNode = (changes: object, id?: number) =>
  toPart((part) => Object.assign(part.nodes[id ?? part.root] as NodeData, changes));

describe("a damaged operation is refused, and the message says why", () => {
  test.each<[string, string, (graph: GraphData) => void, RegExp]>([
    [
      "no list",
      ELEMENTWISE,
      (graph) => Object.assign(graph, { operations: {} }),
      /has no list of operations/,
    ],
    [
      "nothing in the list",
      ELEMENTWISE,
      (graph) => Object.assign(graph, { operations: [null] }),
      /Operation 0: expected an operation, got null\./,
    ],
    ["no text", ELEMENTWISE, toOperation({ symbol: 3 }), /Operation 0: expected symbol as text, got 3\./],
    ["a kind", ELEMENTWISE, toOperation({ kind: "linear" }), /expected kind as "elementwise" or "other"/],
    ["the name of a leaf", ELEMENTWISE, toOperation({ name: "leaf" }), /can't be called "leaf"/],
    ["another name", ELEMENTWISE, toOperation({ name: "tanh" }), /"cubed_times" is called "tanh"/],
    ["parameters", ELEMENTWISE, toOperation({ parameters: [1, 2] }), /expected parameters as a list of text/],
    ["too few rules", ELEMENTWISE, toOperation({ rules: ["why"] }), /expected rules for 2 inputs, got 1/],
    ["flags", ELEMENTWISE, toOperation({ differentiable: [1, 0] }), /differentiable as a list of true and/],
    ["formulas", ELEMENTWISE, toOperation({ shown: [[1]] }), /expected shown as a list of formulas/],
    ["no derivatives", ELEMENTWISE, toOperation({ derivatives: null }), /has no list of derivatives/],
    [
      "too few derivatives",
      ELEMENTWISE,
      toOperation({ derivatives: [null] }),
      /derivatives for 2 inputs, got 1/,
    ],
    [
      "a missing derivative",
      ELEMENTWISE,
      toOperation({ derivatives: [null, null] }),
      /derivative 0 is missing/,
    ],
    ["a forward", ELEMENTWISE, toOperation({ forward: "eval" }), /expected a little graph, got "eval"/],
    ["a list of nodes", ELEMENTWISE, toPart((part) => Object.assign(part, { nodes: 3 })), /no list of nodes/],
    ["a root", ELEMENTWISE, toPart((part) => Object.assign(part, { root: 99 })), /root 99 is not the id/],
    ["an unknown operation", ELEMENTWISE, toPartNode({ op: "cosine" }), /unknown operation "cosine"/],
    ["one of JavaScript's", ELEMENTWISE, toPartNode({ op: "constructor" }), /unknown operation "constr/],
    ["too few inputs", ELEMENTWISE, toPartNode({ inputs: [0] }), /multiply takes 2 inputs, got 1/],
    ["an input that comes later", ELEMENTWISE, toPartNode({ inputs: [99, 0] }), /input 99 is not the id/],
    ["a shape", ELEMENTWISE, toPartNode({ shape: [7] }), /has shape \[2,3\], not \[7\]/],
    ["another type", ELEMENTWISE, toPartNode({ dtype: "float32" }), /gives float32 of .*, not float64/],
    ["a leaf of no name", ELEMENTWISE, toPartNode({ name: "z" }, 0), /expected a leaf among x, y/],
    ["a leaf that holds", ELEMENTWISE, toPartNode({ at: 0 }, 0), /expected at as −1/],
    [
      "a leaf of another shape",
      ELEMENTWISE,
      toPartNode({ shape: [1, 2] }, 0),
      /Operation 0: Node \d.*: power of .* has shape/,
    ],
    [
      "only Python's",
      ELEMENTWISE,
      toPartNode({ op: "opaque", at: 0, partials: [-1, -1] }),
      /only Python can/,
    ],
    ["an own in an own", ELEMENTWISE, toPartNode({ custom: 0 }), /custom 0 is not the place/],
    ["no place", ELEMENTWISE, toNode({ custom: 99 }), /custom 99 is not the place of an operation/],
    ["a place that is none", ELEMENTWISE, toNode({ custom: "0" }), /custom "0" is not the place/],
    [
      "another operation",
      ELEMENTWISE,
      toNode({ op: "tanh" }),
      /its operation "tanh" is called "cubed_times"/,
    ],
    ["no operation", ELEMENTWISE, toNode({ custom: -1 }), /unknown operation "cubed_times"/],
    ["one input", ELEMENTWISE, toNode({ inputs: [0] }), /cubed_times takes 2 inputs, got 1/],
    [
      "inputs of other shapes",
      ELEMENTWISE,
      toNode({ inputs: [1, 0] }),
      /expects x of shape \[2,1\], not \[3\]/,
    ],
    ["numbers where it is computed", ELEMENTWISE, toNode({ at: 0 }), /expected at as −1/],
    ["what is told", ELEMENTWISE, toNode({ told: [3] }), /expected told as a list of texts/],
    [
      "a product of another shape",
      WHOLE,
      toOperation({ kind: "elementwise" }),
      /expected a leaf among x, out/,
    ],
    ["no numbers where only Python computes", IN_PYTHON, toNode({ at: -1 }), /48 bytes from byte -1/],
    ["too few derivatives' places", IN_PYTHON, toNode({ partials: [] }), /partials as a list of 1/],
    [
      "a derivative outside the buffer",
      IN_PYTHON,
      toNode({ partials: [1e9] }),
      /48 bytes from byte 1000000000/,
    ],
    [
      "a Jacobian outside the buffer",
      WHOLE_IN_PYTHON,
      toNode({ partials: [1e9, -1] }),
      /192 bytes from byte/,
    ],
  ])("%s", (_, title, damage, message) => {
    const graph = graphOf(title);
    readGraph(graph);
    damage(graph);
    expect(() => readGraph(graph)).toThrow(message);
  });

  test("a derivative that can't reach its input", () => {
    const graph = graphOf(WHOLE);
    const [part] = (graph.operations[0] as OperationData).derivatives;
    const wide = (part as PartData).nodes.findIndex(({ op }) => op === "sum");
    (part as PartData).root = wide; // of shape [1, 3], for an input of shape [2, 3]
    expect(() => readGraph(graph)).toThrow(/derivative 0 has shape \[1,3\], which does not fit \[2,3\]/);
  });
});

/** Every number, text, list and object of a payload, replaced one at a time by what it is not. */
function* damages(sent: unknown, replace: (by: unknown) => void): Generator<() => () => void> {
  for (const by of [null, -7, "text", [[]]]) {
    yield () => {
      replace(by);
      return () => replace(sent);
    };
  }
  if (typeof sent !== "object" || sent === null || sent instanceof DataView) return;
  const holder = sent as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    yield* damages(holder[key], (by) => {
      holder[key] = by;
    });
  }
}

/** The graph, or why it was refused, which no TypeError of JavaScript's is. */
function attempt(graph: GraphData): Graph | Error {
  try {
    return readGraph(graph);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(TypeError);
    return error as Error;
  }
}

test.each([ELEMENTWISE, WHOLE, IN_PYTHON, WHOLE_IN_PYTHON])(
  "whatever is damaged in %s, it is read and run, or refused with an Error that says something",
  (title) => {
    const graph = graphOf(title);
    const own = graph.nodes.findIndex(({ custom }) => custom >= 0);
    const places: [Record<string, unknown> | unknown[], string | number][] = [
      [graph as unknown as Record<string, unknown>, "operations"],
      [graph.nodes, own],
    ];
    let refused = 0;
    for (const [holder, key] of places as [Record<string, unknown>, string][]) {
      const replace = (by: unknown) => {
        holder[key] = by;
      };
      for (const damage of damages(holder[key], replace)) {
        const repair = damage();
        const read = attempt(graph);
        if (read instanceof Error) refused++;
        else run(read, none);
        repair();
      }
    }
    expect(refused).toBeGreaterThan(60);
    run(readGraph(graph), none);
  },
);
