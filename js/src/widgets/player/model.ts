// What is trained, as Python described it: graphs, samples and parameters. All that came is checked.

import type { ArrayData, NetworkData, PlayerState, SettingsData } from "../../contract";
import { fromData, type NDArray, size } from "../../engine/arrays";
import { type Graph, readGraph } from "../../engine/graph";
import {
  LOSS_NAMES,
  lossGraph,
  type Network,
  parameterShapes,
  predictionGraph,
} from "../../engine/training/network";
import type { Rule } from "../../engine/training/optimiser";
import type { Samples } from "../../engine/training/samples";
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

export function arraysOf(sent: Record<string, ArrayData>): Map<string, NDArray> {
  return new Map(Object.entries(sent ?? {}).map(([name, data]) => [name, fromData(data)]));
}

function samplesOf(X: ArrayData, y: ArrayData): Samples {
  const samples = { X: fromData(X), y: fromData(y) };
  const [inputs, targets] = [samples.X.shape[0], samples.y.shape[0]];
  if (inputs !== targets || !inputs) throw new Error(`there are ${inputs} inputs for ${targets} targets.`);
  return samples;
}

/** How the trainer is to go on. */
export function settingsOf(data: SettingsData, schedule: ArrayData | null, whole: Samples): Settings {
  const { optimizer, batch_size, l2, noise, seed, ...others } = data;
  return {
    rule: { ...others, name: optimizer as Rule["name"] },
    batchSize: Math.min(batch_size, whole.X.shape[0] as number),
    l2,
    samples: noise > 0 ? noisy(whole, noise, seed) : whole,
    rates: schedule ? fromData(schedule).data : null,
  };
}

const NOISE = 2 ** 31; // the stream of random numbers that no epoch comes to

let latest: { whole: Samples; deviation: number; seed: number; samples: Samples } | undefined;

/** Samples whose inputs are moved; the same object for the same, as training takes others up anew. */
function noisy(whole: Samples, deviation: number, seed: number): Samples {
  if (latest?.whole !== whole || latest.deviation !== deviation || latest.seed !== seed)
    latest = { whole, deviation, seed, samples: moved(whole, deviation, seed) };
  return latest.samples;
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
