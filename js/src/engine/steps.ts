/** The steps of both passes, each with its sentence: autograd_widgets/graph/steps.py in TypeScript. */

import { TEMPLATES } from "../contract";
import { type NDArray, size } from "./arrays";
import { application } from "./formula";
import type { Graph, Node } from "./graph";
import { FEW, formatArray } from "./numbers";
import type { Backward, Contribution, Run } from "./run";

/** Where a person is: before anything, or just after one operation of a pass. */
export type Step =
  | { kind: "start" }
  | { kind: "forward"; node: number }
  | { kind: "seed"; node: number }
  | { kind: "backward"; node: number; index: number }; // index in Run.backward

/** What is known after some steps; null where nothing is yet. */
export interface Progress {
  data(id: number): NDArray | null;
  gradient(id: number): NDArray | null;
}

/** The steps of a graph. The first one is the start, before anything. */
export function listSteps(graph: Graph): Step[] {
  const computed = graph.nodes.filter((node) => node.isComputed);
  return [
    { kind: "start" },
    ...computed.map((node): Step => ({ kind: "forward", node: node.id })),
    { kind: "seed", node: graph.root.id },
    ...graph.backwardOrder.map((node, index): Step => ({ kind: "backward", node, index })),
  ];
}

/** Tell a step: what it does in a few words, and what happens, with the numbers. */
export function tell(graph: Graph, run: Run, step: Step): { heading: string; sentence: string } {
  if (step.kind === "start") {
    return { heading: fill("start_heading", {}), sentence: fill("start", { root: graph.root.name }) };
  }
  const node = graph.nodes[step.node] as Node;
  if (step.kind === "forward") return tellForward(graph, run, node);
  if (step.kind === "seed") {
    const texts = { node: node.name, gradient: formatArray(run.seed) };
    const sentence = fill(node.shape.length > 0 ? "seed_array" : "seed", texts);
    return { heading: fill("seed_heading", texts), sentence };
  }
  return tellBackward(graph, run, node, run.backward[step.index] as Backward);
}

/** What a sentence calls a node: a constant goes by its number. */
export function shownName(graph: Graph, run: Run, id: number): string {
  const node = graph.nodes[id] as Node;
  return node.op === "constant" ? formatArray(run.data[id] as NDArray) : node.name;
}

function fill(template: keyof typeof TEMPLATES, texts: Readonly<Record<string, string>>): string {
  return TEMPLATES[template].replace(/\{(\w+)\}/g, (_, blank: string) => texts[blank] ?? "");
}

/** What a node's operation is called in sentences and formulas: an index, for example, by what it picks. */
export function spoken(node: Node): string {
  const { written } = node.options;
  if (node.op === "opaque") return node.symbol || "function";
  return typeof written === "string" ? written : node.op;
}

function appliedToNames(graph: Graph, run: Run, node: Node): string {
  return application(spoken(node), [...node.inputs.map((id) => shownName(graph, run, id)), ...node.told]);
}

function tellForward(graph: Graph, run: Run, node: Node): { heading: string; sentence: string } {
  const inputs = node.inputs.map((id) => run.data[id] as NDArray);
  const result = run.data[node.id] as NDArray;
  const texts = {
    known: known(graph, node),
    node: node.name,
    names: appliedToNames(graph, run, node),
    numbers: application(spoken(node), [...inputs.map((input) => formatArray(input)), ...node.told]),
    result: formatArray(result),
  };
  const small = [result, ...inputs].every((array) => array.data.length <= FEW);
  const template = node.op === "opaque" ? "opaque" : small ? "forward" : "forward_large";
  return { heading: fill("forward_heading", texts), sentence: fill(template, texts) };
}

/** That the inputs are known, each named once. */
function known(graph: Graph, node: Node): string {
  const inputs = node.inputs.map((id) => graph.nodes[id] as Node).filter(({ op }) => op !== "constant");
  const names = [...new Set(inputs.map(({ name }) => name))];
  const last = names.pop() ?? "";
  return fill(names.length > 0 ? "known_several" : "known_one", { others: names.join(", "), last });
}

function tellBackward(
  graph: Graph,
  run: Run,
  node: Node,
  pass: Backward,
): { heading: string; sentence: string } {
  const parts: string[] = [];
  for (const [position, id] of node.inputs.entries()) {
    const part = pass.contributions.find((contribution) => contribution.position === position);
    const input = (graph.nodes[id] as Node).name;
    if (part !== undefined) parts.push(tellPart(input, pass.upstream, part));
    else if (pass.stopped.includes(id)) parts.push(fill("part_stopped", { input, node: node.name }));
  }
  const names = appliedToNames(graph, run, node);
  const texts = { node: node.name, names, upstream: formatArray(pass.upstream), parts: parts.join("; ") };
  return { heading: fill("backward_heading", texts), sentence: fill("backward", texts) };
}

function tellPart(input: string, upstream: NDArray, part: Contribution): string {
  const { local, amount, count, before, after } = part;
  let text = fill(local !== null && size(local.shape) <= FEW ? "part" : "part_large", {
    input,
    upstream: formatArray(upstream),
    local: local === null ? "" : formatArray(local),
    amount: formatArray(amount),
  });
  if (count > 1) text += fill("summed", { count: String(count) });
  if (before !== null) text += fill("second", { before: formatArray(before), after: formatArray(after) });
  return text;
}

/** When each thing becomes known, in steps. */
interface Schedule {
  /** By node: its forward step. */
  readonly data: readonly (number | undefined)[];
  readonly seed: number;
  /** By index in Run.backward: its step. */
  readonly backward: readonly (number | undefined)[];
}

/** By node: each part of its gradient, by index in Run.backward, with the sum so far. */
type Receipts = readonly (readonly { readonly index: number; readonly sum: NDArray }[])[];

// Made once for a list of steps and once for a run, when first asked for, so that a step costs no walk over the graph.
const schedules = new WeakMap<readonly Step[], Schedule>();
const receipts = new WeakMap<Run, Receipts>();

/** What is known after a number of steps. Leaves and constants have their data from the start. */
export function progress(graph: Graph, run: Run, steps: readonly Step[], step: number): Progress {
  const schedule = remembered(schedules, steps, scheduleOf);
  const isDone = (at: number | undefined) => at !== undefined && at <= step;
  return {
    data: (id) => (!graph.nodes[id]?.isComputed || isDone(schedule.data[id]) ? (run.data[id] ?? null) : null),
    gradient: (id) => {
      if (id === graph.root.id) return isDone(schedule.seed) ? run.seed : null;
      const received = remembered(receipts, run, receiptsOf)[id] ?? [];
      let count = received.length;
      while (count > 0 && !isDone(schedule.backward[received[count - 1]?.index as number])) count--;
      return received[count - 1]?.sum ?? null;
    },
  };
}

function remembered<K extends object, T>(memory: WeakMap<K, T>, key: K, make: (key: K) => T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  memory.set(key, made);
  return made;
}

function scheduleOf(steps: readonly Step[]): Schedule {
  const data: number[] = [];
  const backward: number[] = [];
  let seed = Number.POSITIVE_INFINITY;
  for (const [at, step] of steps.entries()) {
    if (step.kind === "forward") data[step.node] = at;
    else if (step.kind === "seed") seed = at;
    else if (step.kind === "backward") backward[step.index] = at;
  }
  return { data, seed, backward };
}

function receiptsOf(run: Run): Receipts {
  const received = run.data.map((): { index: number; sum: NDArray }[] => []);
  for (const [index, pass] of run.backward.entries()) {
    for (const { input, after } of pass.contributions) received[input]?.push({ index, sum: after });
  }
  return received;
}
