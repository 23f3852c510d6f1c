/** A training that can be played, steered and wound back: any of its steps can be reached again, exactly. */

import type { NDArray, Numbers } from "../arrays";
import { Batches } from "./batches";
import { areFinite, laidOut, norm } from "./flat";
import { Kept, type State } from "./kept";
import { Losses } from "./losses";
import { Optimiser } from "./optimiser";
import { type Found, type Graphs, Passes } from "./passes";
import { type Change, rateAt, type Settings, Steering } from "./steering";

/** What is trained. */
export interface Task extends Graphs {
  /** What training begins with, by the names that they have in the graphs. */
  readonly parameters: ReadonlyMap<string, NDArray>;
  readonly settings: Settings;
  /** Bytes that kept states may take. */
  readonly memory: number;
}

/** What is no longer finite, of the step that could not be taken. */
export interface Failure {
  /** How many steps had been taken before it. */
  readonly step: number;
  readonly what: "loss" | "gradient" | "parameters";
}

/** A training as it is, to be gone on with elsewhere. */
export interface Saved {
  readonly losses: Losses;
  readonly changes: readonly Change[];
  /** In order; the last is that of the last step. */
  readonly states: readonly { readonly state: State; readonly byHand: boolean }[];
}

export class Trainer {
  /** The parameters as they are: arrays that change with each step. */
  readonly parameters: ReadonlyMap<string, NDArray>;
  /** How the parameters lie in the arrays of a state. */
  readonly layout: ReturnType<typeof laidOut>;
  /** How many steps led to the parameters as they are. */
  at = 0;
  /** Why no step can be taken after the last one. */
  failure: Failure | null = null;
  /** Of each step's batch, before the step. */
  losses = new Losses();

  private readonly slopes: ReturnType<typeof laidOut>;
  private readonly optimiser: Optimiser;
  private readonly passes: Passes;
  private readonly batches = new Batches();
  private kept: Kept;
  private steering: Steering;
  private inForce: Settings;
  private current: number | null = null; // the loss of the next batch, once its gradients are known

  constructor(private readonly task: Task) {
    const { parameters, settings, memory } = task;
    this.layout = laidOut(parameters);
    this.slopes = laidOut(parameters);
    this.parameters = new Map(
      [...parameters].map(([name, array]) => {
        const data = this.layout.by.get(name) as Numbers;
        data.set(array.data);
        return [name, { ...array, data }];
      }),
    );
    this.passes = new Passes(task, this.parameters, this.slopes.by);
    this.optimiser = new Optimiser(this.layout.all, settings.rule);
    this.inForce = settings;
    this.steering = new Steering([{ step: 0, settings }]);
    this.kept = new Kept(memory);
    this.kept.add(this.state());
  }

  /** How many steps have been taken: those after `at` can be gone to again. */
  get stepsDone(): number {
    return this.losses.length;
  }

  /** How many epochs are finished. */
  get epoch(): number {
    return this.batches.epoch;
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

  /** All that `restore` needs; as many states as there is room for, and those that do not follow from others. */
  saved(bytes: number): Saved {
    if (this.at === this.stepsDone) this.kept.add(this.state());
    const states = this.kept.thinned(bytes).map((state) => ({ state, byHand: this.kept.isByHand(state) }));
    return { losses: this.losses, changes: this.steering.changes, states };
  }

  /** Be where another training of the same parameters was after its last step. */
  restore({ losses, changes, states }: Saved): void {
    this.losses = losses;
    this.steering = new Steering(changes);
    this.kept = new Kept(this.task.memory);
    for (const { state, byHand } of states) this.kept.add(state, byHand);
    this.failure = null;
    this.putBack(this.kept.upTo(this.stepsDone));
  }

  /** Follow other settings from the first step on, before any is taken. */
  steer(changes: readonly Change[]): void {
    this.steering = new Steering(changes);
    this.current = null;
  }

  /** Take one step; false if it can't be taken. */
  step(): boolean {
    if (this.at < this.stepsDone) return this.goTo(this.at + 1);
    if (this.failure !== null) return false;
    const loss = this.pass();
    if (!Number.isFinite(loss)) return this.fail("loss");
    if (!areFinite(this.slopes.all)) return this.fail("gradient");
    this.advance();
    if (!areFinite(this.layout.all)) return this.fail("parameters");
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

  /** Have the parameters after any of the steps that have been taken; false if time is over on the way to it. */
  goTo(step: number, until = Number.POSITIVE_INFINITY): boolean {
    const target = Math.max(0, Math.min(step, this.stepsDone));
    if (this.at === this.stepsDone) this.kept.add(this.state());
    const from = this.kept.upTo(target);
    if (this.at > target || this.at < from.step) this.putBack(from);
    while (this.at < target) {
      this.advance();
      if (performance.now() >= until) break;
    }
    return this.at === target;
  }

  /** Go on from here with other settings; what came after this step is forgotten. */
  change(settings: Partial<Settings>): void {
    this.forget();
    this.steering.change(this.at, { ...this.settings, ...settings });
    if (!this.takeUpSettings()) this.kept.add(this.state(), true);
  }

  /** Put other numbers in place of some parameters; what came after this step is forgotten. */
  edit(numbers: ReadonlyMap<string, NDArray>): void {
    this.forget();
    for (const [name, { data }] of numbers) this.parameters.get(name)?.data.set(data);
    this.kept.add(this.state(), true);
  }

  /** The length of the gradient of each group of parameters, for the next step's batch. */
  norms(groups: ReadonlyMap<string, readonly string[]>): Map<string, number> {
    this.pass();
    const lengthOf = (names: readonly string[]) =>
      Math.hypot(...names.map((name) => norm(this.slopes.by.get(name) as Numbers)));
    return new Map([...groups].map(([group, names]) => [group, lengthOf(names)]));
  }

  /** The loss of the next step's batch, and the gradients by the parameters, which then can be read. */
  pass(): number {
    this.takeUpSettings();
    const { samples, l2 } = this.inForce;
    this.current ??= this.passes.batch(samples, this.batches.next(this.inForce), l2);
    return this.current;
  }

  /** The gradient of each parameter, of the last pass. */
  gradientOf(name: string): Numbers | undefined {
    return this.slopes.by.get(name);
  }

  /** The loss and the predictions of all samples, or of others, by the parameters as they are. */
  whole(samples = this.settings.samples, l2 = this.settings.l2): Found {
    return this.passes.whole(samples, l2);
  }

  /** What is predicted for inputs. */
  predictions(X: NDArray): NDArray {
    return this.passes.predictions(X);
  }

  /** Follow the settings of this step; false if that makes epoch or optimiser begin anew. */
  private takeUpSettings(): boolean {
    const { settings, inForce } = this;
    if (settings === inForce) return true;
    const goesOn = (["batchSize", "samples", "seed"] as const).every(
      (name) => settings[name] === inForce[name],
    );
    if (!goesOn) this.batches.used = 0;
    this.inForce = settings;
    this.current = null;
    return this.optimiser.follow(settings.rule) && goesOn;
  }

  /** Move the parameters. */
  private advance(): void {
    this.pass();
    const { rates, rule } = this.inForce;
    if (rates?.length) this.optimiser.follow({ ...rule, learning_rate: rateAt(this.inForce, this.at) });
    this.optimiser.step(this.slopes.all);
    this.batches.advance(this.inForce);
    this.at++;
    this.current = null;
  }

  private fail(what: Failure["what"]): false {
    const step = this.stepsDone;
    const last = what === "loss" ? Math.max(0, step - 1) : step; // that of the last parameters with a finite loss
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
    const { epoch, used } = this.batches;
    const parameters = this.layout.all.map((numbers) => numbers.slice());
    return {
      step: this.at,
      epoch,
      used,
      settings: this.inForce,
      parameters,
      memory: this.optimiser.memory(),
    };
  }

  private putBack({ step, epoch, used, settings, parameters, memory }: State): void {
    for (const [i, numbers] of parameters.entries()) this.layout.all[i]?.set(numbers);
    this.optimiser.follow(settings.rule);
    this.optimiser.recall(memory);
    this.inForce = settings;
    this.at = step;
    Object.assign(this.batches, { epoch, used });
    this.current = null;
  }
}
