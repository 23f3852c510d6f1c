// The state of a stepper as signals: shared with Python through the host, and everything that follows from it.

import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { StepperState } from "../../contract";
import { type NDArray, scalar } from "../../engine/arrays";
import { type Graph, type Node, readGraph } from "../../engine/graph";
import { type Inputs, type Run, run } from "../../engine/run";
import { listSteps, type Progress, progress, type Step, tell } from "../../engine/steps";
import type { Shared } from "../../host";
import { received, sent } from "../sent_inputs";

/** Everything that the view shows. */
export interface Picture {
  readonly graph: Graph;
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly number: number;
  readonly step: Step;
  readonly progress: Progress;
  readonly told: { readonly heading: string; readonly sentence: string };
}

export class Stepper {
  readonly step: Signal<number>;
  readonly selected: Signal<string | null>;
  readonly playing: Signal<boolean>;
  readonly speed: Signal<number>;
  readonly inputs: Signal<Inputs>;
  /** The sentence that a screen reader is to say: only of steps taken by hand. */
  readonly announced = signal("");
  /** The picture, or what is wrong with what Python sent. */
  readonly picture: ReadonlySignal<Picture | Error>;

  private readonly graph: Signal<Graph | Error>;
  private readonly endings: (() => void)[] = [];
  private writing = false;

  constructor(private readonly host: Shared<StepperState>) {
    this.graph = signal(this.readGraph());
    this.inputs = signal(this.readInputs());
    this.step = this.shared("step");
    this.selected = this.shared("selected");
    this.playing = this.shared("playing");
    this.speed = this.shared("speed");
    this.listen("graph", () => {
      batch(() => {
        this.graph.value = this.readGraph(); // first: the inputs are read as this graph's
        this.inputs.value = this.readInputs();
      });
    });
    this.listen("inputs", () => {
      if (!this.writing) this.inputs.value = this.readInputs();
    });
    const ran = computed(() => {
      const graph = this.graph.value;
      return graph instanceof Error
        ? graph
        : { graph, run: run(graph, this.inputs.value), steps: listSteps(graph) };
    });
    this.picture = computed(() => {
      const done = ran.value;
      if (done instanceof Error) return done;
      const number = Math.min(Math.max(0, this.step.value), done.steps.length - 1);
      const step = done.steps[number] as Step;
      return {
        ...done,
        number,
        step,
        progress: progress(done.graph, done.run, done.steps, number),
        told: tell(done.graph, done.run, step),
      };
    });
    this.endings.push(effect(() => this.play()));
  }

  // What a person does. Views are handed these, so they are the same functions for as long as the widget lives.

  /** Go to a step. */
  readonly goTo = (step: number): void => {
    const picture = this.picture.value;
    if (picture instanceof Error) return;
    this.write("step", Math.min(Math.max(0, step), picture.steps.length - 1));
    const { told } = this.picture.value as Picture;
    this.announced.value = `${told.heading}. ${told.sentence}`;
  };

  /** Play or pause; at the end, playing starts over. */
  readonly setPlaying = (playing: boolean): void => {
    const picture = this.picture.value;
    if (picture instanceof Error) return;
    if (playing && picture.number === picture.steps.length - 1) this.write("step", 0);
    this.write("playing", playing);
  };

  readonly setSpeed = (speed: number): void => {
    this.write("speed", speed);
  };

  /** Choose a node; the chosen one again, or null, follows the steps. */
  readonly select = (id: number | null): void => {
    const { graph } = this.picture.value as Picture;
    const name = id === null ? null : (graph.nodes[id]?.name ?? null);
    this.write("selected", name === this.selected.value ? null : name);
  };

  /** Change the numbers of a leaf. */
  readonly change = (id: number, numbers: NDArray | number): void => {
    const { graph } = this.picture.value as Picture;
    const { name, dtype } = graph.nodes[id] as Node;
    const array = typeof numbers === "number" ? scalar(numbers, dtype) : numbers;
    this.setInputs(new Map(this.inputs.value).set(name, array));
  };

  /** Whether a leaf's numbers differ from the recorded ones. */
  get changed(): boolean {
    const graph = this.graph.value;
    if (graph instanceof Error) return false;
    return [...this.inputs.value].some(([name, now]) => {
      const recorded = graph.byName.get(name)?.held;
      return now.data.some((x, i) => !Object.is(x, recorded?.data[i]));
    });
  }

  /** Give every leaf its recorded numbers back. */
  reset(): void {
    const { graph } = this.picture.value as Picture;
    const leaves = graph.nodes.filter((node) => node.isLeaf);
    this.setInputs(new Map(leaves.map((node) => [node.name, node.held as NDArray])));
  }

  close(): void {
    for (const end of this.endings) end();
  }

  private setInputs(inputs: Inputs): void {
    this.inputs.value = inputs;
    this.writing = true; // our own change comes back as an event
    this.host.write("inputs", sent(inputs));
    this.writing = false;
  }

  /** A trait as a signal that follows it. */
  private shared<Key extends "step" | "selected" | "playing" | "speed">(
    name: Key,
  ): Signal<StepperState[Key]> {
    const held = signal(this.host.read(name));
    this.listen(name, () => {
      held.value = this.host.read(name);
    });
    return held;
  }

  private write<Key extends "step" | "selected" | "playing" | "speed">(
    name: Key,
    value: StepperState[Key],
  ): void {
    (this[name] as Signal<StepperState[Key]>).value = value;
    this.host.write(name, value);
  }

  private listen(name: keyof StepperState, callback: () => void): void {
    this.endings.push(this.host.listen(name, callback));
  }

  private readGraph(): Graph | Error {
    try {
      return readGraph(this.host.read("graph"));
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private readInputs(): Inputs {
    const graph = this.graph.peek();
    if (graph instanceof Error) return new Map();
    return new Map(
      Object.entries(this.host.read("inputs") ?? {}).flatMap(([name, data]) => {
        const leaf = graph.byName.get(name);
        const array = received(data);
        return leaf?.isLeaf && array && String(array.shape) === String(leaf.shape)
          ? [[name, array] as const]
          : [];
      }),
    );
  }

  /** Take the next step when its time has come. Two views of one widget stay in step: any step restarts the wait. */
  private play(): (() => void) | undefined {
    if (!this.playing.value) return; // and nothing is computed for it
    const picture = this.picture.value;
    if (picture instanceof Error) return;
    if (picture.number === picture.steps.length - 1) {
      this.write("playing", false);
      return;
    }
    const wait = setTimeout(() => this.write("step", picture.number + 1), 1000 / this.speed.value);
    return () => clearTimeout(wait);
  }
}
