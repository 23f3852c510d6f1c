/** The graphs of a multi-layer perceptron and its loss, as Python records them: autograd_widgets/nn in TypeScript. */

import { type Formula, type GraphData, type NodeData, VERSION } from "../../contract";
import { byteLength, type DType, type NDArray, size, stored } from "../arrays";
import { operationOf } from "../node";
import { uniform } from "./shuffle";

/** What a network is, and what it is trained for. */
export interface Network {
  readonly inputs: number;
  /** Neurons of each layer; the last is the number of outputs. */
  readonly sizes: readonly number[];
  /** Names, or null for none. */
  readonly activation: string | null;
  readonly outputActivation: string | null;
  /** The name of a loss. */
  readonly loss: string;
  /** Of a loss that is a mean, the sum instead. */
  readonly summed?: boolean;
  /** How strongly large parameters are punished; null for a graph in which they are not. */
  readonly l2: number | null;
  readonly dtype: "float64" | "float32";
}

/** What a graph calls the constants that may be exchanged: targets, and how strongly large parameters are punished. */
export const TARGETS = "y";
export const STRENGTH = "l2";
export const INPUTS = "X";

const SLOPES: Readonly<Record<string, number>> = { leaky_relu: 0.01, elu: 1 };
const WITH_CORNERS = ["relu", "leaky_relu", "softplus", "silu", "gelu", "elu"];
const LOSSES: Readonly<Record<string, (graph: Recorder, predicted: number, summed: boolean) => number>> = {
  squared_error: (graph, p, summed) => graph.reduced(graph.op("square", difference(graph, p)), summed),
  absolute_error: (graph, p, summed) => graph.reduced(graph.op("absolute", difference(graph, p)), summed),
  huber: (graph, p, summed) => {
    const distance = graph.op("absolute", difference(graph, p));
    const near = graph.op("minimum", distance, graph.constant(1));
    const half = graph.op("multiply", near, graph.constant(0.5));
    return graph.reduced(graph.op("multiply", near, graph.op("subtract", distance, half)), summed);
  },
  hinge: (graph, p, summed) => {
    const score = graph.op("multiply", p, targets(graph, p));
    return graph.reduced(graph.op("relu", graph.op("subtract", graph.constant(1), score)), summed);
  },
  // Python takes 1 − 2y before anything is recorded, the same number: here y is to be exchanged
  binary_cross_entropy: (graph, p, summed) => {
    const twice = graph.op("multiply", targets(graph, p), graph.constant(2));
    const sign = graph.op("subtract", graph.constant(1), twice);
    return graph.reduced(graph.op("softplus", graph.op("multiply", p, sign)), summed);
  },
  cross_entropy: (graph, p) => {
    const [count = 1] = graph.shapeOf(p);
    const y = graph.held("constant", TARGETS, [count], "int64");
    const parts: Formula = ["subtract", ["softmax", "logits"], ["one_hot", "targets"]];
    const share: Formula = ["multiply", "g", ["divide", parts, count]];
    return graph.node("cross_entropy", [p, y], [], {}, [share, null]);
  },
};

/** The names of the losses that the browser can build. */
export const LOSS_NAMES: readonly string[] = Object.keys(LOSSES);

/** The shapes of a network's parameters, by name, in order. */
export function parameterShapes({ inputs, sizes }: Network): Map<string, number[]> {
  return new Map(
    sizes.flatMap((count, i): [string, number[]][] => [
      [`W${i + 1}`, [sizes[i - 1] ?? inputs, count]],
      [`b${i + 1}`, [count]],
    ]),
  );
}

/** New parameters: He's for relu and its kind, Xavier's for others, biases 0. */
export function drawn(network: Network, seed: number): Map<string, NDArray> {
  const { sizes, dtype, activation, outputActivation } = network;
  const made = new Map<string, NDArray>();
  for (const [name, shape] of parameterShapes(network)) {
    const [before, after] = shape as [number, number?];
    const bend = name === `W${sizes.length}` ? outputActivation : activation;
    const fans = bend !== null && WITH_CORNERS.includes(bend) ? before : before + (after ?? 0);
    const bound = after === undefined ? 0 : Math.sqrt(6 / fans);
    const numbers = uniform(size(shape), seed, made.size).map((u) => (2 * u - 1) * bound);
    made.set(name, stored(numbers, shape, dtype));
  }
  return made;
}

/** The graph of a batch: its roots are the loss and the predictions. */
export function lossGraph(network: Network, samples: number): GraphData {
  const graph = new Recorder(network.dtype);
  const predicted = predictions(graph, network, samples);
  const found = (LOSSES[network.loss] as (typeof LOSSES)[string])(graph, predicted, network.summed ?? false);
  const loss = network.l2 === null ? found : graph.op("add", found, penalty(graph, network));
  return graph.data([loss, predicted]);
}

/** The graph of a network's predictions alone. */
export function predictionGraph(network: Network, samples: number): GraphData {
  const graph = new Recorder(network.dtype);
  return graph.data([predictions(graph, network, samples)]);
}

function predictions(graph: Recorder, network: Network, samples: number): number {
  const { inputs, sizes, activation, outputActivation } = network;
  for (const [name, shape] of parameterShapes(network)) {
    graph.scope = `mlp/layer ${name.slice(1)}`;
    graph.held("leaf", name, shape);
  }
  graph.scope = "";
  let x = graph.held("leaf", INPUTS, [samples, inputs]);
  for (const [i, count] of sizes.entries()) {
    graph.scope = `mlp/layer ${i + 1}`;
    x = graph.node("matmul", [x, 2 * i], [samples, count], {}, [
      ["matmul", "g", ["transpose", "y"]],
      ["matmul", ["transpose", "x"], "g"],
    ]);
    x = graph.op("add", x, 2 * i + 1);
    const bend = i === sizes.length - 1 ? outputActivation : activation;
    const slope = bend === null ? undefined : SLOPES[bend];
    if (bend !== null) x = graph.op(bend, x, ...(slope === undefined ? [] : [graph.constant(slope)]));
  }
  graph.scope = "mlp";
  if (sizes.at(-1) === 1) x = graph.node("reshape", [x], [samples], { shape: [samples] }, [["column", "g"]]);
  graph.scope = "";
  return x;
}

function targets(graph: Recorder, predicted: number): number {
  return graph.held("constant", TARGETS, graph.shapeOf(predicted));
}

function difference(graph: Recorder, predicted: number): number {
  return graph.op("subtract", predicted, targets(graph, predicted));
}

function penalty(graph: Recorder, { sizes, l2 }: Network): number {
  const squares = Array.from({ length: 2 * sizes.length }, (_, i) =>
    graph.reduced(graph.op("square", i), true),
  );
  const total = squares.reduce((sum, square) => graph.op("add", sum, square));
  return graph.op("multiply", total, graph.constant(l2 ?? 0, STRENGTH));
}

/** Writes down nodes as they come. */
class Recorder {
  scope = "";
  private readonly nodes: NodeData[] = [];
  private readonly numbers: [at: number, number][] = [];
  private bytes = 0;
  private counts = { "constant ": 0, v: 0 };

  constructor(private readonly dtype: DType) {}

  shapeOf(id: number): number[] {
    return (this.nodes[id] as NodeData).shape;
  }

  /** A leaf or a constant, of zeros. */
  held(op: "leaf" | "constant", name: string, shape: number[], dtype = this.dtype): number {
    const at = this.bytes;
    this.bytes += 8 * Math.ceil(byteLength(shape, dtype) / 8);
    return this.add({ op, name, shape, dtype, at, named: op === "leaf" });
  }

  /** A number. */
  constant(x: number, name = this.next("constant ")): number {
    this.numbers.push([this.bytes, x]);
    return this.held("constant", name, []);
  }

  /** An elementwise operation; its first input, or the second if that one is a number, has its shape. */
  op(op: string, ...inputs: number[]): number {
    const shapes = inputs.map((id) => this.shapeOf(id));
    const largest = shapes.reduce((one, other) => (other.length > one.length ? other : one));
    return this.node(op, inputs, largest);
  }

  /** The mean of all entries, or the sum. */
  reduced(input: number, summed: boolean): number {
    const shape = this.shapeOf(input);
    const share: Formula = summed ? "g" : ["divide", "g", size(shape)];
    const options = { axis: shape.map((_, axis) => axis), keepdims: false };
    return this.node(summed ? "sum" : "mean", [input], [], options, [["spread", share]]);
  }

  node(
    op: string,
    inputs: number[],
    shape: number[],
    options = {},
    contributions: (Formula | null)[] = [],
  ): number {
    const { dtype } = this;
    return this.add({ op, inputs, shape, dtype, options, contributions, name: this.next("v") });
  }

  data(roots: number[]): GraphData {
    const values = new DataView(new ArrayBuffer(this.bytes));
    for (const [at, x] of this.numbers) {
      if (this.dtype === "float32") values.setFloat32(at, x, true);
      else values.setFloat64(at, x, true);
    }
    return { version: VERSION, nodes: this.nodes, roots, operations: [], values };
  }

  private add(said: Pick<NodeData, "op" | "name" | "shape" | "dtype"> & Partial<NodeData>): number {
    const { scope } = this;
    const symbol = operationOf(said.op)?.symbol ?? "";
    const nothing = { custom: -1, inputs: [], options: {}, told: [], partials: [], contributions: [] };
    return this.nodes.push({ ...nothing, symbol, scope, at: -1, named: false, ...said }) - 1;
  }

  private next(stem: "constant " | "v"): string {
    this.counts[stem]++;
    return `${stem}${this.counts[stem]}`;
  }
}
