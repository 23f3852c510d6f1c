/** Operations of the author's own: little graphs from Python, read and checked. */

import type { OperationData, PartData } from "../contract";
import { checkedFormulas, checkedTexts, type Node, readNodes } from "./node";
import type { Operation } from "./operations";

/** A little graph by which such an operation computes something from leaves called as its letters. */
export interface Part {
  readonly nodes: readonly Node[];
  readonly root: Node;
}

export interface Custom {
  readonly operation: Operation & { readonly name: string };
  /** Null if only Python can compute it. */
  readonly forward: Part | null;
  /** For each input: of an elementwise operation the local derivative, else what is handed back. */
  readonly derivatives: readonly (Part | null)[];
}

const RESERVED = ["leaf", "constant", "opaque"];

/** Read the operations of a graph, checking everything about them. */
export function readCustoms(sent: unknown, values: DataView): Custom[] {
  if (!Array.isArray(sent)) throw new Error("The graph has no list of operations");
  return sent.map((each: OperationData, i) => {
    try {
      return readCustom(each, values);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`Operation ${i}: ${message.replace(/\.$/, "")}.`);
    }
  });
}

function readCustom(sent: OperationData, values: DataView): Custom {
  if (typeof sent !== "object" || sent === null)
    throw new Error(`expected an operation, got ${String(sent)}`);
  for (const name of ["name", "symbol", "ties"] as const) {
    if (typeof sent[name] !== "string")
      throw new Error(`expected ${name} as text, got ${JSON.stringify(sent[name])}`);
  }
  const { name, symbol, ties } = sent;
  const kind = checkedKind(sent.kind);
  if (RESERVED.includes(name)) throw new Error(`it can't be called "${name}"`);
  const parameters = checkedTexts(sent.parameters, "parameters");
  const rules = checkedCount(checkedTexts(sent.rules, "rules"), parameters.length, "rules");
  const shown = checkedFormulas(sent.shown, "shown");
  const differentiable = checkedCount(checkedFlags(sent.differentiable), parameters.length, "differentiable");
  const operation = {
    ...{ name, symbol, kind, parameters, rules, ties, shown, differentiable },
    ...{ variadic: false, extras: false, proof: [] },
  } as const;
  const forward = readPart(sent.forward, values, parameters);
  const letters = [...parameters, "out", ...(kind === "other" ? ["g"] : [])];
  if (!Array.isArray(sent.derivatives)) throw new Error("it has no list of derivatives");
  const derivatives = checkedCount(sent.derivatives, parameters.length, "derivatives").map((part) =>
    readPart(part, values, letters),
  );
  for (const [i, part] of derivatives.entries()) {
    if (forward !== null && differentiable[i] && part === null)
      throw new Error(`its derivative ${i} is missing`);
  }
  return { operation, forward, derivatives };
}

function readPart(sent: PartData | null, values: DataView, leaves: readonly string[]): Part | null {
  if (sent === null) return null;
  if (typeof sent !== "object") throw new Error(`expected a little graph, got ${JSON.stringify(sent)}`);
  const nodes = readNodes(sent.nodes, { values, customs: [], leaves });
  const root = Number.isInteger(sent.root) ? nodes[sent.root] : undefined;
  if (root === undefined)
    throw new Error(`The root ${JSON.stringify(sent.root)} is not the id of one of ${nodes.length} nodes`);
  if (nodes.some(({ onlyPython }) => onlyPython)) throw new Error("It holds what only Python can compute");
  return { nodes, root };
}

function checkedKind(sent: unknown): "elementwise" | "other" {
  if (sent === "elementwise" || sent === "other") return sent;
  throw new Error(`expected kind as "elementwise" or "other", got ${JSON.stringify(sent)}`);
}

function checkedFlags(sent: unknown): boolean[] {
  if (Array.isArray(sent) && sent.every((flag) => typeof flag === "boolean")) return sent;
  throw new Error(`expected differentiable as a list of true and false, got ${JSON.stringify(sent)}`);
}

function checkedCount<T>(list: T[], count: number, what: string): T[] {
  if (list.length === count) return list;
  throw new Error(`expected ${what} for ${count} inputs, got ${list.length}`);
}
