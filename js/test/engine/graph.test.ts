import { describe, expect, test } from "vitest";
import type { GraphData, NodeData } from "../../src/contract";
import { readGraph } from "../../src/engine/graph";
import { opaqueGraph, operationGraph } from "./graphs";
import { graphOf } from "./vectors";

const ARTICLE = "the article's expression"; // a, b, c, f, e = a × b, d = e + c, L = d × f

describe("a graph", () => {
  test("is read with what its nodes are and who uses them", () => {
    const graph = readGraph(graphOf(ARTICLE));
    expect(graph.root.name).toBe("L");
    expect(graph.byName.get("e")?.inputs).toEqual([0, 1]);
    expect(graph.nodes.map(({ isLeaf }) => isLeaf)).toEqual([true, true, true, true, false, false, false]);
    expect(graph.nodes.map(({ isComputed }) => isComputed)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(graph.consumers).toEqual([[4], [4], [5], [6], [5], [6], []]);
    expect(graph.backwardOrder).toEqual([6, 5, 4]);
    expect(graph.wants).not.toContain(false);
    expect(graph.frozen.every((why) => why === null)).toBe(true);
  });

  test("lists a node that uses another twice once", () => {
    const graph = readGraph(graphOf("one used twice"));
    expect(graph.consumers[0]).toEqual([...new Set(graph.consumers[0])]);
    expect(graph.nodes.some(({ inputs }) => inputs[0] === 0 && inputs[1] === 0)).toBe(true);
  });

  test("wants no gradient for comparisons and constants", () => {
    const graph = readGraph(graphOf("a layer with a mask"));
    for (const node of graph.nodes) {
      if (node.dtype === "bool" || node.op === "constant") expect(graph.wants[node.id]).toBe(false);
    }
  });

  test("freezes the leaves that only Python could follow", () => {
    expect(readGraph(opaqueGraph(3)).frozen).toEqual(["opaque", null, null, null]);
  });

  test("freezes the leaves that decide which entries an index picks, and no others", () => {
    const { byName, frozen } = readGraph(graphOf("entries picked by a mask"));
    const why = ["x", "limit", "scale"].map((name) => frozen[byName.get(name)?.id as number]);
    expect(why).toEqual(["index", "index", null]);
  });

  test("may come with its values as a DataView, an ArrayBuffer or a Uint8Array", () => {
    const sent = graphOf(ARTICLE);
    const expected = readGraph(sent);
    for (const values of [sent.values.buffer, new Uint8Array(sent.values.buffer)]) {
      expect(readGraph({ ...sent, values } as unknown as GraphData)).toEqual(expected);
    }
  });
});

/** Damage to one node of a graph. */
const at = (id: number, damage: Record<string, unknown>) => (graph: GraphData) => {
  Object.assign(graph.nodes[id] as NodeData, damage);
};

const whole = (damage: Record<string, unknown>) => (graph: GraphData) => {
  Object.assign(graph, damage);
};

describe("a damaged graph is refused, and the message says why", () => {
  test.each<[string, string, (graph: GraphData) => void, RegExp]>([
    ["another version", ARTICLE, whole({ version: 3 }), /version 3, this view reads version 2/],
    ["no nodes", ARTICLE, whole({ nodes: null }), /no list of nodes/],
    ["no values", ARTICLE, whole({ values: undefined }), /expected bytes/],
    ["no roots", ARTICLE, whole({ roots: [] }), /names no root/],
    ["a root that is not there", ARTICLE, whole({ roots: [7] }), /root 7 .* 7 nodes/],
    ["a root of booleans", ARTICLE, at(6, { op: "less", dtype: "bool" }), /root L holds bool/],
    [
      "a node that is none",
      ARTICLE,
      (graph) => void graph.nodes.splice(2, 1, null as never),
      /Node 2: expected a node/,
    ],
    ["an input after the node", ARTICLE, at(4, { inputs: [0, 5] }), /Node 4 \("e"\): input 5/],
    ["a node as its own input", ARTICLE, at(4, { inputs: [4, 4] }), /Node 4 \("e"\): input 4/],
    ["a negative input", ARTICLE, at(4, { inputs: [0, -1] }), /input -1/],
    ["an input that is no number", ARTICLE, at(4, { inputs: [0, "length"] }), /input "length"/],
    ["no inputs", ARTICLE, at(4, { inputs: {} }), /inputs as a list/],
    ["too few inputs", ARTICLE, at(4, { inputs: [0] }), /multiply takes 2 inputs, got 1/],
    ["a leaf with inputs", ARTICLE, at(3, { inputs: [0] }), /leaf takes 0 inputs, got 1/],
    ["an unknown operation", ARTICLE, at(4, { op: "cosine" }), /unknown operation "cosine"/],
    [
      "an operation of JavaScript's",
      ARTICLE,
      at(4, { op: "constructor" }),
      /unknown operation "constructor"/,
    ],
    ["a shape that is none", ARTICLE, at(0, { shape: [2.5] }), /expected a shape/],
    ["a negative length", ARTICLE, at(0, { shape: [-1] }), /expected a shape/],
    [
      "a shape that doesn't follow",
      ARTICLE,
      at(4, { shape: [2] }),
      /multiply of \[\] and \[\] has shape \[\], not \[2\]/,
    ],
    ["an unknown dtype", ARTICLE, at(0, { dtype: "object" }), /expected a dtype/],
    ["a place before the buffer", ARTICLE, at(0, { at: -1 }), /8 bytes from byte -1/],
    [
      "a place after the buffer",
      ARTICLE,
      at(0, { at: 32 }),
      /8 bytes from byte 32 on, but the buffer has 32/,
    ],
    ["a place that is no number", ARTICLE, at(0, { at: "0" }), /from byte 0/],
    ["an array that goes past the buffer", ARTICLE, at(0, { shape: [9] }), /72 bytes/],
    ["a computed node that holds an array", ARTICLE, at(4, { at: 0 }), /at as −1/],
    ["a name that is taken", ARTICLE, at(1, { name: "a" }), /Node 1: its name "a" is taken/],
    ["a name that is no text", ARTICLE, at(1, { name: 3 }), /expected name as text/],
    ["a symbol that is no text", ARTICLE, at(1, { symbol: null }), /expected symbol as text/],
    ["named that is neither", ARTICLE, at(1, { named: "yes" }), /expected named/],
    ["options that are a list", ARTICLE, at(4, { options: [] }), /expected options/],
    ["partials of a node that has none", ARTICLE, at(4, { partials: [0] }), /partials as a list of 0/],
    [
      "told options that are no texts",
      ARTICLE,
      at(4, { told: "axis=0" }),
      /expected told as a list of texts/,
    ],
    ["formulas that are none", ARTICLE, at(4, { contributions: [[1, 2]] }), /contributions/],
  ])("%s", (_, title, damage, message) => {
    const graph = graphOf(title);
    readGraph(graph);
    damage(graph);
    expect(() => readGraph(graph)).toThrow(message);
  });

  test.each<[string, number[][], number[], Record<string, unknown>, RegExp]>([
    ["sum", [[2, 3]], [3], { axis: [0], keepdims: false }, /^$/],
    ["sum", [[2, 3]], [3], { keepdims: false }, /expected axis .* got undefined/],
    ["sum", [[2, 3]], [3], { axis: [-2], keepdims: false }, /expected axis .* got \[-2\]/],
    ["sum", [[2, 3]], [3], { axis: [2], keepdims: false }, /axis \[2\] does not name axes/],
    ["mean", [[2, 3]], [], { axis: [0, 0], keepdims: false }, /each once/],
    ["mean", [[2, 3]], [3], { axis: [0], keepdims: 0 }, /expected keepdims as true or false, got 0/],
    ["mean", [[2, 3]], [3], { axis: [0], keepdims: true }, /has shape \[1,3\], not \[3\]/],
    ["transpose", [[2, 3]], [3, 2], { axes: [1] }, /each axis of \[2,3\] once/],
    ["reshape", [[2, 3]], [7], { shape: [7] }, /as many entries/],
    ["broadcast_to", [[3]], [4], { shape: [4] }, /does not broadcast/],
    [
      "matmul",
      [
        [2, 3],
        [2, 3],
      ],
      [2, 3],
      {},
      /can't be multiplied/,
    ],
    ["matmul", [[], [2]], [], {}, /can't be multiplied/],
    ["getitem", [[3]], [2], { whole: [3], picked: [2], places: [0, 2] }, /^$/],
    ["getitem", [[3]], [2], { whole: [3], picked: [2], places: [0, 3] }, /outside an array of shape \[3\]/],
    ["getitem", [[3]], [2], { whole: [3], picked: [2], places: [0] }, /1 places don't fill shape \[2\]/],
    ["getitem", [[4]], [2], { whole: [3], picked: [2], places: [0, 1] }, /made for shape \[3\], not \[4\]/],
    ["getitem", [[3]], [2], { whole: [3], picked: [2], offset: 2, strides: [-2] }, /^$/],
    ["getitem", [[3]], [2], { whole: [3], picked: [2], offset: 1, strides: [-2] }, /outside/],
    ["getitem", [[3]], [2], { whole: [3], picked: [2], offset: 2, strides: [1] }, /outside/],
    ["getitem", [[3]], [2], { whole: [3], picked: [2], offset: 0, strides: [1, 1] }, /not the strides/],
    ["getitem", [[3]], [2], { whole: [3], picked: [2], offset: 0, strides: [0.5] }, /list of whole numbers/],
    ["scatter", [[2]], [3], { whole: [3], picked: [2], places: [0, 2] }, /^$/],
    ["scatter", [[3]], [3], { whole: [3], picked: [2], places: [0, 2] }, /made for shape \[2\], not \[3\]/],
    ["concatenate", [[2], [3]], [5], { axis: 0 }, /^$/],
    ["concatenate", [[2], [3]], [5], { axis: null }, /^$/],
    ["concatenate", [[2], [3]], [5], { axis: 1 }, /shapes \[2\], \[3\] can't be joined along axis 1/],
    ["stack", [[2], [2]], [2, 2], { axis: 1 }, /^$/],
    ["stack", [[2], [3]], [2, 2], { axis: 0 }, /can't be stacked along axis 0/],
    ["stack", [[2], [2]], [2, 2], { axis: 2 }, /can't be stacked along axis 2/],
    ["einsum", [[2], [2]], [], { subscripts: "i,i->" }, /^$/],
    ["einsum", [[2], [3]], [], { subscripts: "i,i->" }, /"i" of "i,i->" has several lengths/],
    ["einsum", [[2]], [], { subscripts: "ij->" }, /does not name the axes of \[2\]/],
    ["einsum", [[2]], [2], { subscripts: "i->j" }, /each axis of its output once/],
    ["einsum", [[2]], [2], { subscripts: 3 }, /expected subscripts/],
    ["add", [[2], [3]], [3], {}, /do not broadcast/],
  ])("%s of %j to %j with %j", (op, shapes, shape, options, message) => {
    let refused = "";
    try {
      readGraph(operationGraph(op, shapes, shape, options));
    } catch (error) {
      refused = String(error);
    }
    expect(refused).toMatch(message);
  });

  test("a local derivative outside the buffer", () => {
    expect(() => readGraph(opaqueGraph(4))).toThrow(/Node 2 \("d"\): expected 8 bytes from byte 32/);
  });

  test("a local derivative of an input that is larger than the output", () => {
    const graph = opaqueGraph(3);
    Object.assign(graph.nodes[0] as NodeData, { shape: [2] });
    expect(() => readGraph(graph)).toThrow(/Node 2 \("d"\): input 0 of shape \[2\] has no derivative/);
  });

  test("nothing at all", () => {
    expect(() => readGraph(null as unknown as GraphData)).toThrow("Expected a graph, got null.");
  });
});
