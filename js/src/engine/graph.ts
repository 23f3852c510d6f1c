/** A computation as it arrives from Python: read, checked, and asked about. */

import { type GraphData, VERSION } from "../contract";
import { isFloat, viewOf } from "./arrays";
import { readCustoms } from "./custom";
import { hasDerivative, type Node, readNodes } from "./node";

export type { Node } from "./node";

/** What depends on a leaf that can't be changed here: an opaque node, or which entries an index picks. */
export type Frozen = "opaque" | "index";

/** The nodes that lead to one or several roots, in topological order. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly roots: readonly number[];
  /** The first root: what the steps lead to. */
  readonly root: Node;
  /** Whether a gradient can reach some leaf of floats through each node. */
  readonly wants: readonly boolean[];
  /** The ids of the nodes that use each node, in order, each once. */
  readonly consumers: readonly (readonly number[])[];
  readonly byName: ReadonlyMap<string, Node>;
  /** Of each leaf that can't be changed here, why: what was recorded about a node that depends on it would be wrong. */
  readonly frozen: readonly (Frozen | null)[];
  /** The ids of the nodes that the backward pass goes through, in its order: it depends on no number. */
  readonly backwardOrder: readonly number[];
  /** To which of its inputs, by position, each node hands a gradient. */
  readonly receiving: readonly (readonly number[])[];
  /** The inputs of each node that want a gradient and get none, because the rule of an opaque node is not known. */
  readonly stopped: readonly (readonly number[])[];
}

/** Read a graph, checking everything about it: it may come from a saved notebook or somebody's web page. */
export function readGraph(data: GraphData): Graph {
  if (typeof data !== "object" || data === null) throw new Error(`Expected a graph, got ${String(data)}.`);
  if (data.version !== VERSION) {
    throw new Error(
      `The graph is of version ${String(data.version)}, this view reads version ${VERSION}: ` +
        "run the notebook again with one version of autograd_widgets.",
    );
  }
  const values = viewOf(data.values);
  const nodes = readNodes(data.nodes, { values, customs: readCustoms(data.operations, values) });
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const roots = checkedRoots(data.roots, nodes);
  const root = nodes[roots[0] as number] as Node;
  const wants = wanted(nodes);
  const consumers = consumersOf(nodes);
  const receiving = nodes.map((node) => receivingPositions(node, wants));
  const stopped = nodes.map((node) => stoppedInputs(node, wants));
  const backwardOrder = orderBackwards(nodes, wants, receiving, root.id);
  const frozen = frozenLeaves(nodes);
  return { nodes, roots, root, wants, consumers, byName, frozen, backwardOrder, receiving, stopped };
}

/** The part of a graph that leads to one of its nodes, which becomes the root; a damaged graph is left as it is. */
export function prunedTo(data: GraphData, root: number): GraphData {
  const { nodes } = data;
  const inputsOf = (id: number): unknown => (Array.isArray(nodes) ? nodes[id]?.inputs : undefined);
  const kept = new Set([root]);
  for (let id = root; id >= 0; id--) {
    const inputs = kept.has(id) ? inputsOf(id) : null;
    if (Array.isArray(inputs)) for (const input of inputs) kept.add(input);
  }
  const isWhole = [...kept].every((id) => Array.isArray(inputsOf(id)));
  if (!isWhole || kept.size === nodes.length) return data;
  const ids = [...kept].sort((a, b) => a - b);
  const places = new Map(ids.map((id, place) => [id, place]));
  const renumbered = ids.map((id) => {
    const node = nodes[id] as (typeof nodes)[number];
    return { ...node, inputs: node.inputs.map((input) => places.get(input) as number) };
  });
  return { ...data, nodes: renumbered, roots: [places.get(root) as number] };
}

function checkedRoots(sent: unknown, nodes: readonly Node[]): number[] {
  if (!Array.isArray(sent) || sent.length === 0) throw new Error("The graph names no root.");
  for (const id of sent) {
    if (!Number.isInteger(id) || nodes[id] === undefined) {
      throw new Error(`The root ${JSON.stringify(id)} is not the id of one of the ${nodes.length} nodes.`);
    }
  }
  const { name, dtype } = nodes[sent[0]] as Node;
  if (!isFloat(dtype)) throw new Error(`The root ${name} holds ${dtype} values, which have no gradient.`);
  return sent;
}

function wanted(nodes: readonly Node[]): boolean[] {
  const wants: boolean[] = [];
  for (const node of nodes) {
    const through = node.inputs.some(
      (input, position) => wants[input] === true && hasDerivative(node, position),
    );
    wants.push(isFloat(node.dtype) && (node.op === "leaf" || through));
  }
  return wants;
}

function consumersOf(nodes: readonly Node[]): number[][] {
  const consumers: number[][] = nodes.map(() => []);
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) consumers[input]?.push(node.id);
  }
  return consumers;
}

function frozenLeaves(nodes: readonly Node[]): (Frozen | null)[] {
  const above = nodes.map((node): Frozen | null => (node.onlyPython ? "opaque" : null));
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id] as Node;
    for (const input of above[id] ? node.inputs : indices(node)) {
      if (above[input] !== "opaque") above[input] = above[id] ?? "index";
    }
  }
  return nodes.map((node) => (node.op === "leaf" ? (above[node.id] ?? null) : null));
}

/** The inputs that were used as indices: which entries were picked was recorded, and stays. */
function indices({ operation, inputs }: Node): readonly number[] {
  return operation?.extras ? inputs.slice(operation.parameters.length) : [];
}

function receivingPositions(node: Node, wants: readonly boolean[]): number[] {
  const positions = node.inputs.map((_, position) => position);
  return positions.filter((position) => {
    if (wants[node.inputs[position] as number] !== true) return false;
    return hasDerivative(node, position) && node.partials[position] !== null;
  });
}

function stoppedInputs(node: Node, wants: readonly boolean[]): number[] {
  return node.inputs.filter(
    (input, position) =>
      wants[input] === true && hasDerivative(node, position) && node.partials[position] === null,
  );
}

function orderBackwards(
  nodes: readonly Node[],
  wants: readonly boolean[],
  receiving: readonly (readonly number[])[],
  root: number,
): number[] {
  const reached = nodes.map((node) => node.id === root);
  const order: number[] = [];
  for (let id = root; id >= 0; id--) {
    const node = nodes[id] as Node;
    if (!(reached[id] && node.isComputed && wants[id])) continue;
    order.push(id);
    for (const position of receiving[id] ?? []) reached[node.inputs[position] as number] = true;
  }
  return order;
}
