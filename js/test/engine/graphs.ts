/** Small graphs made by hand, as they would come from Python. */

import type { GraphData, NodeData } from "../../src/contract";

/** A node with everything that is not said left empty. */
function node(said: Partial<NodeData>): NodeData {
  const nothing = {
    symbol: said.op ?? "",
    custom: -1,
    told: [],
    inputs: [],
    options: {},
    shape: [],
    dtype: "float64",
    named: true,
  };
  return { ...nothing, op: "leaf", name: "", scope: "", at: -1, partials: [], contributions: [], ...said };
}

/** A graph whose last node is its root; `at` counts in numbers of `values`. */
export function recorded(values: number[], ...nodes: Partial<NodeData>[]): GraphData {
  const at = (place = -1) => (place < 0 ? -1 : 8 * place);
  return {
    version: 2,
    nodes: nodes.map((said) => node({ ...said, at: at(said.at), partials: (said.partials ?? []).map(at) })),
    roots: [nodes.length - 1],
    operations: [],
    values: new DataView(Float64Array.from(values).buffer),
  };
}

/** y = double(a) × b, where only Python knows what double does; its derivative is found at a place, or nowhere (−1). */
export function opaqueGraph(partial: number): GraphData {
  return recorded(
    [3, 5, 6, 2],
    { name: "a", at: 0 },
    { name: "b", at: 1 },
    { name: "d", op: "opaque", symbol: "double", inputs: [0], at: 2, partials: [partial] },
    { name: "y", op: "multiply", inputs: [2, 1] },
  );
}

/** An operation on leaves of given shapes, all entries 0. */
export function operationGraph(
  op: string,
  shapes: number[][],
  shape: number[],
  options: NodeData["options"] = {},
): GraphData {
  const entries = Math.max(...shapes.map((lengths) => lengths.reduce((x, y) => x * y, 1)));
  const leaves = shapes.map((lengths, i) => ({ name: `x${i}`, at: 0, shape: lengths }));
  const out = { op, name: "out", inputs: leaves.map((_, i) => i), shape, options };
  return recorded(new Array<number>(entries).fill(0), ...leaves, out);
}
