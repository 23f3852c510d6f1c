// A training that the browser does by itself, and another one beside it with another learning rate.

import type { ArrayData, RunData, SettingsData } from "../../contract";
import { type NDArray, toData } from "../../engine/arrays";
import { countOf, type Samples } from "../../engine/training/samples";
import type { Settings } from "../../engine/training/steering";
import { Trainer } from "../../engine/training/trainer";
import type { LossSeries } from "../../views/training/loss_series";
import { type Model, settingsOf } from "./model";
import { SparseLosses } from "./sparse_losses";

const MEMORY = 32e6; // bytes, of kept states

export class BrowserTraining {
  readonly trainer: Trainer;
  rival: Trainer | null = null;
  /** Without noise. */
  samples: Samples;

  private full = new SparseLosses();
  private validated = new SparseLosses();
  private validatedIn = -1; // which epoch

  constructor(
    readonly model: Model,
    data: SettingsData,
    schedule: ArrayData | null,
  ) {
    this.samples = model.samples;
    this.trainer = this.made(settingsOf(data, schedule, model.samples), data.seed);
  }

  /** Take steps until there are enough or time is over; returns how many. */
  steps(most: number, milliseconds: number): number {
    const { trainer, rival } = this;
    const begin = performance.now();
    const taken = trainer.steps(most, begin + (rival ? milliseconds / 2 : milliseconds));
    rival?.steps(Math.max(0, trainer.at - rival.at), begin + milliseconds);
    return taken;
  }

  goTo(step: number): void {
    this.trainer.goTo(step);
    this.rival?.goTo(step);
  }

  /** Go on with other settings, or samples. */
  change(data: SettingsData, schedule: ArrayData | null, samples = this.samples): void {
    const settings = settingsOf(data, schedule, samples);
    this.trainer.change(settings);
    const { rival } = this;
    if (rival) {
      const { learning_rate } = rival.settings.rule;
      rival.goTo(this.trainer.at);
      rival.change({ ...settings, rule: { ...settings.rule, learning_rate }, rates: null });
    }
    this.samples = samples;
    this.cut();
  }

  edit(numbers: ReadonlyMap<string, NDArray>): void {
    this.trainer.edit(numbers);
    this.cut();
  }

  /** Have another training run along; 0 for none. */
  compete(rate: number, data: SettingsData): void {
    this.rival = null;
    if (!(rate > 0)) return;
    const settings = settingsOf({ ...data, learning_rate: rate }, null, this.samples);
    this.rival = this.made(settings, data.seed);
  }

  /** Look at the losses that are not of a batch, after the step that is shown. */
  observe(full: number): void {
    const { trainer, model } = this;
    if (trainer.at !== trainer.stepsDone) return;
    if (trainer.settings.batchSize < countOf(this.samples)) this.full.add(trainer.at, full);
    if (model.held && trainer.epoch !== this.validatedIn) {
      this.validatedIn = trainer.epoch;
      this.validated.add(trainer.at, trainer.whole(model.held).loss);
    }
  }

  get series(): LossSeries[] {
    const { trainer, rival } = this;
    const isBatched = trainer.settings.batchSize < countOf(this.samples);
    const losses = ({ losses: { values, every } }: Trainer) => ({ values, count: values.length, every });
    return [
      { name: isBatched ? "batch" : "loss", kind: "batch", ...losses(trainer) },
      ...(isBatched || this.full.last >= 0 ? [this.full.series("all samples", "full")] : []),
      ...(this.model.held ? [this.validated.series("validation", "validation")] : []),
      ...(rival ? [{ name: "other rate", kind: "other run" as const, ...losses(rival) }] : []),
    ];
  }

  /** All that happened, as it travels. */
  told(bytes: number, stopped: string): RunData {
    const { losses, rates } = this.trainer;
    const { steps, states } = this.trainer.states(bytes);
    const { rows } = this.validated;
    return {
      steps: losses.length,
      every: losses.every,
      losses: sentList(losses.values),
      held: toData({ shape: [2, rows.length / 2], dtype: "float64", data: rows }),
      rates: sentList(rates),
      kept: steps,
      states: Object.fromEntries(
        [...this.trainer.parameters].map(([name, { shape, dtype, data }]) => {
          const all = new Float64Array(steps.length * data.length);
          for (const [i, state] of states.entries()) all.set(state.get(name) ?? [], i * data.length);
          return [name, toData({ shape: [steps.length, ...shape], dtype, data: all })];
        }),
      ),
      stopped,
    };
  }

  private made(settings: Settings, seed: number): Trainer {
    const { lossGraph, predictionGraph, parameters } = this.model;
    return new Trainer({ lossGraph, predictionGraph, parameters, settings, seed, memory: MEMORY });
  }

  private cut(): void {
    this.full.cut(this.trainer.at);
    this.validated.cut(this.trainer.at);
    this.validatedIn = -1;
  }
}

function sentList(data: Float64Array): ArrayData {
  return toData({ shape: [data.length], dtype: "float64", data });
}
