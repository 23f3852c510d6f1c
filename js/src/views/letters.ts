// What stands for the letters of an operation's formulas when it is shown on one node.

import type { Formula } from "../contract";
import type { NDArray } from "../engine/arrays";
import { substitute } from "../engine/formula";
import type { Graph, Node } from "../engine/graph";
import { letters } from "../engine/node";
import type { Run } from "../engine/run";
import { spoken } from "../engine/steps";
import { derivativeSlot, nameSlot, numberSlot, type Slots } from "./formula";

const SUBSCRIPT_ONE = "₁".charCodeAt(0);
const counted = new WeakMap<Graph, Map<number, number>>();

/** A node's operation on letters, such as ["multiply", "x", "y"], and those of its options that are told. */
export function appliedFormula(node: Node): Formula {
  return [spoken(node), ...letters(node), ...node.told];
}

/** What an input is called in its place: x, or x₁ and x₂ where one value stands in two places. */
export function placeName(graph: Graph, node: Node, position: number): string {
  const input = node.inputs[position] as number;
  const { name } = graph.nodes[input] as Node;
  const places = node.inputs.flatMap((each, place) => (each === input ? [place] : []));
  return places.length === 1 ? name : name + String.fromCharCode(SUBSCRIPT_ONE + places.indexOf(position));
}

/** Of how many parts a node's gradient is made in the end. */
export function partsOf(graph: Graph, id: number): number {
  let parts = counted.get(graph);
  if (!parts) {
    parts = new Map();
    for (const each of graph.backwardOrder) {
      for (const position of graph.receiving[each] ?? []) {
        const input = graph.nodes[each]?.inputs[position] as number;
        parts.set(input, (parts.get(input) ?? 0) + 1);
      }
    }
    counted.set(graph, parts);
  }
  return parts.get(id) ?? 0;
}

/**
 * Names for the letters of a node's formulas: its inputs', its own for out, ∂root/∂node for g. With `apart`, one value
 * in two places has two names.
 */
export function nameSlots(graph: Graph, run: Run, node: Node, apart = false): Slots {
  const slots: Record<string, Slots[string]> = {
    out: nameSlot(node.name),
    g: derivativeSlot(graph.root.name, node.name),
  };
  letters(node).forEach((letter, i) => {
    const input = graph.nodes[node.inputs[i] as number] as Node;
    const array = run.data[input.id] as NDArray;
    slots[letter] =
      input.op === "constant" ? numberSlot(array) : nameSlot(apart ? placeName(graph, node, i) : input.name);
  });
  return slots;
}

/** Numbers for the letters of a node's inputs. */
export function numberSlots(run: Run, node: Node): Slots {
  const entries = letters(node).map((letter, i) => {
    return [letter, numberSlot(run.data[node.inputs[i] as number] as NDArray)] as const;
  });
  return Object.fromEntries(entries);
}

/** A formula in which scalar constants are numbers already, so that 2·x**(2 − 1) reads 2·x. */
export function withConstants(graph: Graph, run: Run, node: Node, formula: Formula): Formula {
  const constants: Record<string, Formula> = {};
  letters(node).forEach((letter, i) => {
    const input = graph.nodes[node.inputs[i] as number] as Node;
    const array = run.data[input.id];
    if (input.op === "constant" && array?.shape.length === 0) constants[letter] = array.data[0] as number;
  });
  return substitute(formula, constants);
}
