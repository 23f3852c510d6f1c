/** One node of a computation as it arrives from Python: read, checked, and asked about. */

import type { Formula, NodeData } from "../contract";
import {
  checkedDType,
  checkedShape,
  type DType,
  isFloat,
  type NDArray,
  readArray,
  sameShape,
} from "./arrays";
import { broadcastShape } from "./broadcasting";
import type { Custom, Part } from "./custom";
import { type Operation, operations } from "./operations";
import { structural } from "./structural";

/** One node of a computation; see NodeData for what travels. */
export interface Node {
  readonly id: number;
  readonly op: string;
  readonly symbol: string;
  readonly inputs: readonly number[];
  /** What is known about its operation; null for leaves, constants and opaque nodes. */
  readonly operation: Operation | null;
  /** How it is computed, if its operation is one of the author's own. */
  readonly custom: Custom | null;
  readonly options: Readonly<Record<string, unknown>>;
  /** Those options that sentences tell, as text. */
  readonly told: readonly string[];
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly name: string;
  readonly named: boolean;
  readonly scope: string;
  readonly contributions: readonly (Formula | null)[];
  /** The array of what is not computed here. */
  readonly held: NDArray | null;
  /** Whether only Python can compute it. */
  readonly onlyPython: boolean;
  /**
   * Of what only Python can compute, the local derivative by each input, null where it is not known: in the output's
   * shape, or of an operation that is not elementwise, for each entry of the output one for each of the input.
   */
  readonly partials: readonly (NDArray | null)[];
  /** Whether a person may change it: a leaf of floats. */
  readonly isLeaf: boolean;
  /** Whether the forward pass computes it. */
  readonly isComputed: boolean;
}

/** What is known about an operation of the table. */
export function operationOf(op: string): Operation | null {
  return Object.hasOwn(operations, op) ? (operations[op] as Operation) : null;
}

/** Whether a node's operation has a derivative by one of its inputs, even if only Python knows it. */
export function hasDerivative({ op, operation }: Node, position: number): boolean {
  if (operation === null) return op === "opaque";
  return operation.differentiable[operation.variadic ? 0 : position] === true;
}

/** What formulas call a node's inputs: x and y, of a list x1 and x2, made up where only Python knows the operation. */
export function letters({ operation, inputs }: Pick<Node, "operation" | "inputs">): string[] {
  const known = operation?.variadic ? [] : (operation?.parameters ?? []);
  const stem = operation?.variadic ? operation.parameters[0] : operation ? "index" : "x";
  return inputs.map((_, i) => known[i] ?? `${stem}${i + 1 - known.length}`);
}

/** Why the derivative by one input is what it is. */
export function reason(node: Node, position: number): string {
  const rules = node.operation?.rules ?? [];
  return rules[Math.min(position, rules.length - 1)] ?? "";
}

/** What a node is read from. */
export interface Source {
  readonly values: DataView;
  /** Operations of the author's own. */
  readonly customs: readonly Custom[];
  /** Of the little graph of such an operation: what its leaves, which hold no arrays, may be called. */
  readonly leaves?: readonly string[];
}

/** Read nodes, checking everything about them. */
export function readNodes(sent: unknown, source: Source): Node[] {
  if (!Array.isArray(sent)) throw new Error("The graph has no list of nodes.");
  const nodes: Node[] = [];
  const names = new Set<string>();
  for (const each of sent as NodeData[]) {
    const node = explained(nodes.length, each, () => readNode(each, nodes, source));
    if (names.has(node.name))
      throw new Error(`Node ${node.id}: its name "${node.name}" is taken by another node.`);
    names.add(node.name);
    nodes.push(node);
  }
  return nodes;
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

function readNode(sent: NodeData, earlier: readonly Node[], source: Source): Node {
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
  const custom = checkedCustom(sent, source);
  const operation = custom === null ? operationOf(op) : custom.operation;
  checkOperation(sent, operation, inputs);
  if (custom !== null) checkParts(custom, inputs, shape, dtype);
  else if (operation !== null) checkShape(op, operation, inputs, options, shape);
  const onlyPython = op === "opaque" || (custom !== null && custom.forward === null);
  return {
    ...{ id: earlier.length, op, symbol, inputs: inputs.map((input) => input.id), operation, custom },
    ...{ options, shape, dtype, name, named, scope, onlyPython },
    told: checkedTexts(sent.told, "told"),
    contributions: checkedFormulas(sent.contributions, "contributions"),
    held: heldArray(sent, source, onlyPython, shape, dtype),
    partials: readPartials(sent, source.values, { operation, inputs, onlyPython, shape }),
    isLeaf: op === "leaf" && isFloat(dtype),
    isComputed: op !== "leaf" && op !== "constant",
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

/** The operation of the author's own that a node names. */
function checkedCustom(sent: NodeData, { customs, leaves }: Source): Custom | null {
  if (sent.custom === -1) return null;
  const custom = Number.isInteger(sent.custom) ? customs[sent.custom] : undefined;
  if (custom === undefined || leaves !== undefined)
    throw new Error(`custom ${JSON.stringify(sent.custom)} is not the place of an operation`);
  if (custom.operation.name !== sent.op)
    throw new Error(`its operation "${sent.op}" is called "${custom.operation.name}" in the list`);
  return custom;
}

function checkOperation({ op }: NodeData, operation: Operation | null, inputs: readonly Node[]): void {
  if (op === "opaque") return;
  if (operation === null && op !== "leaf" && op !== "constant") throw new Error(`unknown operation "${op}"`);
  checkArity(op, operation, inputs.length);
}

function checkShape(
  op: string,
  operation: Operation,
  inputs: readonly Node[],
  options: Readonly<Record<string, unknown>>,
  shape: readonly number[],
): void {
  const shapes = inputs.map((input) => input.shape);
  const given = shapes.map((s) => `[${s}]`).join(" and ");
  const expected = operation.forward ? broadcastShape(shapes) : structural[op]?.shape(shapes, options);
  if (expected === undefined) throw new Error(`the browser has no code for ${op}`);
  if (expected === null) throw new Error(`${op} of shapes ${given}, which do not broadcast`);
  if (!sameShape(expected, shape))
    throw new Error(`${op} of ${given} has shape [${expected}], not [${shape}]`);
}

/** Check that the little graphs of an author's own operation take what a node gives them, and give what it expects. */
function checkParts(custom: Custom, inputs: readonly Node[], shape: readonly number[], dtype: DType): void {
  const { kind, name, parameters } = custom.operation;
  const shapes = new Map<string, readonly number[]>([
    ["out", shape],
    ["g", shape],
    ...parameters.map((letter, i) => [letter, inputs[i]?.shape ?? []] as const),
  ]);
  const parts = [custom.forward, ...custom.derivatives].filter((part) => part !== null);
  for (const leaf of parts.flatMap(({ nodes }) => nodes.filter(({ op }) => op === "leaf"))) {
    const given = shapes.get(leaf.name) ?? [];
    if (!sameShape(given, leaf.shape))
      throw new Error(`${name} expects ${leaf.name} of shape [${leaf.shape}], not [${given}]`);
  }
  if (custom.forward !== null) {
    const { root } = custom.forward;
    if (!sameShape(root.shape, shape) || root.dtype !== dtype)
      throw new Error(`${name} gives ${root.dtype} of shape [${root.shape}], not ${dtype} of [${shape}]`);
  }
  for (const [i, part] of custom.derivatives.entries()) {
    const target = kind === "elementwise" ? shape : (inputs[i]?.shape ?? []);
    if (part !== null && !reaches(part, target, kind === "elementwise"))
      throw new Error(`its derivative ${i} has shape [${part.root.shape}], which does not fit [${target}]`);
  }
}

/** Whether a local derivative can be stretched to the output's shape, or a product summed to the input's. */
function reaches({ root }: Part, target: readonly number[], stretched: boolean): boolean {
  const joint = broadcastShape([root.shape, target]);
  return joint !== null && sameShape(joint, stretched ? target : root.shape);
}

function checkArity(op: string, known: Operation | null, count: number): void {
  const arity = known?.parameters.length ?? 0;
  const more = known?.variadic || known?.extras;
  if (more ? count >= arity : count === arity) return;
  throw new Error(`${op} takes ${arity} ${more ? "or more " : ""}inputs, got ${count}`);
}

/** Formulas as they came, if they are some. */
export function checkedFormulas(sent: unknown, what: string): (Formula | null)[] {
  if (Array.isArray(sent) && sent.every((formula) => formula === null || isFormula(formula))) return sent;
  throw new Error(`expected ${what} as a list of formulas, got ${JSON.stringify(sent)}`);
}

/** A list of texts as it came, if it is one. */
export function checkedTexts(sent: unknown, what: string): string[] {
  if (Array.isArray(sent) && sent.every((text) => typeof text === "string")) return sent;
  throw new Error(`expected ${what} as a list of texts, got ${JSON.stringify(sent)}`);
}

function isFormula(sent: unknown): sent is Formula {
  if (typeof sent === "number" || typeof sent === "string") return true;
  return Array.isArray(sent) && typeof sent[0] === "string" && sent.slice(1).every(isFormula);
}

function heldArray(
  sent: NodeData,
  { values, leaves }: Source,
  onlyPython: boolean,
  shape: readonly number[],
  dtype: DType,
): NDArray | null {
  const isLetter = sent.op === "leaf" && leaves !== undefined;
  if (isLetter && !leaves.includes(sent.name)) throw new Error(`expected a leaf among ${leaves.join(", ")}`);
  const holds = onlyPython || sent.op === "constant" || (sent.op === "leaf" && !isLetter);
  if (holds) return readArray(values, sent.at, shape, dtype);
  if (sent.at !== -1)
    throw new Error(`expected at as −1 for a node that is computed, got ${JSON.stringify(sent.at)}`);
  return null;
}

function readPartials(
  sent: NodeData,
  values: DataView,
  node: {
    operation: Operation | null;
    inputs: readonly Node[];
    onlyPython: boolean;
    shape: readonly number[];
  },
): (NDArray | null)[] {
  const { operation, inputs, onlyPython, shape } = node;
  const count = onlyPython ? inputs.length : 0;
  if (!Array.isArray(sent.partials) || sent.partials.length !== count) {
    throw new Error(`expected partials as a list of ${count}, got ${JSON.stringify(sent.partials)}`);
  }
  return sent.partials.map((at, position) => {
    if (at === -1) return null;
    const own = (inputs[position] as Node).shape;
    if (operation?.kind === "other")
      return readArray(values, at, checkedShape([...shape, ...own]), "float64");
    const joint = broadcastShape([shape, own]);
    if (joint === null || !sameShape(joint, shape))
      throw new Error(`input ${position} of shape [${own}] has no derivative of shape [${shape}]`);
    return readArray(values, at, shape, "float64");
  });
}
