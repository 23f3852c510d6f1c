/** A function along one number: a recorded graph in which one entry of one leaf moves. */

import { epsilon, type NDArray, room, size } from "./arrays";
import type { Graph, Node } from "./graph";
import { fitsLanes, Lanes } from "./lanes";
import { computed, forward, type Inputs, run } from "./run";

/** A function along one of its inputs, the others held. */
export interface Line {
  /** The function at several places. */
  values(at: Float64Array): Float64Array;
  /** Its exact derivative there. */
  slopes(at: Float64Array): Float64Array;
  /** The distance from 1 to the next number in its precision. */
  readonly epsilon: number;
  /** Whether a place takes so long that few must do, for the picture to follow a drag. */
  readonly costly: boolean;
}

const COSTLY = 2000; // entries to be computed for one place

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
  if (!moving.every(fitsLanes)) {
    const costly = moving.reduce((entries, { shape }) => entries + size(shape), 0) > COSTLY;
    return { ...oneByOne(graph, inputs, moved, moving, known), epsilon: precision, costly };
  }
  const lanes = new Lanes(graph, moving, known);
  return {
    values: (at) => lanes.values(at),
    slopes: (at) => lanes.slopes(at),
    epsilon: precision,
    costly: false,
  };
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
    costly: false,
  };
}

/** Any other graph, run anew for each place. */
function oneByOne(
  graph: Graph,
  inputs: Inputs,
  { leaf, entry }: Moved,
  moving: readonly Node[],
  known: readonly NDArray[],
): Pick<Line, "values" | "slopes"> {
  const { name, dtype } = graph.nodes[leaf] as Node;
  const { data, shape } = known[leaf] as NDArray;
  const movedTo = (place: number): NDArray => {
    const numbers = room(size(shape), dtype);
    numbers.set(data);
    numbers[entry] = place;
    return { shape, dtype, data: numbers };
  };
  const valueAt = (place: number): number => {
    const found = [...known];
    for (const node of moving) found[node.id] = node.id === leaf ? movedTo(place) : computed(node, found);
    return found[graph.root.id]?.data[0] as number;
  };
  const slopeAt = (place: number): number =>
    run(graph, new Map(inputs).set(name, movedTo(place))).gradients[leaf]?.data[entry] ?? 0;
  return { values: (at) => at.map(valueAt), slopes: (at) => at.map(slopeAt) };
}
