// What is trained, as Python described it: graphs, samples and parameters. All that came is checked.

import type { ArrayData, ChangeData, NetworkData, PlayerState } from "../../contract";
import { fromData, type NDArray, type Numbers, size } from "../../engine/arrays";
import { type Graph, readGraph } from "../../engine/graph";
import {
  LOSS_NAMES,
  lossGraph,
  type Network,
  parameterShapes,
  predictionGraph,
} from "../../engine/training/network";
import type { Rule } from "../../engine/training/optimiser";
import { countOf, firstOf, type Samples } from "../../engine/training/samples";
import { uniform } from "../../engine/training/shuffle";
import type { Settings } from "../../engine/training/steering";

export interface Model {
  /** null if it is no MLP. */
  readonly network: Network | null;
  readonly lossGraph: (samples: number, punished: boolean) => Graph;
  readonly predictionGraph: (samples: number) => Graph;
  readonly parameters: ReadonlyMap<string, NDArray>;
  readonly samples: Samples;
  readonly held: Samples | null;
}

type Told = Pick<
  PlayerState,
  "network" | "graphs" | "loss_name" | "initial" | "X" | "y" | "held_X" | "held_y"
>;

/** The model, null if the browser can't run it. */
export function modelOf(told: Told): Model | null {
  const { graphs } = told;
  const isRecorded = Object.keys(graphs ?? {}).length > 0;
  if (!told.network && !isRecorded) return null;
  const parameters = arraysOf(told.initial);
  const samples = samplesOf(told.X, told.y);
  const held = told.held_X && told.held_y ? samplesOf(told.held_X, told.held_y) : null;
  if (!told.network) {
    return {
      ...{ network: null, parameters, samples, held },
      lossGraph: (count) => recorded(graphs, String(count)),
      predictionGraph: () => recorded(graphs, "grid"),
    };
  }
  const network = networkOf(told.network, told.loss_name);
  for (const [name, shape] of parameterShapes(network)) {
    if (String(parameters.get(name)?.shape) === String(shape)) continue;
    throw new Error(`the parameters ${name} are missing, or of another shape. Run the cell again.`);
  }
  return {
    ...{ network, parameters, samples, held },
    lossGraph: (count, punished) => readGraph(lossGraph({ ...network, l2: punished ? 0 : null }, count)),
    predictionGraph: (count) => readGraph(predictionGraph(network, count)),
  };
}

export function networkOf(data: NetworkData, loss: string): Network {
  const { n_in: inputs, sizes, activation, output_activation, dtype } = data;
  if (!LOSS_NAMES.includes(loss))
    throw new Error(`there is no loss called "${loss}": there are ${LOSS_NAMES.join(", ")}.`);
  return {
    ...{ inputs, sizes, loss, l2: null, dtype: dtype === "float32" ? "float32" : "float64" },
    activation: activation || null,
    outputActivation: output_activation || null,
  };
}

function recorded(graphs: PlayerState["graphs"], name: string): Graph {
  const graph = graphs[name];
  if (!graph) throw new Error(`no graph came for ${name === "grid" ? "predictions" : `${name} samples`}.`);
  return readGraph(graph);
}

/** The parameters' names by layer. */
export function layersOf({ sizes }: Network): Record<string, string[]> {
  return Object.fromEntries(sizes.map((_, i) => [`layer ${i + 1}`, [`W${i + 1}`, `b${i + 1}`]]));
}

/** What a model is called, with other layers than before. */
export function titleOf(title: string, { sizes, activation }: Network): string {
  const named = activation === null ? "None" : `'${activation}'`;
  return title
    .replace(/\[[\d, ]+\]/, `[${sizes.join(", ")}]`)
    .replace(/ activation=[^,)]+/, ` activation=${named}`);
}

export function arraysOf(sent: Record<string, ArrayData>): Map<string, NDArray> {
  return new Map(Object.entries(sent ?? {}).map(([name, data]) => [name, fromData(data)]));
}

function samplesOf(X: ArrayData, y: ArrayData): Samples {
  const samples = { X: fromData(X), y: fromData(y) };
  const [inputs, targets] = [samples.X.shape[0], samples.y.shape[0]];
  if (inputs !== targets || !inputs) throw new Error(`there are ${inputs} inputs for ${targets} targets.`);
  return samples;
}

/** What is told of the settings that hold from a step on. */
export type Described = Omit<ChangeData, "step">;

/** How the trainer is to go on. */
export function settingsOf(described: Described, schedule: Numbers | null, whole: Samples): Settings {
  const { optimizer, batch_size, l2, noise, seed, ...others } = described.settings;
  return {
    rule: { ...others, name: optimizer as Rule["name"] },
    batchSize: Math.min(batch_size, described.samples),
    ...{ l2, seed, described },
    samples: samplesFor(whole, described.samples, noise, seed),
    rates: described.scheduled ? schedule : null,
  };
}

const NOISE = 2 ** 31; // the stream of random numbers that no epoch comes to

const known = new WeakMap<Samples, Map<string, Samples>>();

/** The first of the samples, with noise: the same object for the same, as training takes others up anew. */
function samplesFor(whole: Samples, count: number, noise: number, seed: number): Samples {
  if (count === countOf(whole) && !(noise > 0)) return whole;
  const made = known.get(whole) ?? new Map<string, Samples>();
  known.set(whole, made);
  const key = noise > 0 ? `${count} ${noise} ${seed}` : `${count}`;
  const first =
    made.get(key) ?? (noise > 0 ? moved(firstOf(whole, count), noise, seed) : firstOf(whole, count));
  made.set(key, first);
  return first;
}

/** Samples whose inputs are moved by normally distributed numbers, by Box and Muller's way. */
function moved({ X, y }: Samples, deviation: number, seed: number): Samples {
  const count = size(X.shape);
  const [lengths, angles] = [uniform(count, seed, NOISE), uniform(count, seed, NOISE + 1)];
  const data = X.data.map((x, i) => {
    const length = Math.sqrt(-2 * Math.log(1 - (lengths[i] as number)));
    return x + deviation * length * Math.cos(2 * Math.PI * (angles[i] as number));
  });
  return { X: { ...X, data }, y };
}
