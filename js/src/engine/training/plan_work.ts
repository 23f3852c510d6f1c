/** What one node does in each pass of a plan: loops over arrays that stay the same. */

import { type DType, type NDArray, type Numbers, room } from "../arrays";
import { sources, unbroadcast } from "../broadcasting";
import type { Node } from "../node";
import { computed, handedBack } from "../run";
import { groupPlaces } from "../structural/axes";
import { times, timesLeft, timesRight } from "../structural/matrices";
import { apply, gather, scatter } from "./loops";

export type Work = () => void;

/** How a node's gradient goes on to one of its inputs. */
export interface Way {
  readonly node: Node;
  readonly position: number;
  /** The node's gradient. */
  readonly g: Numbers;
  /** The precision of what is handed back. */
  readonly type: DType;
  /** The input's gradient so far, and whether this is its beginning. */
  readonly target: NDArray;
  readonly isFirst: boolean;
}

type Arrays = readonly NDArray[];

/** What computes a node from the arrays of its inputs. */
export function forwardOf(node: Node, arrays: Arrays): Work {
  const out = (arrays[node.id] as NDArray).data;
  const [x, y] = node.inputs.map((input) => arrays[input]) as [NDArray, NDArray];
  const compute = node.custom ? undefined : node.operation?.forward;
  if (compute !== undefined) {
    const { meet, known } = meeting(node, arrays);
    const isBool = node.dtype === "bool";
    return () => {
      meet();
      apply(out, compute, known);
      if (isBool) for (let i = 0; i < out.length; i++) out[i] = Number(out[i] !== 0); // True + True is True
    };
  }
  if (isMatrixProduct(node, arrays)) {
    const [inner, columns] = y.shape as [number, number];
    const sums = out instanceof Float64Array ? out : new Float64Array(out.length);
    return () => {
      times(sums, x.data, y.data, inner, columns);
      if (sums !== out) out.set(sums);
    };
  }
  if (isReduction(node)) {
    const places = groupPlaces(x.shape, node.options);
    const count = node.op === "sum" ? 1 : places.length / out.length;
    const sums = new Float64Array(out.length);
    return () => {
      scatter(sums, x.data, places);
      for (let k = 0; k < out.length; k++) out[k] = (sums[k] as number) / count;
    };
  }
  return () => out.set(computed(node, arrays).data);
}

/** What adds a node's part to the gradient of one of its inputs. */
export function backwardOf(way: Way, arrays: Arrays): Work {
  const { node, g, target, type } = way;
  if (isReshape(node)) return receive(way, g, null);
  if (isMatrixProduct(node, arrays)) return throughMatrices(way, arrays);
  if (isReduction(node)) return throughReduction(way, arrays);
  if (node.operation?.partials && !node.custom) return throughElements(way, arrays);
  const known = [node.id, ...node.inputs].map((id) => arrays[id] as NDArray);
  const upstream = { shape: node.shape, dtype: type, data: g };
  const amount = room(target.data.length, type);
  const work = receive(way, amount, null);
  return () => {
    amount.set(unbroadcast(handedBack(node, way.position, upstream, known), target.shape).data);
    work();
  };
}

function throughElements(way: Way, arrays: Arrays): Work {
  const { node, position, g, type, target } = way;
  const partial = node.operation?.partials?.[position] as (...known: number[]) => number;
  const isStretched = target.data.length !== g.length;
  const places = isStretched ? sources(target.shape, node.shape) : null;
  const slope = partial.length === 0 ? partial() : Number.NaN; // the same everywhere, as of a sum
  if (slope === 1) return receive(way, g, places);
  const amount = !isStretched && goesStraight(way) ? target.data : room(g.length, type);
  const local = node.dtype === type ? amount : room(g.length, node.dtype);
  const { meet, known } = meeting(node, arrays);
  const all = [(arrays[node.id] as NDArray).data, ...known];
  const work = receive(way, amount, places);
  return () => {
    meet();
    apply(local, partial, all);
    for (let i = 0; i < g.length; i++) amount[i] = (g[i] as number) * (local[i] as number);
    work();
  };
}

function throughMatrices(way: Way, arrays: Arrays): Work {
  const { node, position, g, target } = way;
  const [x, y] = node.inputs.map((input) => arrays[input]) as [NDArray, NDArray];
  const [inner, columns] = y.shape as [number, number];
  const isWhole = goesStraight(way) && target.data instanceof Float64Array;
  const sums = isWhole ? target.data : new Float64Array(target.data.length);
  const work = receive(way, sums, null);
  return () => {
    if (position === 0) timesLeft(sums, g, y.data, inner, columns);
    else timesRight(sums, x.data, g, inner, x.shape[0] as number, columns);
    work();
  };
}

function throughReduction(way: Way, arrays: Arrays): Work {
  const { node, g, type, target } = way;
  const { shape } = arrays[node.inputs[0] as number] as NDArray;
  const places = groupPlaces(shape, node.options);
  const count = node.op === "sum" ? 1 : places.length / g.length;
  const share = room(g.length, type);
  const amount = goesStraight(way) ? target.data : room(places.length, type);
  const work = receive(way, amount, null);
  return () => {
    for (let k = 0; k < g.length; k++) share[k] = (g[k] as number) / count;
    gather(amount, share, places);
    work();
  };
}

/** Whether what is handed back may be written where the gradient is to be. */
function goesStraight({ isFirst, target, type }: Way): boolean {
  return isFirst && target.dtype === type;
}

/** Add an amount to a gradient, at the places from which broadcasting took its entries, or begin with it. */
function receive({ target, isFirst, type }: Way, amount: Numbers, places: Int32Array | null): Work {
  const { data } = target;
  const isSingle = type === "float32";
  const sums = places ? new Float64Array(data.length) : amount;
  if (sums === data) return () => {};
  return () => {
    if (places) scatter(sums, amount, places);
    for (let i = 0; i < data.length; i++) {
      const part = isSingle ? Math.fround(sums[i] as number) : (sums[i] as number);
      data[i] = isFirst ? part : (data[i] as number) + part;
    }
  };
}

/** The inputs of an elementwise operation in the shape of its output, and what brings them there. */
function meeting({ id, inputs, shape }: Node, arrays: Arrays): { meet: Work; known: Numbers[] } {
  const count = (arrays[id] as NDArray).data.length;
  const moves: [Numbers, Numbers, Int32Array][] = [];
  const known = inputs.map((input) => {
    const { data, dtype, shape: own } = arrays[input] as NDArray;
    if (data.length === count) return data;
    const all = room(count, dtype);
    moves.push([all, data, sources(own, shape)]);
    return all;
  });
  return {
    meet: () => {
      for (const [all, data, places] of moves) gather(all, data, places);
    },
    known,
  };
}

/** Whether a node holds the numbers of its input. */
export function isReshape({ op, custom }: Node): boolean {
  return !custom && op === "reshape";
}

function isMatrixProduct({ op, custom, inputs }: Node, arrays: Arrays): boolean {
  return !custom && op === "matmul" && inputs.every((input) => arrays[input]?.shape.length === 2);
}

function isReduction({ op, custom }: Node): boolean {
  return !custom && (op === "sum" || op === "mean");
}
