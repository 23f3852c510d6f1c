/** A computation as it arrives from Python: read, checked, and asked about. */

import { type Formula, type GraphData, type NodeData, VERSION } from "../contract";
import {
  checkedDType,
  checkedShape,
  type DType,
  isFloat,
  type NDArray,
  readArray,
  sameShape,
  viewOf,
} from "./arrays";
import { broadcastShape } from "./broadcasting";
import { type Operation, operations } from "./operations";
import { structural } from "./structural";

/** One node of a computation; see NodeData for what travels. */
export interface Node {
  readonly id: number;
  readonly op: string;
  readonly symbol: string;
  readonly inputs: readonly number[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly name: string;
  readonly named: boolean;
  readonly scope: string;
  readonly contributions: readonly (Formula | null)[];
  /** The array of a leaf, a constant or an opaque node. */
  readonly held: NDArray | null;
  /** Of an opaque node, the local derivative by each input; null where it could not be found. */
  readonly partials: readonly (NDArray | null)[];
  /** Whether a person may change it: a leaf of floats. */
  readonly isLeaf: boolean;
  /** Whether the forward pass computes it. */
  readonly isComputed: boolean;
}

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

/** What is known about an operation of the table; undefined for leaves, constants and opaque nodes. */
export function operationOf(op: string): Operation | undefined {
  return Object.hasOwn(operations, op) ? operations[op] : undefined;
}

/** Whether a node's operation has a derivative by one of its inputs, even if only Python knows it. */
export function hasDerivative(node: Node, position: number): boolean {
  return node.op === "opaque" || differentiableBy(operationOf(node.op), position);
}

function differentiableBy(operation: Operation | undefined, position: number): boolean {
  if (operation === undefined) return false;
  return operation.differentiable[operation.variadic ? 0 : position] === true;
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
  if (!Array.isArray(data.nodes)) throw new Error("The graph has no list of nodes.");
  const values = viewOf(data.values);
  const nodes: Node[] = [];
  const byName = new Map<string, Node>();
  for (const sent of data.nodes) {
    const node = explained(nodes.length, sent, () => readNode(sent, nodes, values));
    if (byName.has(node.name))
      throw new Error(`Node ${node.id}: its name "${node.name}" is taken by another node.`);
    byName.set(node.name, node);
    nodes.push(node);
  }
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

/** Say which node it was that something is wrong with. */
function explained<T>(id: number, sent: NodeData, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const name = typeof sent?.name === "string" ? ` ("${sent.name}")` : "";
    throw new Error(`Node ${id}${name}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function readNode(sent: NodeData, earlier: readonly Node[], values: DataView): Node {
  if (typeof sent !== "object" || sent === null) throw new Error(`expected a node, got ${String(sent)}`);
  for (const name of ["op", "symbol", "name", "scope"] as const) {
    if (typeof sent[name] !== "string")
      throw new Error(`expected ${name} as text, got ${JSON.stringify(sent[name])}`);
  }
  if (typeof sent.named !== "boolean")
    throw new Error(`expected named as true or false, got ${String(sent.named)}`);
  const { op, symbol, name, named, scope } = sent;
  const shape = [...checkedShape(sent.shape)];
  const dtype = checkedDType(sent.dtype);
  const inputs = checkedInputs(sent.inputs, earlier);
  const options = checkedOptions(sent.options);
  checkOperation(op, inputs, options, shape);
  const isComputed = op !== "leaf" && op !== "constant";
  const contributions = checkedFormulas(sent.contributions);
  const held = heldArray(sent, values, shape, dtype);
  const partials = readPartials(sent, values, shape);
  const isLeaf = op === "leaf" && isFloat(dtype);
  const id = earlier.length;
  return {
    ...{ id, op, symbol, inputs: inputs.map((input) => input.id), options, shape, dtype, name, named, scope },
    ...{ contributions, held, partials, isLeaf, isComputed },
  };
}

function checkedInputs(sent: unknown, earlier: readonly Node[]): Node[] {
  if (!Array.isArray(sent)) throw new Error(`expected inputs as a list of ids, got ${JSON.stringify(sent)}`);
  return sent.map((id) => {
    const input = Number.isInteger(id) ? earlier[id] : undefined;
    if (input === undefined) throw new Error(`input ${JSON.stringify(id)} is not the id of an earlier node`);
    return input;
  });
}

function checkedOptions(sent: unknown): Readonly<Record<string, unknown>> {
  if (typeof sent === "object" && sent !== null && !Array.isArray(sent))
    return sent as Record<string, unknown>;
  throw new Error(`expected options by name, got ${JSON.stringify(sent)}`);
}

function checkOperation(
  op: string,
  inputs: readonly Node[],
  options: Readonly<Record<string, unknown>>,
  shape: readonly number[],
): void {
  if (op === "opaque") return;
  const known = operationOf(op);
  if (known === undefined && op !== "leaf" && op !== "constant") throw new Error(`unknown operation "${op}"`);
  checkArity(op, known, inputs.length);
  if (known === undefined) return;
  const shapes = inputs.map((input) => input.shape);
  const given = shapes.map((s) => `[${s}]`).join(" and ");
  const expected = known.forward ? broadcastShape(shapes) : structural[op]?.shape(shapes, options);
  if (expected === undefined) throw new Error(`the browser has no code for ${op}`);
  if (expected === null) throw new Error(`${op} of shapes ${given}, which do not broadcast`);
  if (!sameShape(expected, shape))
    throw new Error(`${op} of ${given} has shape [${expected}], not [${shape}]`);
}

function checkArity(op: string, known: Operation | undefined, count: number): void {
  const arity = known?.parameters.length ?? 0;
  const more = known?.variadic || known?.extras;
  if (more ? count >= arity : count === arity) return;
  throw new Error(`${op} takes ${arity} ${more ? "or more " : ""}inputs, got ${count}`);
}

function checkedFormulas(sent: unknown): (Formula | null)[] {
  if (Array.isArray(sent) && sent.every((formula) => formula === null || isFormula(formula))) return sent;
  throw new Error(`expected contributions as a list of formulas, got ${JSON.stringify(sent)}`);
}

function isFormula(sent: unknown): sent is Formula {
  if (typeof sent === "number" || typeof sent === "string") return true;
  return Array.isArray(sent) && typeof sent[0] === "string" && sent.slice(1).every(isFormula);
}

function heldArray(sent: NodeData, values: DataView, shape: readonly number[], dtype: DType): NDArray | null {
  if (["leaf", "constant", "opaque"].includes(sent.op)) return readArray(values, sent.at, shape, dtype);
  if (sent.at !== -1)
    throw new Error(`expected at as −1 for a node that is computed, got ${JSON.stringify(sent.at)}`);
  return null;
}

function readPartials(sent: NodeData, values: DataView, shape: readonly number[]): (NDArray | null)[] {
  const count = sent.op === "opaque" ? sent.inputs.length : 0;
  if (!Array.isArray(sent.partials) || sent.partials.length !== count) {
    throw new Error(`expected partials as a list of ${count}, got ${JSON.stringify(sent.partials)}`);
  }
  return sent.partials.map((at) => (at === -1 ? null : readArray(values, at, shape, "float64")));
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
  const above = nodes.map((node): Frozen | null => (node.op === "opaque" ? "opaque" : null));
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id] as Node;
    for (const input of above[id] ? node.inputs : indices(node)) {
      if (above[input] !== "opaque") above[input] = above[id] ?? "index";
    }
  }
  return nodes.map((node) => (node.op === "leaf" ? (above[node.id] ?? null) : null));
}

/** The inputs that were used as indices: which entries were picked was recorded, and stays. */
function indices(node: Node): readonly number[] {
  const known = operationOf(node.op);
  return known?.extras ? node.inputs.slice(known.parameters.length) : [];
}

function receivingPositions(node: Node, wants: readonly boolean[]): number[] {
  const positions = node.inputs.map((_, position) => position);
  return positions.filter((position) => {
    if (wants[node.inputs[position] as number] !== true) return false;
    return node.op === "opaque" ? node.partials[position] !== null : hasDerivative(node, position);
  });
}

function stoppedInputs(node: Node, wants: readonly boolean[]): number[] {
  return node.inputs.filter((input, position) => wants[input] === true && node.partials[position] === null);
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
