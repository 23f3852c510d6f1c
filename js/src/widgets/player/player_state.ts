// A player: what a person, Python or another view does with it.

import { batch, effect, untracked } from "@preact/signals";
import type { PlayerState, SettingsData } from "../../contract";
import { fromData, toData } from "../../engine/arrays";
import { drawn, type Network } from "../../engine/training/network";
import { countOf, withSample } from "../../engine/training/samples";
import type { Host } from "../../host";
import type { LossSeries } from "../../views/training/loss_series";
import type { TrainingSettings } from "../../views/training/training_controls";
import { sent } from "../sent_inputs";
import type { Stepper } from "../stepper/stepper_state";
import { BrowserTraining } from "./browser_training";
import { HeldRun } from "./held_run";
import { arraysOf, layersOf, modelOf, networkOf, titleOf } from "./model";
import { PlayerSteps } from "./player_steps";
import { same } from "./same";
import { stepperOn } from "./sample_stepper";

const OF_MODEL: readonly string[] = [
  ...[
    "network",
    "graphs",
    "loss_name",
    "X",
    "y",
    "held_X",
    "held_y",
    "initial",
    "grid",
    "dynamic",
    "trained_by",
  ],
];

export class Player extends PlayerSteps {
  constructor(host: Host<PlayerState>) {
    super(host);
    this.readRun();
    this.build();
    let isFirst = true;
    this.endings.push(
      effect(() => {
        const playing = this.traits.playing.value;
        if (playing || !isFirst) untracked(() => this.playOrPause(playing));
        isFirst = false;
      }),
      () => cancelAnimationFrame(this.frame),
    );
  }

  get series(): LossSeries[] {
    return (this.trains ? this.training?.series : this.run?.series) ?? [];
  }

  // What a person does. Views are handed these, so they are the same functions for as long as the widget lives.

  readonly play = (playing: boolean): void => {
    this.followed = Number.NEGATIVE_INFINITY;
    this.write("playing", playing);
  };

  /** Show a step; one beyond the last is taken. */
  readonly show = (step: number): void => {
    if (this.traits.playing.peek()) this.write("playing", false);
    if (this.trains) {
      this.reach(step);
      if (this.target === null) this.tell();
    } else if (this.kernelTrains && step > this.steps) this.write("step", step);
    else this.showHeld(step);
    this.say();
  };

  readonly scrub = (step: number): void => {
    this.show(Math.min(step, this.steps));
  };

  /** Begin anew with the first weights, and the settings of now. */
  readonly reset = (): void => {
    const { training } = this;
    if (this.traits.playing.peek()) this.write("playing", false);
    if (this.trains && training) {
      this.target = null;
      this.training = training.anew();
      this.takeUpRival();
      this.tell();
      this.say();
    } else this.show(0);
  };

  /** Draw new weights, from a new seed. */
  readonly renew = (): void => {
    const { training } = this;
    if (!training?.model.network) return;
    const { settings } = training.described;
    this.begin(training.model.network, { ...settings, seed: (settings.seed + 1) % 2 ** 32 });
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
    const { training } = this;
    const before = this.trains && training ? training.described.settings : this.traits.settings.peek();
    const settings = { ...before, ...numbers, ...(optimiser && { optimizer: optimiser }) };
    const data = this.traits.network.peek();
    if (data && (activation !== undefined || widths)) {
      const sizes = widths ? [...widths, data.sizes.at(-1) as number] : data.sizes;
      const changed = { ...data, sizes, activation: activation ?? data.activation };
      batch(() => {
        this.write("network", changed);
        this.begin(networkOf(changed, this.traits.loss_name.peek()), settings);
      });
    } else if (this.trains) this.follow(settings);
    else if (!same(settings, before)) this.write("settings", settings);
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
    const count = countOf(training.samples);
    const samples = withSample(training.samples, inputs, target);
    const { settings } = training.described;
    const areAll = settings.batch_size === count;
    training.change(areAll ? { ...settings, batch_size: count + 1 } : settings, samples);
    batch(() => {
      this.write("X", toData(samples.X));
      this.write("y", toData(samples.y));
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
    } else if (name === "played") this.playedHeard();
    else if (name === "step") this.stepHeard();
    else if (name === "settings" || name === "schedule") this.settingsHeard();
    else if (name === "rival") this.takeUpRival();
    else if (name === "revision") this.takeUpParameters();
    else if (name === "parameters" && !this.trains) this.showParameters();
    this.drawn.value++;
  }

  /** Another view has trained: be where it is. */
  private playedHeard(): void {
    if (!this.trains || this.read("played") === null) return;
    this.target = null;
    this.followed = performance.now();
    this.attempt(() => this.training?.restore(this.read("played") as NonNullable<PlayerState["played"]>));
    this.settled.value++;
  }

  private stepHeard(): void {
    if (!this.trains || !this.training) {
      this.showParameters();
      return;
    }
    this.reach(this.read("step"));
    const isAsked = !same(this.parametersNow, this.read("parameters")); // by Python: another view tells those of the step
    if (this.target === null && isAsked && !this.traits.playing.peek()) this.tell();
  }

  private settingsHeard(): void {
    if (this.trouble.peek() !== "") this.build();
    else if (this.trains) this.attempt(() => this.follow(this.read("settings")));
  }

  /** Python's parameters count, and what came after them is dropped. */
  private takeUpParameters(): void {
    this.target = null;
    this.attempt(() => this.training?.edit(arraysOf(this.read("parameters"))));
    if (this.traits.playing.peek()) this.write("playing", false);
    else this.tell();
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
      const data = this.read("network");
      if (data && this.read("initial") === null) {
        this.draw(networkOf(data, this.read("loss_name")), this.read("settings").seed);
      }
      const model = modelOf({
        ...{ network: this.read("network"), graphs: this.read("graphs") },
        ...{ loss_name: this.read("loss_name"), initial: this.read("initial") },
        ...{ X: this.read("X"), y: this.read("y") },
        ...{ held_X: this.read("held_X"), held_y: this.read("held_y") },
      });
      if (!model) return;
      const settings = this.read("settings");
      const isOurs = this.read("trained_by") === "browser";
      const schedule = this.read("schedule");
      const whole = { ...settings, batch_size: Number.MAX_SAFE_INTEGER };
      const training = new BrowserTraining(
        model,
        isOurs ? settings : whole,
        schedule && fromData(schedule).data,
      );
      training.trainer.pass(); // what is wrong with its graph is known now
      this.training = training;
    });
    this.takeUpRival();
    if (this.trains) this.takeUpPlayed();
    else this.showParameters();
    this.drawn.value++;
  }

  /** Be where a saved page, or another view, was. */
  private takeUpPlayed(): void {
    const { training } = this;
    const [played, step] = [this.read("played"), this.read("step")];
    try {
      if (played && training) training.restore(played);
    } catch {
      // of another model: it begins anew
    }
    if (this.read("revision") > this.read("answered")) this.takeUpParameters();
    if (step !== training?.trainer.at) this.reach(step);
  }

  /** Begin anew with other weights. */
  private begin(network: Network, settings: SettingsData): void {
    batch(() => {
      this.write("playing", false);
      this.write("played", null);
      this.write("settings", settings);
      this.draw(network, settings.seed);
      this.write("step", 0);
      this.build();
      this.tell();
    });
  }

  /** Draw weights; also where a page has none, because its address names other layers or another seed. */
  private draw(network: Network, seed: number): void {
    const initial = sent(drawn(network, seed));
    this.write("title", titleOf(this.traits.title.peek(), network));
    this.write("layers", layersOf(network));
    this.write("initial", initial);
    this.write("answered", this.read("revision"));
    this.write("parameters", initial);
  }

  private follow(settings: SettingsData): void {
    const { training } = this;
    if (!training || same(settings, training.described.settings)) return;
    this.target = null;
    training.change(settings);
    this.tell();
  }

  private takeUpRival(): void {
    const { training } = this;
    if (!training || !this.trains) return;
    training.compete(this.traits.rival.peek());
    this.wake();
    this.drawn.value++;
  }
}
