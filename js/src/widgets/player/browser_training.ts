// A training that the browser does by itself, and another one beside it with another learning rate.

import type { PlayedData, SettingsData } from "../../contract";
import { fromData, type NDArray, type Numbers } from "../../engine/arrays";
import { countOf, type Samples } from "../../engine/training/samples";
import type { Settings } from "../../engine/training/steering";
import { Trainer } from "../../engine/training/trainer";
import type { LossSeries } from "../../views/training/loss_series";
import { type Described, type Model, settingsOf } from "./model";
import { changesFrom, playedOf, savedFrom } from "./played";
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
  private end = { step: -1, loss: Number.NaN }; // of the last step's parameters

  constructor(
    readonly model: Model,
    data: SettingsData,
    private schedule: Numbers | null,
  ) {
    this.samples = model.samples;
    const described = { settings: data, scheduled: schedule !== null, samples: countOf(model.samples) };
    this.trainer = this.made(settingsOf(described, schedule, model.samples));
  }

  /** What the next step follows. */
  get described(): Described {
    return this.trainer.settings.described as Described;
  }

  /** Take steps until there are enough or time is over; returns how many. */
  steps(most: number, milliseconds: number): number {
    const { trainer, rival } = this;
    const begin = performance.now();
    const until = begin + (rival ? milliseconds / 2 : milliseconds);
    let taken = 0;
    let done = 0;
    do {
      const wanted = Math.min(most - taken, this.lookEvery);
      done = trainer.steps(wanted, until);
      taken += done;
      if (done === this.lookEvery) this.full.add(trainer.at, trainer.whole(this.samples).loss);
    } while (done > 0 && taken < most && performance.now() < until);
    this.rivalFollows(begin + milliseconds);
    return taken;
  }

  /** Go towards a step that was taken; false if time is over on the way. */
  goTo(step: number, milliseconds: number): boolean {
    const begin = performance.now();
    const isThere = this.trainer.goTo(step, begin + milliseconds);
    this.rivalFollows(begin + milliseconds);
    return isThere;
  }

  /** Go on with other settings, or samples. A schedule ends where somebody chooses a learning rate. */
  change(settings: SettingsData, samples = this.samples): void {
    const { described, rival } = this;
    const scheduled = described.scheduled && settings.learning_rate === described.settings.learning_rate;
    const followed = settingsOf({ settings, scheduled, samples: countOf(samples) }, this.schedule, samples);
    this.trainer.change(followed);
    if (rival) {
      const { learning_rate } = rival.settings.rule;
      rival.goTo(this.trainer.at);
      rival.change({ ...followed, rule: { ...followed.rule, learning_rate }, rates: null });
    }
    this.samples = samples;
    this.cut();
  }

  /** The same from its first parameters on, with the settings and the samples of now. */
  anew(): BrowserTraining {
    const { described, model, samples } = this;
    return new BrowserTraining(
      { ...model, samples },
      described.settings,
      described.scheduled ? this.schedule : null,
    );
  }

  edit(numbers: ReadonlyMap<string, NDArray>): void {
    const { trainer, rival } = this;
    trainer.edit(numbers);
    rival?.goTo(trainer.at);
    rival?.edit(numbers);
    this.cut();
  }

  /** Have another training run along; 0 for none. */
  compete(rate: number): void {
    const { settings, samples } = this.described;
    const described = { settings: { ...settings, learning_rate: rate }, scheduled: false, samples };
    this.rival = rate > 0 ? this.made(settingsOf(described, null, this.samples)) : null;
  }

  /** Look at the losses that are not of a batch, after the step that is shown. */
  observe(full: number): void {
    const { trainer, model } = this;
    if (trainer.settings.batchSize < countOf(this.samples)) this.full.add(trainer.at, full);
    if (trainer.at !== trainer.stepsDone) return;
    if (model.held && trainer.epoch !== this.validatedIn) {
      this.validatedIn = trainer.epoch;
      this.validated.add(trainer.at, trainer.whole(model.held, 0).loss);
    }
  }

  /** After how many steps all samples are looked at, where a batch is only some of them: it takes a sixth of the time. */
  private get lookEvery(): number {
    const batches = countOf(this.samples) / this.trainer.settings.batchSize;
    return batches > 1 ? Math.max(8, Math.ceil(2 * batches)) : Number.POSITIVE_INFINITY;
  }

  get series(): LossSeries[] {
    const { trainer, rival } = this;
    if (trainer.at === trainer.stepsDone) this.end = { step: trainer.at, loss: trainer.pass() };
    const isEndKnown = this.end.step === trainer.stepsDone && Number.isFinite(this.end.loss);
    const isBatched = trainer.settings.batchSize < countOf(this.samples);
    const losses = ({ losses: { values, every } }: Trainer) => ({ values, count: values.length, every });
    return [
      {
        name: isBatched ? "batch" : "loss",
        kind: "batch",
        ...losses(trainer),
        ...(isEndKnown && { last: this.end }),
      },
      ...(isBatched || this.full.last >= 0 ? [this.full.series("all samples", "full")] : []),
      ...(this.model.held ? [this.validated.series("validation", "validation")] : []),
      ...(rival
        ? [
            {
              name: `at rate ${rival.settings.rule.learning_rate}`,
              kind: "other run" as const,
              ...losses(rival),
            },
          ]
        : []),
    ];
  }

  /** All that happened, as it travels. */
  told(bytes: number, stopped: string): PlayedData {
    const { trainer, validated, schedule } = this;
    return playedOf(trainer, { validated, schedule, stopped, bytes });
  }

  /** Be where another one was that told what it played; or where it began, if nothing but its changes is told. */
  restore(played: PlayedData): void {
    this.schedule = played.schedule && fromData(played.schedule).data;
    if (!played.run) {
      this.trainer.steer(changesFrom(played, this.samples));
      return;
    }
    const { held, steps } = played.run;
    this.trainer.restore(savedFrom(played, this.trainer, this.samples));
    this.validated = SparseLosses.from(held);
    this.full.cut(steps);
    this.validatedIn = -1;
  }

  private rivalFollows(until: number): void {
    const { trainer, rival } = this;
    if (!rival) return;
    if (rival.at > trainer.at || rival.at < rival.stepsDone) rival.goTo(trainer.at, until);
    else rival.steps(Math.max(0, trainer.at - rival.at), until);
  }

  private made(settings: Settings): Trainer {
    return new Trainer({ ...this.model, settings, memory: MEMORY });
  }

  private cut(): void {
    this.full.cut(this.trainer.at);
    this.validated.cut(this.trainer.at);
    this.validatedIn = -1;
  }
}
