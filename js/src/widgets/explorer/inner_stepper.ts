// The stepper within an explorer: it shares the explorer's inputs and graph, and is there only while it is seen.

import { effect, type ReadonlySignal, untracked } from "@preact/signals";
import type { ExplorerState, GraphData, StepperState } from "../../contract";
import type { Inputs } from "../../engine/run";
import type { Shared } from "../../host";
import { sent } from "../sent_inputs";
import { Stepper } from "../stepper/stepper_state";
import { byLeaf, fromLeaves, type Leaves } from "./leaves";

/** What it has from its explorer. */
export interface Source {
  readonly host: Shared<ExplorerState>;
  /** The graph up to the number that is looked at. */
  readonly graph: ReadonlySignal<GraphData | null>;
  /** What that follows from: a damaged graph can't be read, but it is heard of. */
  readonly graphIsOf: readonly ReadonlySignal<unknown>[];
  readonly inputs: ReadonlySignal<Inputs>;
  readonly leaves: ReadonlySignal<Leaves>;
  setInputs(inputs: Inputs): void;
}

export class InnerStepper {
  private made: Stepper | null = null;

  constructor(private readonly source: Source) {}

  /** The stepper, made when it is first looked at. */
  get stepper(): Stepper {
    this.made ??= untracked(() => new Stepper(sharedWith(this.source)));
    return this.made;
  }

  /** Stop playing, and compute nothing any more. */
  hide(): void {
    if (this.made?.playing.peek()) this.source.host.write("playing", false);
    this.close();
  }

  close(): void {
    this.made?.close();
    this.made = null;
  }
}

/** What the stepper reads and writes. */
function sharedWith({ host, graph, graphIsOf, inputs, leaves, setInputs }: Source): Shared<StepperState> {
  return {
    read: (name) => {
      if (name === "graph") return graph.peek() as never;
      if (name === "inputs") return sent(byLeaf(inputs.peek(), leaves.peek())) as never;
      return host.read(name) as never;
    },
    write: (name, value) => {
      if (name !== "inputs") host.write(name, value as never);
      else setInputs(fromLeaves(inputs.peek(), leaves.peek(), value as StepperState["inputs"]));
    },
    listen: (name, callback) => {
      if (name === "graph") return heard(graphIsOf, callback);
      return name === "inputs" ? heard([inputs, leaves], callback) : host.listen(name, callback);
    },
  };
}

/** Call back when one of some signals changes, not now; of what the callback reads nothing is heard. */
function heard(signals: readonly ReadonlySignal<unknown>[], callback: () => void): () => void {
  let first = true;
  return effect(() => {
    for (const each of signals) each.value;
    if (!first) untracked(callback);
    first = false;
  });
}
