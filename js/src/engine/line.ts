/** A function along one number: a recorded graph in which one entry of one leaf moves. */

import { epsilon, type NDArray, type Numbers, room, size } from "./arrays";
import { applied } from "./elementwise";
import type { Graph, Node } from "./graph";
import { forward, type Inputs, run } from "./run";

/** A function along one of its inputs, the others held. */
export interface Line {
  /** The function at several places. */
  values(at: Float64Array): Float64Array;
  /** Its exact derivative there. */
  slopes(at: Float64Array): Float64Array;
  /** The distance from 1 to the next number in its precision. */
  readonly epsilon: number;
}

/** Which number moves: an entry of a leaf, counted row by row. */
export interface Moved {
  readonly leaf: number;
  readonly entry: number;
}

/** The line through a graph at some inputs, along one number; null for a number that the graph does not use. */
export function lineThrough(graph: Graph, inputs: Inputs, moved: Moved | null): Line {
  const precision = epsilon(graph.root.dtype);
  if (moved === null) return constantLine(graph, inputs, precision);
  const moving = movingNodes(graph, moved.leaf);
  const known = forward(graph, inputs);
  const wide = moving.every(
    ({ shape, op, operation }) => shape.length === 0 && (op === "leaf" || operation?.forward !== undefined),
  );
  return wide
    ? { ...inLanes(graph, moving, known), epsilon: precision }
    : { ...oneByOne(graph, inputs, moved, known), epsilon: precision };
}

/** The nodes that change with a leaf, in order, up to the root. */
function movingNodes(graph: Graph, leaf: number): Node[] {
  const moves = new Set([leaf]);
  for (const node of graph.nodes) if (node.inputs.some((id) => moves.has(id))) moves.add(node.id);
  return graph.nodes.filter(({ id }) => id <= graph.root.id && moves.has(id));
}

function constantLine(graph: Graph, inputs: Inputs, precision: number): Line {
  const value = forward(graph, inputs)[graph.root.id]?.data[0] as number;
  return {
    values: (at) => new Float64Array(at.length).fill(value),
    slopes: (at) => new Float64Array(at.length),
    epsilon: precision,
  };
}

/** A graph of numbers, each node computed at all places before the next: a call a node instead of one a place. */
function inLanes(graph: Graph, moving: readonly Node[], known: readonly NDArray[]): Omit<Line, "epsilon"> {
  const compute = (at: Float64Array): NDArray[] => {
    const shape = [at.length];
    const lanes = [...known];
    for (const node of moving) {
      lanes[node.id] =
        node.op === "leaf"
          ? { shape, dtype: node.dtype, data: inPrecision(at, node) }
          : applied(node.operation?.forward as never, inputsOf(node, lanes), shape, node.dtype);
    }
    return lanes;
  };
  const place = (lane: NDArray | undefined, count: number): Float64Array =>
    lane?.shape.length === 1
      ? Float64Array.from(lane.data)
      : new Float64Array(count).fill(lane?.data[0] as number);
  return {
    values: (at) => place(compute(at)[graph.root.id], at.length),
    slopes: (at) => {
      const lanes = compute(at);
      const tangents = new Map<number, Float64Array>();
      for (const node of moving) tangents.set(node.id, tangentOf(node, lanes, tangents, at.length));
      return tangents.get(graph.root.id) ?? new Float64Array(at.length);
    },
  };
}

function inPrecision(at: Float64Array, { dtype }: Node): Numbers {
  return dtype === "float32" ? Float32Array.from(at) : at;
}

function inputsOf(node: Node, lanes: readonly NDArray[]): NDArray[] {
  return node.inputs.map((id) => lanes[id] as NDArray);
}

/** How fast a node moves at each place: forward mode. */
function tangentOf(
  node: Node,
  lanes: readonly NDArray[],
  tangents: ReadonlyMap<number, Float64Array>,
  count: number,
): Float64Array {
  const sum = new Float64Array(count);
  if (node.op === "leaf") return sum.fill(1);
  const known = [lanes[node.id] as NDArray, ...inputsOf(node, lanes)];
  node.inputs.forEach((id, position) => {
    const tangent = tangents.get(id);
    const partial = node.operation?.partials?.[position];
    if (tangent === undefined || !partial) return;
    const local = applied(partial, known, [count], node.dtype).data;
    for (let i = 0; i < count; i++)
      sum[i] = (sum[i] as number) + (local[i] as number) * (tangent[i] as number);
  });
  return sum;
}

/** Any other graph, run anew for each place. */
function oneByOne(
  graph: Graph,
  inputs: Inputs,
  { leaf, entry }: Moved,
  known: readonly NDArray[],
): Omit<Line, "epsilon"> {
  const { name, dtype } = graph.nodes[leaf] as Node;
  const { data, shape } = known[leaf] as NDArray;
  const movedTo = (place: number): Inputs => {
    const numbers = room(size(shape), dtype);
    numbers.set(data);
    numbers[entry] = place;
    return new Map(inputs).set(name, { shape, dtype, data: numbers });
  };
  return {
    values: (at) => at.map((place) => forward(graph, movedTo(place))[graph.root.id]?.data[0] as number),
    slopes: (at) =>
      at.map((place) => (run(graph, movedTo(place)).gradients[leaf]?.data[entry] as number) ?? 0),
  };
}
