/** Graphs for the views: long ones, wide ones, and ones made at random. */

import type { NodeData } from "../../src/contract";
import { type Graph, readGraph } from "../../src/engine/graph";
import { recorded } from "../engine/graphs";
import { programs } from "../engine/vectors";

type Said = Partial<NodeData> & { name: string };

/** Collects nodes, and gives each its number. */
class Recorder {
  readonly nodes: Said[] = [];
  readonly numbers: number[] = [];

  constructor(private readonly next: () => number = () => 1.5) {}

  leaf(name = `x${this.nodes.length}`): number {
    this.numbers.push(this.next());
    return this.nodes.push({ name, at: this.numbers.length - 1 }) - 1;
  }

  constant(): number {
    const id = this.leaf();
    Object.assign(this.nodes[id] as Said, { op: "constant", named: false });
    return id;
  }

  add(op: string, ...inputs: number[]): number {
    return this.nodes.push({ name: `v${this.nodes.length}`, op, inputs }) - 1;
  }

  read(): Graph {
    return readGraph(recorded(this.numbers, ...this.nodes));
  }
}

/** A chain of operations on one leaf, every other one with a bare number. */
export function chain(length: number): Graph {
  const made = new Recorder();
  let last = made.leaf();
  for (let i = 0; i < length; i++)
    last = i % 2 ? made.add("tanh", last) : made.add("multiply", last, made.constant());
  return made.read();
}

/** x₁ · w₁ + x₂ · w₂ + …: all products, then their sum, as a neuron with many inputs is written. */
export function neuron(inputs: number): Graph {
  const made = new Recorder();
  const products = Array.from({ length: inputs }, () => made.add("multiply", made.leaf(), made.leaf()));
  products.reduce((sum, product) => made.add("add", sum, product));
  return made.read();
}

/** A chain whose first leaf is not used before the end, as the target of a loss. */
export function chainWithTarget(length: number): Graph {
  const made = new Recorder();
  const target = made.leaf("target");
  let last = made.leaf();
  for (let i = 0; i < length; i++) last = made.add("tanh", last);
  made.add("subtract", last, target);
  return made.read();
}

/** Where x is positive one number, elsewhere another: two bare numbers on one operation. */
export function choice(): Graph {
  const made = new Recorder();
  const x = made.leaf("x");
  const positive = made.add("greater", x, made.constant());
  made.add("multiply", made.add("where", positive, made.constant(), made.constant()), x);
  return made.read();
}

/** A graph made at random, the same one for the same seed; `numbers` chooses the leaves' numbers only. */
export function randomGraph(seed: number, size: number, numbers = seed): Graph {
  const random = randomNumbers(seed);
  const made = new Recorder(randomNumbers(numbers));
  const values = () => made.nodes.flatMap(({ op }, id) => (op === "constant" ? [] : [id])); // a bare number is used once
  const any = () => values()[Math.floor(random() * values().length)] as number;
  const used = () => (random() < 0.3 ? made.leaf() : any());
  made.leaf();
  while (made.nodes.length < size) {
    const chance = random();
    if (chance < 0.25) made.add(chance < 0.12 ? "tanh" : "negative", used());
    else if (chance < 0.45)
      made.add("multiply", ...(chance < 0.35 ? [used(), made.constant()] : [made.constant(), used()]));
    else if (chance < 0.55) made.add("where", made.add("greater", used(), made.constant()), used(), used());
    else made.add(chance < 0.75 ? "add" : "subtract", used(), used());
  }
  const unused = made.nodes
    .map((_, id) => id)
    .filter((id) => !made.nodes.some((node) => node.inputs?.includes(id)));
  unused.reduce((sum, id) => made.add("add", sum, id));
  return made.read();
}

/** Numbers from 0 to 1 that look random (mulberry32, T. Ettinger 2017). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Small graphs with a title: one for each operation that Python recorded, and some made at random. */
export const drawn: readonly (readonly [string, Graph])[] = [
  ...programs
    .filter(({ title }, i, all) => i < 9 || title.split(" ")[0] !== all[i - 1]?.title.split(" ")[0])
    .map(({ title, graph }) => [title, readGraph(graph)] as const),
  ...Array.from(
    { length: 20 },
    (_, seed) => [`random graph ${seed}`, randomGraph(seed, 5 + 2 * seed)] as const,
  ),
  ["a neuron of 12 inputs", neuron(12)],
  ["a chain of 20", chain(20)],
];
