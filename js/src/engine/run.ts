/** The forward and the backward pass over a graph, with everything that happened on the way. */

import {
  converted,
  type DType,
  epsilon,
  filled,
  isFloat,
  type NDArray,
  promoted,
  room,
  type Shape,
  sameShape,
  size,
  stored,
} from "./arrays";
import { stretched, unbroadcast } from "./broadcasting";
import type { Part } from "./custom";
import { applied } from "./elementwise";
import type { Graph } from "./graph";
import { hasDerivative, type Node } from "./node";
import { formatShape } from "./numbers";
import { structural, vjpBy } from "./structural";

/** Numbers of leaves, by name; a leaf that is missing keeps its recorded array. */
export type Inputs = ReadonlyMap<string, NDArray>;

/** What one node hands back to one of its inputs. */
export interface Contribution {
  /** Which of the node's inputs it is. */
  readonly position: number;
  /** The id of that input. */
  readonly input: number;
  /** Of an elementwise or opaque node: the local derivative's numbers, in the output's shape. */
  readonly local: NDArray | null;
  /** What is added to the input's gradient. */
  readonly amount: NDArray;
  /** How many places it was summed over, because broadcasting had repeated the input; 1 if none. */
  readonly count: number;
  /** The input's gradient so far; null if this is the first part. */
  readonly before: NDArray | null;
  readonly after: NDArray;
}

/** One node's turn in the backward pass: its gradient is complete and is handed back. */
export interface Backward {
  readonly node: number;
  readonly upstream: NDArray;
  readonly contributions: readonly Contribution[];
  /** Inputs that receive nothing, because the rule of an opaque node is not known. */
  readonly stopped: readonly number[];
}

/** Both passes. */
export interface Run {
  readonly data: readonly NDArray[];
  /** The final gradient of each node; null where none arrives. */
  readonly gradients: readonly (NDArray | null)[];
  /** In the order of the pass, without the seed. */
  readonly backward: readonly Backward[];
  readonly seed: NDArray;
}

const add = (x: number, y: number) => x + y;
const multiply = (x: number, y: number) => x * y;

/**
 * Compute every node.
 *
 * @param forced numbers put in for one node, whatever it is.
 */
export function forward(graph: Graph, inputs: Inputs, forced?: { id: number; data: NDArray }): NDArray[] {
  const data: NDArray[] = [];
  for (const node of graph.nodes) {
    const given =
      node.id === forced?.id ? forced.data : node.op === "leaf" ? inputs.get(node.name) : undefined;
    data.push(given === undefined ? computed(node, data) : fitted(given, node));
  }
  return data;
}

function fitted(given: NDArray, node: Node): NDArray {
  if (sameShape(given.shape, node.shape)) return converted(given, node.dtype);
  throw new Error(
    `${node.name} has shape ${formatShape(node.shape)}, got numbers of shape ${formatShape(given.shape)}.`,
  );
}

/** Compute one node from those before it. */
export function computed(node: Node, data: readonly NDArray[]): NDArray {
  if (node.held !== null) return node.held;
  const inputs = node.inputs.map((id) => data[id] as NDArray);
  if (node.custom?.forward) return evaluated(node.custom.forward, lettered(node, inputs));
  const compute = node.operation?.forward;
  if (compute !== undefined) return applied(compute, inputs, node.shape, node.dtype);
  return ruleOf(node).forward(inputs, node.options, node.dtype);
}

/** Compute a little graph of an author's own operation, from arrays for its leaves. */
function evaluated({ nodes, root }: Part, letters: Readonly<Record<string, NDArray>>): NDArray {
  const data: NDArray[] = [];
  for (const node of nodes)
    data.push(node.op === "leaf" ? fitted(letters[node.name] as NDArray, node) : computed(node, data));
  return data[root.id] as NDArray;
}

/** Arrays by what the little graphs of a node's operation call them. */
function lettered(node: Node, inputs: readonly NDArray[]): Record<string, NDArray> {
  const parameters = node.operation?.parameters ?? [];
  return Object.fromEntries(parameters.map((name, i) => [name, inputs[i] as NDArray]));
}

function ruleOf(node: Node) {
  const rule = structural[node.op];
  if (rule === undefined) throw new Error(`The browser has no code for ${node.op}.`);
  return rule;
}

/** Compute every node, then every gradient. */
export function run(graph: Graph, inputs: Inputs): Run {
  const data = forward(graph, inputs);
  const gradients: (NDArray | null)[] = graph.nodes.map(() => null);
  const seed = filled(graph.root.shape, 1, graph.root.dtype);
  gradients[graph.root.id] = seed;
  const backward = graph.backwardOrder.map((id) => handBack(graph, graph.nodes[id] as Node, data, gradients));
  return { data, gradients, backward, seed };
}

/** Take one node's turn: add what it hands back to its inputs' gradients. */
function handBack(
  graph: Graph,
  node: Node,
  data: readonly NDArray[],
  gradients: (NDArray | null)[],
): Backward {
  const upstream = gradients[node.id] as NDArray;
  const inputs = node.inputs.map((id) => data[id] as NDArray);
  const known = [data[node.id] as NDArray, ...inputs];
  const contributions = (graph.receiving[node.id] ?? []).map((position): Contribution => {
    const input = node.inputs[position] as number;
    const local = localDerivative(node, position, known);
    const whole = handedBack(node, position, upstream, known, local);
    const amount = unbroadcast(whole, (inputs[position] as NDArray).shape);
    const before = gradients[input] ?? null;
    const after = before === null ? amount : added(before, amount);
    gradients[input] = after;
    const count = amount === whole ? 1 : whole.data.length / Math.max(1, amount.data.length);
    return { position, input, local, amount, count, before, after };
  });
  return { node: node.id, upstream, contributions, stopped: graph.stopped[node.id] ?? [] };
}

/**
 * What a node hands back to one of its inputs, before the sum over stretched axes.
 *
 * @param known the node's output, then its inputs.
 */
export function handedBack(
  node: Node,
  position: number,
  upstream: NDArray,
  known: readonly NDArray[],
  local = localDerivative(node, position, known),
): NDArray {
  if (local === null) return product(node, position, upstream, known);
  return applied(multiply, [upstream, local], node.shape, typeOfProduct(node, upstream.dtype));
}

/**
 * The numbers by which an elementwise or opaque node multiplies its gradient; null for any other.
 *
 * @param known the node's output, then its inputs.
 */
function localDerivative(node: Node, position: number, known: readonly NDArray[]): NDArray | null {
  const { custom, operation } = node;
  if (operation?.kind !== "elementwise" && node.op !== "opaque") return null;
  if (node.onlyPython) return node.partials[position] ?? null;
  const part = custom?.derivatives[position];
  if (part) {
    const [out, ...inputs] = known;
    const found = evaluated(part, { ...lettered(node, inputs), out: out as NDArray });
    return converted(stretched(found, node.shape), node.dtype);
  }
  const partial = operation?.partials?.[position];
  return partial ? applied(partial, known, node.shape, node.dtype) : null;
}

/** What a node of any other kind hands back. */
function product(node: Node, position: number, upstream: NDArray, known: readonly NDArray[]): NDArray {
  const [out, ...inputs] = known as [NDArray, ...NDArray[]];
  const jacobian = node.partials[position];
  if (jacobian) return contracted(upstream, jacobian, (inputs[position] as NDArray).shape);
  const part = node.custom?.derivatives[position];
  if (part)
    return converted(evaluated(part, { ...lettered(node, inputs), out, g: upstream }), upstream.dtype);
  const vjp = vjpBy(ruleOf(node), position);
  if (vjp === null) throw new Error(`The browser has no derivative of ${node.op} by input ${position}.`);
  return vjp(upstream, inputs, node.options, out);
}

/** The gradient of an output times its Jacobian, in the shape of the input. */
function contracted(upstream: NDArray, jacobian: NDArray, shape: Shape): NDArray {
  const sums = new Float64Array(size(shape));
  for (const [i, g] of upstream.data.entries()) {
    const row = i * sums.length;
    for (let j = 0; j < sums.length; j++)
      sums[j] = (sums[j] as number) + g * (jacobian.data[row + j] as number);
  }
  return stored(sums, shape, upstream.dtype);
}

/** An opaque node's derivatives were found in float64. */
export function typeOfProduct(node: Node, upstream: DType): DType {
  return node.op === "opaque" ? "float64" : upstream;
}

function added(one: NDArray, other: NDArray): NDArray {
  return applied(add, [one, other], one.shape, promoted(one.dtype, other.dtype));
}

/**
 * The central difference quotient of the root (summed, if it is an array) by each entry of a node's data.
 *
 * The step h = ∛ε · max(1, |x|) balances the error of cutting off the series, h², with that of rounding, ε/h.
 *
 * @param most null for a node with more entries than this: each takes two forward passes.
 * @returns null also for integers and booleans, where no derivative leads from the root to the node, and where
 *     something depends on it that only Python can compute again.
 */
export function finiteDifference(
  graph: Graph,
  run: Run,
  inputs: Inputs,
  id: number,
  most = 16,
): NDArray | null {
  const node = graph.nodes[id] as Node;
  const at = run.data[id] as NDArray;
  if (at.data.length > most || !isFloat(node.dtype) || !leadsToRoot(graph, id)) return null;
  const quotients = room(at.data.length, node.dtype);
  for (const [i, x] of at.data.entries()) {
    const h = Math.cbrt(epsilon(node.dtype)) * Math.max(1, Math.abs(x));
    const [above, below] = [moved(at, i, x + h), moved(at, i, x - h)];
    const rise = rootSum(graph, inputs, id, above) - rootSum(graph, inputs, id, below);
    quotients[i] = rise / ((above.data[i] as number) - (below.data[i] as number)); // as stored: float32 rounded them
  }
  return { ...at, data: quotients };
}

function moved(array: NDArray, i: number, x: number): NDArray {
  const data = array.data.slice();
  data[i] = x;
  return { ...array, data };
}

function rootSum(graph: Graph, inputs: Inputs, id: number, data: NDArray): number {
  let sum = 0;
  for (const y of (forward(graph, inputs, { id, data })[graph.root.id] as NDArray).data) sum += y;
  return sum;
}

function leadsToRoot(graph: Graph, id: number): boolean {
  const changes = graph.nodes.map((node) => node.id === id);
  const derives = graph.nodes.map((node) => node.id === id);
  for (const node of graph.nodes.slice(id + 1, graph.root.id + 1)) {
    changes[node.id] = node.inputs.some((input) => changes[input]);
    if (changes[node.id] && node.onlyPython) return false;
    const derived = node.inputs.some((input, position) => derives[input] && hasDerivative(node, position));
    derives[node.id] = derived && isFloat(node.dtype);
  }
  return derives[graph.root.id] === true;
}
