/** A training that can be played, steered and wound back: any of its steps can be reached again, exactly. */

import type { NDArray, Numbers } from "../arrays";
import type { Graph } from "../graph";
import { areFinite, laidOut, norm } from "./flat";
import { Kept, type State } from "./kept";
import { Losses } from "./losses";
import { INPUTS, STRENGTH, TARGETS } from "./network";
import { Optimiser } from "./optimiser";
import { Plan } from "./plan";
import { copied, countOf, type Samples, take } from "./samples";
import { order } from "./shuffle";
import { rateAt, type Settings, Steering } from "./steering";

/** What is trained. */
export interface Task {
  /** The graph of a batch, in which large parameters are punished or not: its roots are the loss and the predictions. */
  readonly lossGraph: (samples: number, punished: boolean) => Graph;
  /** The graph of predictions alone. */
  readonly predictionGraph: (samples: number) => Graph;
  /** What training begins with, by the names that they have in the graphs. */
  readonly parameters: ReadonlyMap<string, NDArray>;
  readonly settings: Settings;
  /** What the order of the samples follows from. */
  readonly seed: number;
  /** Bytes that kept states may take. */
  readonly memory: number;
}

/** What is no longer finite, of the step that could not be taken. */
export interface Failure {
  /** How many steps had been taken before it. */
  readonly step: number;
  readonly what: "loss" | "gradient" | "parameters";
}

export interface Found {
  readonly loss: number;
  readonly predictions: NDArray;
}

const MOST_PLANS = 8; // for batches, the last one of an epoch, all samples, validation, a grid, and some of before

export class Trainer {
  /** The parameters as they are: arrays that change with each step. */
  readonly parameters: ReadonlyMap<string, NDArray>;
  /** How many steps led to the parameters as they are. */
  at = 0;
  /** How many epochs are finished. */
  epoch = 0;
  /** Why no further step can be taken. */
  failure: Failure | null = null;
  /** Of each step's batch, before the step. */
  readonly losses = new Losses();

  private readonly values: readonly Numbers[];
  private readonly slopes: readonly Numbers[];
  private readonly gradients: ReadonlyMap<string, Numbers>;
  private readonly optimiser: Optimiser;
  private readonly plans = new Map<string, Plan>();
  private readonly initial: State;
  private kept: Kept;
  private readonly steering: Steering;
  private inForce: Settings;
  private used = 0; // samples of this epoch
  private ordered = { samples: null as Samples | null, epoch: -1, places: new Uint32Array() };
  private current: number | null = null; // the loss of the next batch, once its gradients are known

  constructor(private readonly task: Task) {
    const { parameters, settings, memory } = task;
    const values = laidOut(parameters);
    const slopes = laidOut(parameters);
    this.parameters = new Map(
      [...parameters].map(([name, array]) => {
        const data = values.by.get(name) as Numbers;
        data.set(array.data);
        return [name, { ...array, data }];
      }),
    );
    this.gradients = slopes.by;
    this.values = values.all;
    this.slopes = slopes.all;
    this.optimiser = new Optimiser(values.all, settings.rule);
    this.inForce = settings;
    this.steering = new Steering(settings);
    this.initial = this.state();
    this.kept = new Kept(memory);
    this.kept.add(this.initial);
  }

  /** How many steps have been taken: those after `at` can be gone to again. */
  get stepsDone(): number {
    return this.losses.length;
  }

  /** Those of the next step. */
  get settings(): Settings {
    return this.steering.at(this.at);
  }

  /** Which steps' states are kept, and how many bytes they take. */
  get keeps(): { steps: number[]; bytes: number } {
    return { steps: this.kept.steps, bytes: this.kept.bytes };
  }

  /** The learning rates of the steps whose losses are kept. */
  get rates(): Float64Array {
    return this.steering.rates(this.stepsDone, this.losses.every);
  }

  /** Parameters after some of the steps, the first and the last among them, as many as there is room for. */
  states(bytes: number): { steps: number[]; states: Map<string, Numbers>[] } {
    if (this.at === this.stepsDone) this.kept.add(this.state());
    const { all } = this.kept;
    const each = this.values.reduce((sum, { byteLength }) => sum + byteLength, 1);
    const count = Math.min(all.length, Math.max(2, Math.floor(bytes / each)));
    const places = Array.from({ length: count }, (_, i) =>
      Math.round((i * (all.length - 1)) / (count - 1 || 1)),
    );
    const chosen = places.map((place) => all[place] as State);
    const named = ({ parameters }: State) =>
      new Map(
        [...this.parameters].map(([name, { data }]) => {
          const long = parameters[this.values.findIndex(({ buffer }) => buffer === data.buffer)] as Numbers;
          const from = data.byteOffset / data.BYTES_PER_ELEMENT;
          return [name, long.subarray(from, from + data.length)];
        }),
      );
    return { steps: chosen.map(({ step }) => step), states: chosen.map(named) };
  }

  /** Take one step; false if it can't be taken. */
  step(): boolean {
    if (this.failure !== null) return false;
    if (this.at < this.stepsDone) {
      this.advance();
      return true;
    }
    const loss = this.pass();
    if (!Number.isFinite(loss)) return this.fail("loss");
    if (!areFinite(this.slopes)) return this.fail("gradient");
    this.advance();
    if (!areFinite(this.values)) return this.fail("parameters");
    this.losses.add(loss);
    if (this.kept.wants(this.at)) this.kept.add(this.state());
    return true;
  }

  /**
   * Take steps until there are enough, or time is over, or one can't be taken; returns how many.
   *
   * @param until a time, as performance.now() tells it.
   */
  steps(most: number, until = Number.POSITIVE_INFINITY): number {
    let taken = 0;
    while (taken < most && this.step()) {
      taken++;
      if (performance.now() >= until) break;
    }
    return taken;
  }

  /** Have the parameters after any of the steps that have been taken. */
  goTo(step: number): void {
    const target = Math.max(0, Math.min(step, this.stepsDone));
    if (this.at === this.stepsDone) this.kept.add(this.state());
    const from = this.kept.upTo(target);
    if (this.at > target || this.at < from.step) this.putBack(from);
    this.failure = null;
    while (this.at < target) this.advance();
  }

  /** Go on from here with other settings; what came after this step is forgotten. */
  change(settings: Partial<Settings>): void {
    this.forget();
    this.steering.change(this.at, { ...this.settings, ...settings });
  }

  /** Put other numbers in place of some parameters; what came after this step is forgotten. */
  edit(numbers: ReadonlyMap<string, NDArray>): void {
    this.forget();
    for (const [name, { data }] of numbers) this.parameters.get(name)?.data.set(data);
    this.kept.add(this.state(), true);
  }

  /** Have the parameters with which it began, and forget all steps; the settings stay as they are. */
  restart(): void {
    const { settings } = this;
    this.kept = new Kept(this.task.memory);
    this.kept.add(this.initial);
    this.putBack(this.initial);
    this.steering.change(0, settings);
    this.forget();
  }

  /** The length of the gradient of each group of parameters, for the next step's batch. */
  norms(groups: ReadonlyMap<string, readonly string[]>): Map<string, number> {
    this.pass();
    const lengthOf = (names: readonly string[]) =>
      Math.hypot(...names.map((name) => norm(this.gradients.get(name) as Numbers)));
    return new Map([...groups].map(([group, names]) => [group, lengthOf(names)]));
  }

  /** The loss of the next step's batch, and the gradients by the parameters, which then can be read. */
  pass(): number {
    this.takeUpSettings();
    this.current ??= this.passed();
    return this.current;
  }

  /** The gradient of each parameter, of the last pass. */
  gradientOf(name: string): Numbers | undefined {
    return this.gradients.get(name);
  }

  /** The loss and the predictions of all samples, or of others, by the parameters as they are. */
  whole(samples = this.settings.samples): Found {
    const plan = this.plan("loss", countOf(samples));
    plan.input(INPUTS)?.data.set(samples.X.data);
    plan.input(TARGETS)?.data.set(samples.y.data);
    this.strengthen(plan);
    plan.forward();
    return { loss: plan.root().data[0] as number, predictions: copied(plan.root(1)) };
  }

  /** What is predicted for inputs. */
  predictions(X: NDArray): NDArray {
    const plan = this.plan("predictions", X.shape[0] as number);
    plan.input(INPUTS)?.data.set(X.data);
    plan.forward();
    return copied(plan.root());
  }

  private takeUpSettings(): void {
    const { settings, inForce } = this;
    if (settings === inForce) return;
    const isAnew = settings.batchSize !== inForce.batchSize || settings.samples !== inForce.samples;
    if (isAnew) this.used = 0; // the epoch begins anew
    this.optimiser.follow(settings.rule);
    this.inForce = settings;
    this.current = null;
  }

  /** Compute the loss of the next batch, and its gradients. */
  private passed(): number {
    const { samples, batchSize } = this.inForce;
    const count = countOf(samples);
    const size = Math.min(batchSize, count - this.used);
    const places = size < count ? this.order(samples).subarray(this.used, this.used + size) : null;
    const plan = this.plan("loss", size);
    take(plan.input(INPUTS), samples.X, places);
    take(plan.input(TARGETS), samples.y, places);
    this.strengthen(plan);
    plan.forward();
    plan.backward();
    return plan.root().data[0] as number;
  }

  private order(samples: Samples): Uint32Array<ArrayBuffer> {
    const { epoch, ordered } = this;
    if (ordered.epoch !== epoch || ordered.samples !== samples)
      this.ordered = { samples, epoch, places: order(countOf(samples), this.task.seed, epoch) };
    return this.ordered.places;
  }

  private strengthen(plan: Plan): void {
    plan.input(STRENGTH)?.data.fill(this.settings.l2);
  }

  /** Move the parameters. */
  private advance(): void {
    this.pass();
    const { batchSize, samples, rates, rule } = this.inForce;
    if (rates?.length) this.optimiser.follow({ ...rule, learning_rate: rateAt(this.inForce, this.at) });
    this.optimiser.step(this.slopes);
    this.used += batchSize;
    if (this.used >= countOf(samples)) {
      this.used = 0;
      this.epoch++;
    }
    this.at++;
    this.current = null;
  }

  private fail(what: Failure["what"]): false {
    const step = this.stepsDone;
    const last = what === "loss" ? Math.max(0, step - 1) : step; // its parameters are the last of which the loss was finite
    this.losses.cut(last);
    this.kept.cut(last);
    this.putBack(this.kept.upTo(last));
    while (this.at < last) this.advance();
    this.failure = { step, what };
    return false;
  }

  /** Forget the steps after this one. */
  private forget(): void {
    this.failure = null;
    this.current = null;
    this.losses.cut(this.at);
    this.kept.cut(this.at);
    this.steering.cut(this.at);
  }

  private state(): State {
    const { at: step, epoch, used, inForce: settings } = this;
    const parameters = this.values.map((numbers) => numbers.slice());
    return { step, epoch, used, settings, parameters, memory: this.optimiser.memory() };
  }

  private putBack({ step, epoch, used, settings, parameters, memory }: State): void {
    for (const [i, numbers] of parameters.entries()) this.values[i]?.set(numbers);
    this.optimiser.follow(settings.rule);
    this.optimiser.recall(memory);
    this.inForce = settings;
    this.at = step;
    this.epoch = epoch;
    this.used = used;
    this.current = null;
  }

  private plan(kind: "loss" | "predictions", samples: number): Plan {
    const punished = kind === "loss" && this.settings.l2 > 0;
    const key = `${kind} ${samples} ${punished}`;
    const { lossGraph, predictionGraph } = this.task;
    const graphOf = kind === "loss" ? lossGraph : predictionGraph;
    const plan = this.plans.get(key) ?? new Plan(graphOf(samples, punished), this.parameters, this.gradients);
    this.plans.delete(key);
    this.plans.set(key, plan); // the least recently used one comes first
    for (const oldest of this.plans.keys()) if (this.plans.size > MOST_PLANS) this.plans.delete(oldest);
    return plan;
  }
}
