/** A graph of numbers at many places at once: each node computed everywhere before the next one. */

import type { NDArray } from "./arrays";
import { fill } from "./elementwise";
import type { Graph, Node } from "./graph";

type Compute = (...inputs: number[]) => number;

/** Scratch memory, an array a node: making arrays anew for each event took more time than filling them. */
interface Scratch {
  readonly values: (Float64Array | undefined)[];
  readonly slopes: (Float64Array | undefined)[];
  readonly locals: (Float64Array | undefined)[]; // one is enough
}

const LEAST = 512; // places that there is room for
const scratches = new WeakMap<Graph, Scratch>();

function scratchOf(graph: Graph): Scratch {
  const known = scratches.get(graph) ?? { values: [], slopes: [], locals: [] };
  scratches.set(graph, known);
  return known;
}

function roomIn(memory: (Float64Array | undefined)[], id: number, count: number): Float64Array {
  const held = memory[id];
  if (held !== undefined && held.length >= count) return held;
  const made = new Float64Array(Math.max(LEAST, count));
  memory[id] = made;
  return made;
}

/** Whether a node can be computed so: a number that is a leaf, or an elementwise operation on others. */
export function fitsLanes({ shape, op, operation }: Node): boolean {
  return shape.length === 0 && (op === "leaf" || operation?.forward !== undefined);
}

/** The nodes of a graph that move with a leaf, and the numbers of those that don't. */
export class Lanes {
  private readonly scratch: Scratch;

  constructor(
    private readonly graph: Graph,
    private readonly moving: readonly Node[],
    private readonly known: readonly NDArray[],
  ) {
    this.scratch = scratchOf(graph);
  }

  /** The root at several places of the leaf. */
  values(at: Float64Array): Float64Array {
    this.compute(at);
    return this.rootOf(this.scratch.values, at.length, this.known[this.graph.root.id]?.data[0] as number);
  }

  /** How fast the root moves there: forward mode. */
  slopes(at: Float64Array): Float64Array {
    this.compute(at);
    const count = at.length;
    const moves = new Set(this.moving.map(({ id }) => id));
    for (const node of this.moving) {
      const sum = roomIn(this.scratch.slopes, node.id, count);
      if (node.op === "leaf") sum.fill(1, 0, count);
      else this.addUp(node, sum.fill(0, 0, count), count, moves);
    }
    return this.rootOf(this.scratch.slopes, count, 0);
  }

  private rootOf(
    memory: (Float64Array | undefined)[],
    count: number,
    otherwise: number,
  ): Float64Array<ArrayBuffer> {
    const { id } = this.graph.root;
    const lane = this.moving.some((node) => node.id === id) ? memory[id] : undefined;
    return lane ? lane.slice(0, count) : new Float64Array(count).fill(otherwise);
  }

  private compute(at: Float64Array): void {
    const count = at.length;
    this.spreadConstants(count);
    for (const node of this.moving) {
      const lane = roomIn(this.scratch.values, node.id, count);
      if (node.op === "leaf") lane.set(at);
      else fill(lane, count, node.operation?.forward as Compute, this.lanesOf(node.inputs));
      rounded(lane, count, node);
    }
  }

  /** What does not move is the same at all places. */
  private spreadConstants(count: number): void {
    const moves = new Set(this.moving.map(({ id }) => id));
    for (const { inputs } of this.moving) {
      for (const id of inputs) {
        if (!moves.has(id))
          roomIn(this.scratch.values, id, count).fill(this.known[id]?.data[0] as number, 0, count);
      }
    }
  }

  private lanesOf(ids: readonly number[]): Float64Array[] {
    return ids.map((id) => this.scratch.values[id] as Float64Array);
  }

  private addUp(node: Node, sum: Float64Array, count: number, moves: ReadonlySet<number>): void {
    const known = this.lanesOf([node.id, ...node.inputs]);
    node.inputs.forEach((id, position) => {
      const partial = node.operation?.partials?.[position];
      if (!partial || !moves.has(id)) return;
      const slope = this.scratch.slopes[id] as Float64Array;
      const local = roomIn(this.scratch.locals, 0, count);
      fill(local, count, partial, known);
      for (let i = 0; i < count; i++)
        sum[i] = (sum[i] as number) + (local[i] as number) * (slope[i] as number);
    });
    rounded(sum, count, node);
  }
}

/** Numbers as their type holds them. */
function rounded(lane: Float64Array, count: number, { dtype }: Node): void {
  if (dtype === "float32") for (let i = 0; i < count; i++) lane[i] = Math.fround(lane[i] as number);
  if (dtype === "bool") for (let i = 0; i < count; i++) lane[i] = Number(lane[i] !== 0);
}
