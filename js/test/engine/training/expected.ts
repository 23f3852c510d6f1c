/** What Python's own network classes gave: shuffles, graphs of networks, and trainings of a hundred steps. */

import type { GraphData } from "../../../src/contract";
import type { NDArray } from "../../../src/engine/arrays";
import { readGraph } from "../../../src/engine/graph";
import { lossGraph, type Network, predictionGraph } from "../../../src/engine/training/network";
import type { Rule } from "../../../src/engine/training/optimiser";
import { Trainer } from "../../../src/engine/training/trainer";
import vectors from "../../vectors.json";
import { bytes, decoded, type Encoded } from "../vectors";

/** A network, and what it is given. */
interface Sent {
  title: string;
  network: Network;
  X: Encoded;
  y: Encoded;
  parameters: Record<string, Encoded>;
}

interface SentNetwork extends Sent {
  graph: Omit<GraphData, "values"> & { values: string };
  loss: Encoded;
  predictions: Encoded;
  gradients: Record<string, Encoded>;
}

interface SentTraining extends Sent {
  seed: number;
  batchSize: number;
  rule: Rule;
  losses: Encoded;
  ends: Record<string, Encoded>;
}

const listed = vectors as unknown as {
  orders: [number, number, number, number[]][];
  networks: SentNetwork[];
  trainings: SentTraining[];
};

const named = (sent: Record<string, Encoded>) =>
  new Map(Object.entries(sent).map(([name, array]): [string, NDArray] => [name, decoded(array)]));

export const { orders } = listed;

export const networks = listed.networks.map(({ title, network, ...sent }) => ({
  ...{ title, network, X: decoded(sent.X), y: decoded(sent.y) },
  graph: { ...sent.graph, values: bytes(sent.graph.values) },
  parameters: named(sent.parameters),
  loss: decoded(sent.loss),
  predictions: decoded(sent.predictions),
  gradients: named(sent.gradients),
}));

export const trainings = listed.trainings.map(({ title, network, rule, seed, batchSize, ...sent }) => ({
  ...{ title, network, rule, seed, batchSize },
  samples: { X: decoded(sent.X), y: decoded(sent.y) },
  parameters: named(sent.parameters),
  losses: decoded(sent.losses).data,
  ends: named(sent.ends),
}));

/** A trainer of what Python trained. */
export function trainerOf(
  training: Pick<
    (typeof trainings)[number],
    "network" | "rule" | "seed" | "batchSize" | "samples" | "parameters"
  >,
  memory = 1e6,
): Trainer {
  const { network, rule, seed, batchSize, samples, parameters } = training;
  return new Trainer({
    lossGraph: (count) => readGraph(lossGraph(network, count)),
    predictionGraph: (count) => readGraph(predictionGraph(network, count)),
    parameters,
    settings: { rule, batchSize, l2: network.l2 ?? 0, samples, seed },
    memory,
  });
}
