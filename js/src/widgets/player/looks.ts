// What there is to see at the step that is shown: predictions, gradients, and what each neuron gives.

import { fromData, type NDArray, type Numbers } from "../../engine/arrays";
import { readGraph } from "../../engine/graph";
import { INPUTS, type Network, predictionGraph } from "../../engine/training/network";
import { Plan } from "../../engine/training/plan";
import type { NetworkLayer } from "../../views/training/network_layout";
import type { BrowserTraining } from "./browser_training";
import type { Player } from "./player_state";
import { type Subject, subjectOf } from "./subject";

const CHEAP = 3e6; // products that all samples may take a frame
const MOST_INPUTS = 64; // of a network that is drawn

export interface Predicted {
  readonly subject: Subject;
  readonly predictions: Numbers;
  readonly outputs: number;
  /** At the subject's places. */
  readonly field: Numbers | null;
}

export class Looks {
  private subject: { of: readonly unknown[]; subject: Subject } | null = null;
  private found: { of: unknown; settled: number; predictions: NDArray; loss: number } | null = null;
  private neurons: { of: BrowserTraining; plan: Plan; ends: readonly number[] } | null = null;

  constructor(private readonly player: Player) {}

  /** What is predicted; null where nobody knows. */
  get predicted(): Predicted | null {
    const { player } = this;
    const { training } = player;
    const look = player.traits.look.peek();
    if (training) {
      const { predictions } = this.whole(training);
      const subject = this.subjectFor(predictions, training.model.network !== null);
      const field = subject.places ? training.trainer.predictions(subject.places).data : null;
      return { subject, field, predictions: predictions.data, outputs: outputsOf(predictions) };
    }
    if (!look) return null;
    const predictions = fromData(look.predictions);
    const field = look.grid ? fromData(look.grid).data : null;
    const subject = this.subjectFor(predictions, false);
    return { subject, field, predictions: predictions.data, outputs: outputsOf(predictions) };
  }

  /** The norm of each layer's gradient. */
  get norms(): Map<string, number> {
    const { player } = this;
    const layers = new Map(Object.entries(player.traits.layers.peek()));
    const look = player.traits.look.peek();
    const isTold = look !== null && !player.trains && look.step === player.step; // of an own loop's own loss
    if (player.training && !isTold) return player.training.trainer.norms(layers);
    return new Map(Object.entries(look?.norms ?? {}));
  }

  /** The weights of each layer. */
  get weights(): { name: string; weights: ArrayLike<number> }[] {
    const { player } = this;
    const parameters = player.training?.trainer.parameters ?? this.sentParameters;
    return Object.entries(player.traits.layers.peek()).map(([name, names]) => {
      const arrays = names.flatMap((each) => parameters.get(each) ?? []);
      const matrices = arrays.filter(({ shape }) => shape.length > 1);
      const [only, ...others] = (matrices.length ? matrices : arrays).map(({ data }) => data);
      const weights = others.length
        ? [only, ...others].flatMap((data) => Array.from(data ?? []))
        : (only ?? []);
      return { name, weights };
    });
  }

  /** The layers of a network that can be drawn, and their gradients. */
  get network(): { layers: NetworkLayer[]; gradients: NetworkLayer[] } | null {
    const { training } = this.player;
    const network = training?.model.network;
    if (!training || !network || network.inputs > MOST_INPUTS) return null;
    const { trainer } = training;
    trainer.pass();
    const layersOf = (numbers: (name: string) => Numbers) =>
      network.sizes.map((outputs, i) => ({
        weights: numbers(`W${i + 1}`),
        biases: numbers(`b${i + 1}`),
        inputs: network.sizes[i - 1] ?? network.inputs,
        outputs,
        activation: (i + 1 < network.sizes.length ? network.activation : network.outputActivation) ?? "",
      }));
    return {
      layers: layersOf((name) => trainer.parameters.get(name)?.data as Numbers),
      gradients: layersOf((name) => trainer.gradientOf(name) as Numbers),
    };
  }

  /** What the neurons give for a sample: its features, then the outputs of each layer. */
  activations(sample: number): ArrayLike<number>[] {
    const training = this.player.training as BrowserTraining;
    const network = training.model.network as Network;
    if (this.neurons?.of !== training) {
      const graph = readGraph(predictionGraph(network, 1));
      const ends = network.sizes.map((_, i) => {
        const own = graph.nodes.filter(({ scope }) => scope === `mlp/layer ${i + 1}`);
        return own[own.length - 1]?.id ?? 0;
      });
      this.neurons = { of: training, plan: new Plan(graph, training.trainer.parameters, new Map()), ends };
    }
    const { plan, ends } = this.neurons;
    const { inputs } = network;
    const features = training.samples.X.data.subarray(sample * inputs, (sample + 1) * inputs);
    plan.input(INPUTS)?.data.set(features);
    plan.forward();
    return [features, ...ends.map((id) => plan.arrays[id]?.data as Numbers)];
  }

  /** Predictions and loss of all samples; where that takes long, not at each frame. */
  private whole(training: BrowserTraining): { predictions: NDArray; loss: number } {
    const { samples, trainer } = training;
    const count = samples.X.shape[0] as number;
    let products = 0;
    for (const { data } of trainer.parameters.values()) products += count * data.length;
    const settled = this.player.settled.peek();
    const { found } = this;
    const isOld = found?.of === samples && found.settled === settled && this.player.traits.playing.peek();
    if (found && products > CHEAP && isOld) return found;
    const { loss, predictions } = trainer.whole(samples);
    this.found = { of: samples, settled, predictions, loss };
    if (this.player.trains) training.observe(loss);
    return this.found;
  }

  private subjectFor(predictions: NDArray, free: boolean): Subject {
    const { X, y, grid, kind, features } = this.player.traits;
    const of = [
      X.peek(),
      y.peek(),
      grid.peek(),
      kind.peek(),
      features.peek(),
      predictions.shape.join(),
      free,
    ];
    const known = this.subject;
    if (known?.of.every((each, i) => each === of[i])) return known.subject;
    const told = {
      ...{ X: X.peek(), y: y.peek(), grid: grid.peek(), kind: kind.peek(), features: features.peek() },
    };
    const subject = subjectOf(told, outputsOf(predictions), free);
    this.subject = { of, subject };
    return subject;
  }

  private get sentParameters(): Map<string, NDArray> {
    const sent = this.player.traits.parameters.peek();
    return new Map(Object.entries(sent).map(([name, data]) => [name, fromData(data)]));
  }
}

function outputsOf({ shape }: NDArray): number {
  return shape.slice(1).reduce((product, length) => product * length, 1);
}
