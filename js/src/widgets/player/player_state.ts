// The state of a player: what the browser trains, or what Python holds, at the step that is shown.

import { batch, effect, signal, untracked } from "@preact/signals";
import type { ArrayData, PlayerState, SettingsData } from "../../contract";
import { type NDArray, scalar, stored, toData } from "../../engine/arrays";
import { drawn, type Network } from "../../engine/training/network";
import type { Host } from "../../host";
import type { LossSeries } from "../../views/training/loss_series";
import type { TrainingSettings } from "../../views/training/training_controls";
import { sent } from "../sent_inputs";
import type { Stepper } from "../stepper/stepper_state";
import { BrowserTraining } from "./browser_training";
import { HeldRun } from "./held_run";
import { arraysOf, modelOf, networkOf } from "./model";
import { PlayerTraits } from "./player_traits";
import { same } from "./same";
import { stepperOn } from "./sample_stepper";
import { advice, stoppedBy } from "./trouble";

const WORK = 8; // milliseconds of training a frame
const WRITE_EVERY = 500; // milliseconds, while it plays
const FOLLOWS = 2000; // milliseconds for which another view, or Python, is taken to be the one that trains
const BYTES_PLAYING = 200_000; // of states that are told
const BYTES = 2_000_000;
const OF_MODEL: readonly string[] = [
  ...["network", "graphs", "loss_name", "X", "y", "held_X", "held_y", "initial", "grid"],
];

export class Player extends PlayerTraits {
  /** Counts what is to be drawn anew. */
  readonly drawn = signal(0);
  /** Counts what is told to Python: what is slow to show need not follow each frame. */
  readonly settled = signal(0);
  /** What is wrong with what Python sent. */
  readonly trouble = signal("");
  /** What a screen reader is to say. */
  readonly announced = signal("");
  /** What the browser trains, or runs at least; null if it can't. */
  training: BrowserTraining | null = null;
  /** A training that Python holds. */
  run: HeldRun | null = null;

  private target: number | null = null; // a step that is still to be reached
  private isSaved = false; // whether what is reached has to be compared with what was saved
  private due = 0; // steps
  private place = 0; // of a run that is played
  private frame = 0;
  private written = 0;
  private began = 0;
  private followed = Number.NEGATIVE_INFINITY; // when another one was last heard to train

  constructor(host: Host<PlayerState>) {
    super(host);
    this.readRun();
    this.build();
    this.endings.push(
      effect(() => {
        const playing = this.traits.playing.value;
        untracked(() => this.playOrPause(playing));
      }),
      () => cancelAnimationFrame(this.frame),
    );
  }

  // What is shown.

  /** Whether the browser trains by itself. */
  get trains(): boolean {
    return this.training !== null && this.run === null && this.traits.dynamic.peek() === "";
  }

  get step(): number {
    return this.trains ? (this.training?.trainer.at ?? 0) : this.traits.step.peek();
  }

  get steps(): number {
    if (this.trains) return this.training?.trainer.stepsDone ?? 0;
    return this.run?.steps ?? this.traits.step.peek();
  }

  get series(): LossSeries[] {
    return (this.trains ? this.training?.series : this.run?.series) ?? [];
  }

  get failure(): string {
    const trainer = this.trains ? this.training?.trainer : undefined;
    if (!trainer?.failure) return "";
    return advice(trainer.failure, trainer.at, trainer.settings.rule.learning_rate);
  }

  /** Why no step can be taken from the last one. */
  get stopped(): string {
    if (this.trains) {
      const failure = this.training?.trainer.failure;
      return failure ? stoppedBy(failure) : "";
    }
    const canPlay = this.live || (this.run?.kept.length ?? 0) > 1;
    if (!canPlay) return "only Python can train it";
    return "";
  }

  // What a person does. Views are handed these, so they are the same functions for as long as the widget lives.

  readonly play = (playing: boolean): void => {
    this.followed = Number.NEGATIVE_INFINITY;
    this.write("playing", playing);
  };

  /** Show a step; one beyond the last is taken. */
  readonly show = (step: number): void => {
    if (this.traits.playing.peek()) this.write("playing", false);
    if (this.trains) this.reach(step);
    else this.showHeld(step);
    this.tell();
    this.say();
  };

  readonly scrub = (step: number): void => {
    this.show(Math.min(step, this.steps));
  };

  readonly reset = (): void => this.show(0);

  /** Draw new weights, from a new seed. */
  readonly renew = (): void => {
    const settings = { ...this.traits.settings.peek() };
    settings.seed = (settings.seed + 1) % 2 ** 32;
    batch(() => {
      this.write("settings", settings);
      this.begin(this.training?.model.network ?? null);
    });
  };

  readonly setSpeed = (speed: number): void => this.write("speed", speed);

  readonly setScale = (log: boolean): void => this.write("scale", log ? "log" : "linear");

  readonly setShown = (shown: string): void => this.write("shown", shown);

  readonly setSample = (sample: number): void => this.write("sample", sample);

  readonly open = (part: string, opened: boolean): void => {
    const others = this.traits.opened.peek().filter((each) => each !== part);
    this.write("opened", opened ? [...others, part] : others);
  };

  /** Steer: what comes after the step that is shown follows from the new settings. */
  readonly steer = ({ optimiser, activation, widths, ...numbers }: Partial<TrainingSettings>): void => {
    batch(() => {
      if (this.traits.playing.peek() && this.target === null) this.tell(BYTES_PLAYING); // others steer at this step too
      const data = this.traits.network.peek();
      const settings = {
        ...this.traits.settings.peek(),
        ...numbers,
        ...(optimiser && { optimizer: optimiser }),
      };
      const isOther = !same(settings, this.traits.settings.peek());
      if (isOther) this.write("settings", settings);
      if (isOther && numbers.learning_rate !== undefined) this.write("schedule", null);
      if (data && (activation !== undefined || widths)) {
        const sizes = widths ? [...widths, data.sizes.at(-1) as number] : data.sizes;
        const changed = { ...data, sizes, activation: activation ?? data.activation };
        this.write("network", changed);
        this.begin(networkOf(changed, this.traits.loss_name.peek()));
      } else if (isOther) this.follow(settings);
    });
  };

  /** Have another training with another learning rate run along; 0 for none. */
  readonly compete = (rate: number): void => {
    this.write("rival", rate);
    this.takeUpRival();
  };

  /** Put another number in place of a parameter's. */
  readonly edit = (name: string, place: number, value: number): void => {
    const { training } = this;
    const array = training?.trainer.parameters.get(name);
    if (!this.trains || !training || !array || !Number.isFinite(value)) return;
    const data = array.data.slice();
    data[place] = value;
    training.edit(new Map([[name, { ...array, data }]]));
    this.tell();
  };

  /** Add a sample. */
  readonly add = (inputs: readonly number[], target: number): void => {
    const { training } = this;
    if (!this.trains || !training) return;
    const { X, y } = training.samples;
    const count = y.shape[0] as number;
    const samples = { X: longer(X, inputs), y: longer(y, [target]) };
    const data = this.traits.settings.peek();
    const settings = data.batch_size === count ? { ...data, batch_size: count + 1 } : data;
    batch(() => {
      this.write("X", toData(samples.X));
      this.write("y", toData(samples.y));
      if (settings !== data) this.write("settings", settings);
      training.change(settings, this.traits.schedule.peek(), samples);
      this.tell();
    });
  };

  /** A stepper on the sample that is looked at. */
  newStepper(): Stepper {
    return stepperOn(this, this.host);
  }

  override close(): void {
    if (this.traits.playing.peek() && this.trains) this.tell();
    super.close();
  }

  // What Python, or another view, does.

  protected override heard(name: keyof PlayerState): void {
    if (OF_MODEL.includes(name)) this.build();
    else if (name === "run") {
      this.followed = performance.now();
      this.readRun();
    } else if (name === "step") this.stepHeard(this.traits.step.peek());
    else if (name === "settings" || name === "schedule") this.follow(this.traits.settings.peek(), false);
    else if (name === "rival") this.takeUpRival();
    else if (name === "revision") this.takeUpParameters();
    else if (name === "parameters" && !this.trains) this.showParameters();
    else if (name === "dynamic") this.build();
    this.drawn.value++;
  }

  private stepHeard(step: number): void {
    if (!this.trains) {
      this.showParameters();
      return;
    }
    if (this.traits.playing.peek()) this.followed = performance.now();
    if (this.training?.trainer.at !== step) this.reach(step);
    if (!this.traits.playing.peek() && this.target === null) this.tell(); // Python may have asked for it
  }

  /** Python's parameters count, and what came after them is dropped. */
  private takeUpParameters(): void {
    this.target = null;
    this.attempt(() => {
      const parameters = arraysOf(this.read("parameters"));
      this.training?.edit(parameters);
    });
    if (this.traits.playing.peek()) this.write("playing", false);
  }

  private readRun(): void {
    this.attempt(() => {
      const run = this.read("run");
      this.run = run === null ? null : new HeldRun(run);
    });
    this.showParameters();
  }

  // The model.

  private build(): void {
    this.target = null;
    this.training = null;
    this.trouble.value = "";
    this.attempt(() => {
      const model = modelOf({
        ...{ network: this.read("network"), graphs: this.read("graphs") },
        ...{ loss_name: this.read("loss_name"), initial: this.read("initial") },
        ...{ X: this.read("X"), y: this.read("y") },
        ...{ held_X: this.read("held_X"), held_y: this.read("held_y") },
      });
      if (!model) return;
      const settings = this.read("settings");
      const isAlone = this.read("run") === null && this.read("dynamic") === "";
      const whole = { ...settings, batch_size: Number.MAX_SAFE_INTEGER };
      this.training = new BrowserTraining(model, isAlone ? settings : whole, this.read("schedule"));
      this.training.trainer.pass(); // what is wrong with its graph is known now
    });
    if (this.trouble.peek() !== "") this.training = null;
    this.takeUpRival();
    if (this.trains) {
      this.isSaved = this.read("played") !== null;
      const step = this.read("step");
      if (step > 0) this.reach(step, 0);
    } else this.showParameters();
    this.drawn.value++;
  }

  /** Begin anew with other weights. */
  private begin(network: Network | null): void {
    if (!network) return;
    const settings = this.traits.settings.peek();
    const initial = sent(drawn(network, settings.seed));
    this.write("playing", false);
    this.write("layers", layersOf(network));
    this.write("initial", initial);
    this.write("parameters", initial);
    this.write("step", 0);
    this.build();
    this.tell();
  }

  private follow(settings: SettingsData, isOurs = true): void {
    this.reachNow();
    if (this.trains) this.training?.change(settings, this.traits.schedule.peek());
    if (isOurs && this.trains) this.tell();
    this.drawn.value++;
  }

  private takeUpRival(): void {
    const { training } = this;
    if (!training || !this.trains) return;
    training.compete(this.traits.rival.peek(), this.traits.settings.peek());
    this.wake();
    this.drawn.value++;
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.trouble.value = error instanceof Error ? error.message : String(error);
    }
  }

  // Steps.

  private playOrPause(playing: boolean): void {
    this.began = performance.now();
    this.due = 0;
    this.place = this.traits.step.peek();
    if (playing) {
      if (this.run && this.place >= (this.run.kept.at(-1) ?? 0) && !this.dynamicAndLive) this.place = 0;
      this.wake();
    } else if (this.trains && this.training) {
      if (this.target === null) this.tell();
      if (this.training.trainer.failure) this.say();
    }
    this.drawn.value++;
  }

  private get dynamicAndLive(): boolean {
    return this.traits.dynamic.peek() !== "" && this.live;
  }

  private wake(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(this.onFrame);
  }

  /** One frame: train, or go on in a run, and draw. */
  private readonly onFrame = (): void => {
    const playing = this.traits.playing.peek();
    const now = performance.now();
    const isFollowing = now - this.followed < FOLLOWS;
    batch(() => {
      if (!this.trains) {
        if (playing && !isFollowing) this.playHeld(now);
      } else if (this.target !== null) this.reach(this.target);
      else if (playing && !isFollowing) this.train(now);
      else {
        this.training?.steps(0, WORK); // the other one catches up
        this.drawn.value++;
      }
    });
    const { training } = this;
    const lags = training?.rival && !training.rival.failure && training.rival.at < training.trainer.at;
    if (this.traits.playing.peek() || this.target !== null || (this.trains && lags)) this.wake();
  };

  private train(now: number): void {
    const training = this.training as BrowserTraining;
    this.due += this.traits.speed.peek();
    const wanted = Math.floor(this.due + 1e-9); // 60 · (1 / 60) is 1
    const taken = wanted > 0 ? training.steps(wanted, WORK) : 0;
    this.due = taken < wanted ? 0 : this.due - wanted;
    if (taken > 0) this.drawn.value++;
    if (training.trainer.failure) this.write("playing", false);
    else if (now - this.written >= WRITE_EVERY) this.tell(BYTES_PLAYING);
  }

  private playHeld(now: number): void {
    const { run } = this;
    if (this.dynamicAndLive && (now - this.began < FOLLOWS || !run || run.kept.length < 2)) return; // Python trains
    const last = run?.kept.at(-1) ?? 0;
    this.place = Math.min(last, this.place + this.traits.speed.peek());
    const step = run?.upTo(this.place) ?? 0;
    if (step !== this.traits.step.peek()) this.showHeld(step);
    if (this.place >= last) this.write("playing", false);
  }

  /** Go to a step, and train up to it if it is beyond the last; what takes longer goes on in the next frames. */
  private reach(step: number, milliseconds = WORK): void {
    const training = this.training as BrowserTraining;
    const { trainer } = training;
    if (step <= trainer.stepsDone) training.goTo(step);
    else {
      if (trainer.at < trainer.stepsDone) training.goTo(trainer.stepsDone);
      training.steps(step - trainer.at, milliseconds);
    }
    const isThere = trainer.at >= step || trainer.failure !== null;
    const wasUnderWay = this.target !== null;
    this.target = isThere ? null : step;
    this.drawn.value++;
    if (!isThere) this.wake();
    else if (wasUnderWay) this.arrive();
  }

  /** What was trained up to may differ from what was saved, where it was steered on the way: the saved one counts. */
  private arrive(): void {
    const { isSaved } = this;
    this.isSaved = false;
    if (isSaved) {
      this.attempt(() => {
        const saved = this.read("parameters");
        if (!same(this.parametersNow, saved)) this.training?.edit(arraysOf(saved));
      });
    } else if (!this.traits.playing.peek()) this.tell();
  }

  private reachNow(): void {
    while (this.target !== null) this.reach(this.target, 1000);
  }

  private showHeld(step: number): void {
    const { run } = this;
    if (!run) return;
    const now = this.traits.step.peek();
    const next = Math.abs(step - now) === 1 ? run.beside(now, step - now) : run.near(step);
    this.write("step", next);
    this.write("loss", toData(scalar(run.lossAt(next))));
    this.showParameters();
  }

  /** Have the parameters that Python told, or those of a kept step, to predict with them. */
  private showParameters(): void {
    this.drawn.value++;
    if (this.trains || !this.training) return;
    const trainer = this.training.trainer;
    this.attempt(() => {
      const step = this.traits.step.peek();
      const known = this.run?.parametersAt(step) ?? null;
      trainer.edit(known ?? arraysOf(this.read("parameters")));
    });
  }

  // What is told.

  /** Write what there is now. */
  private tell(bytes = BYTES): void {
    this.drawn.value++;
    this.settled.value++;
    const { training } = this;
    if (!this.trains || !training) return;
    const { trainer } = training;
    this.written = performance.now();
    batch(() => {
      this.write("step", trainer.at);
      this.write("loss", toData(scalar(this.lossNow)));
      this.write("parameters", this.parametersNow);
      this.write("played", training.told(bytes, this.stopped));
    });
  }

  /** Copies, as the parameters go on changing in place. */
  private get parametersNow(): Record<string, ArrayData> {
    const { parameters } = (this.training as BrowserTraining).trainer;
    return sent(
      new Map([...parameters].map(([name, array]) => [name, { ...array, data: array.data.slice() }])),
    );
  }

  /** The loss of the batch of the step that is shown, before it. */
  private get lossNow(): number {
    const { trainer } = this.training as BrowserTraining;
    return trainer.losses.of(trainer.at) ?? trainer.pass();
  }

  private say(): void {
    const loss = this.trains && this.training ? this.lossNow : (this.run?.lossAt(this.step) ?? Number.NaN);
    const text = this.failure || `Step ${this.step}, loss ${Number(loss.toPrecision(4))}.`;
    this.announced.value = text;
  }
}

function longer({ shape, dtype, data }: NDArray, added: readonly number[]): NDArray {
  const [count = 0, ...rest] = shape;
  return stored(Float64Array.from([...data, ...added]), [count + 1, ...rest], dtype);
}

function layersOf({ sizes }: Network): Record<string, string[]> {
  return Object.fromEntries(sizes.map((_, i) => [`layer ${i + 1}`, [`W${i + 1}`, `b${i + 1}`]]));
}
