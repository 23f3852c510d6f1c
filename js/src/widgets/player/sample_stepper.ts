// The stepper on the loss of one sample, by the parameters of the step that is shown.

import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { GraphData, PlayerState, StepperState } from "../../contract";
import type { NDArray } from "../../engine/arrays";
import { INPUTS, lossGraph, TARGETS } from "../../engine/training/network";
import { countOf } from "../../engine/training/samples";
import type { Host, Shared } from "../../host";
import { Stepper } from "../stepper/stepper_state";
import type { Player } from "./player_state";

/** Make the stepper; what it plays is its own, and its places are those of the player's traits. */
export function stepperOn(player: Player, host: Host<PlayerState>): Stepper {
  const own = { playing: signal(false), speed: signal(1), inputs: signal({}) };
  const graph = computed(() => {
    player.settled.value;
    return graphOf(player, player.traits.sample.value);
  });
  const shared = {
    read: (name: keyof StepperState) => {
      if (name === "graph") return graph.peek();
      if (name in own) return own[name as keyof typeof own].peek();
      return host.read(name === "step" ? "graph_step" : (name as "selected"));
    },
    write: (name: keyof StepperState, value: unknown) => {
      if (name in own) (own[name as keyof typeof own] as { value: unknown }).value = value;
      else host.write(name === "step" ? "graph_step" : (name as "selected"), value as never);
    },
    listen: (name: keyof StepperState, callback: () => void) => {
      if (name === "graph") {
        return heard(graph, () => {
          own.inputs.value = {};
          callback();
        });
      }
      if (name in own) return heard(own[name as keyof typeof own], callback);
      return host.listen(name === "step" ? "graph_step" : (name as "selected"), callback);
    },
  };
  return new Stepper(shared as Shared<StepperState>);
}

/** Whether the loss of one sample is known as a graph. */
export function canStep(player: Player): boolean {
  const { training } = player;
  return training !== null && (training.model.network !== null || "1" in player.traits.graphs.peek());
}

/** The graph of the loss of one sample, with the numbers of now. */
export function graphOf(player: Player, sample: number): GraphData | null {
  const { training } = player;
  if (!training) return null;
  const { network } = training.model;
  const { samples, trainer } = training;
  const made = network ? lossGraph(network, 1) : player.traits.graphs.peek()["1"];
  if (!made) return null;
  const place = Math.min(sample, countOf(samples) - 1);
  const rowOf = ({ data }: NDArray) => {
    const width = data.length / countOf(samples);
    return data.subarray(place * width, (place + 1) * width);
  };
  const numbers = new Map([...trainer.parameters].map(([name, { data }]) => [name, data]));
  numbers.set(INPUTS, rowOf(samples.X)).set(TARGETS, rowOf(samples.y));
  const sent = made.values;
  const values = new DataView(sent.buffer.slice(sent.byteOffset, sent.byteOffset + sent.byteLength));
  for (const { op, name, at, dtype } of made.nodes) {
    const data = op === "leaf" || op === "constant" ? numbers.get(name) : undefined;
    if (at < 0) continue;
    data?.forEach((x: number, i: number) => {
      if (dtype === "float32") values.setFloat32(at + 4 * i, x, true);
      else values.setFloat64(at + 8 * i, x, true); // as whole numbers travel too
    });
  }
  return { ...made, roots: made.roots.slice(0, 1), values };
}

/** Call back when a signal changes, not now. */
function heard(of: ReadonlySignal<unknown>, callback: () => void): () => void {
  let first = true;
  return effect(() => {
    of.value;
    if (!first) untracked(callback);
    first = false;
  });
}
