// How a player goes from step to step: in what the browser trains, or in what Python holds; and what it tells of it.

import { batch, signal } from "@preact/signals";
import type { ArrayData } from "../../contract";
import { scalar, toData } from "../../engine/arrays";
import { sent } from "../sent_inputs";
import type { BrowserTraining } from "./browser_training";
import type { HeldRun } from "./held_run";
import { arraysOf } from "./model";
import { PlayerTraits } from "./player_traits";
import { same } from "./same";
import { advice, stoppedBy } from "./trouble";

const WORK = 8; // milliseconds of training a frame
const WRITE_EVERY = 500; // milliseconds, while it plays
const FOLLOWS = 2000; // milliseconds for which another view, or Python, is taken to be the one that trains
const BYTES_PLAYING = 200_000; // of states that are told
const BYTES = 2_000_000;

export abstract class PlayerSteps extends PlayerTraits {
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

  protected target: number | null = null; // a step that is still to be reached
  /** When another view, or Python, was last heard to train. */
  protected followed = Number.NEGATIVE_INFINITY;
  protected frame = 0;
  private due = 0; // steps
  private place = 0; // of a run that is played
  private written = 0;
  private began = 0;

  /** Whether the browser trains by itself. */
  get trains(): boolean {
    return this.training !== null && this.read("trained_by") === "browser"; // not as last heard: the order varies
  }

  /** Whether a kernel takes the next step. */
  get kernelTrains(): boolean {
    return this.live && this.read("trained_by") === "python";
  }

  get step(): number {
    return this.trains ? (this.training?.trainer.at ?? 0) : this.traits.step.peek();
  }

  get steps(): number {
    if (this.trains) return this.training?.trainer.stepsDone ?? 0;
    return this.run?.steps ?? this.traits.step.peek();
  }

  get failure(): string {
    const trainer = this.trains ? this.training?.trainer : undefined;
    if (!trainer?.failure) return "";
    return advice(trainer.failure, trainer.stepsDone, trainer.settings.rule.learning_rate);
  }

  /** Why no step can be taken from the last one. */
  get stopped(): string {
    if (this.trains) {
      const failure = this.training?.trainer.failure;
      return failure ? stoppedBy(failure) : "";
    }
    const canPlay = this.kernelTrains || (this.run?.kept.length ?? 0) > 1;
    return canPlay ? "" : "only Python can train it";
  }

  protected attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.trouble.value = error instanceof Error ? error.message : String(error);
    }
  }

  // Playing.

  protected playOrPause(playing: boolean): void {
    this.began = performance.now();
    this.due = 0;
    this.place = this.traits.step.peek();
    if (playing) {
      const isAtEnd = this.run && this.place >= (this.run.kept.at(-1) ?? 0);
      if (isAtEnd && !this.kernelTrains) this.place = 0;
      this.wake();
    } else if (this.trains && this.training) {
      if (this.target === null) this.tell();
      if (this.training.trainer.failure) this.say();
    }
    this.drawn.value++;
  }

  protected wake(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(this.onFrame);
  }

  /** One frame: train, or go on in a run, and draw. */
  private readonly onFrame = (): void => {
    const now = performance.now();
    const { playing } = this.traits;
    const isLeading = playing.peek() && now - this.followed >= FOLLOWS;
    this.attempt(() =>
      batch(() => {
        if (!this.trains) {
          if (isLeading) this.playHeld(now);
        } else if (this.target !== null) this.reach(this.target);
        else if (isLeading) this.train(now);
        else {
          this.training?.steps(0, WORK); // the other rate catches up
          this.drawn.value++;
        }
      }),
    );
    if (this.trouble.peek() !== "") {
      this.training = null;
      if (playing.peek()) this.write("playing", false);
    }
    const { trainer, rival } = this.training ?? {};
    const lags = this.trains && trainer && rival && !rival.failure && rival.at < trainer.at;
    if (playing.peek() || this.target !== null || lags) this.wake();
  };

  private train(now: number): void {
    const training = this.training as BrowserTraining;
    this.due += this.traits.speed.peek();
    const wanted = Math.floor(this.due + 1e-9); // 60 · (1 / 60) is 1
    const taken = wanted > 0 ? training.steps(wanted, WORK) : 0;
    this.due = taken < wanted ? 0 : this.due - wanted;
    if (taken > 0) this.drawn.value++;
    const { at, stepsDone, failure } = training.trainer;
    if (failure && at === stepsDone) this.write("playing", false);
    else if (now - this.written >= WRITE_EVERY) this.tell(BYTES_PLAYING);
  }

  private playHeld(now: number): void {
    const { run } = this;
    if (this.kernelTrains && (now - this.began < FOLLOWS || !run || run.kept.length < 2)) return; // Python trains
    const last = run?.kept.at(-1) ?? 0;
    this.place = Math.min(last, this.place + this.traits.speed.peek());
    const step = run?.upTo(this.place) ?? 0;
    if (step !== this.traits.step.peek()) this.showHeld(step);
    if (this.place >= last) this.write("playing", false);
  }

  // Going to a step.

  /** Go to a step, and train up to it if it is beyond the last; what takes longer goes on in the next frames. */
  protected reach(step: number): void {
    const training = this.training as BrowserTraining;
    const { trainer } = training;
    const isTaken = step <= trainer.stepsDone;
    if (training.goTo(step, WORK) && !isTaken) training.steps(step - trainer.at, WORK);
    const isThere = trainer.at === step || (!isTaken && trainer.failure !== null);
    const wasUnderWay = this.target !== null;
    this.target = isThere ? null : step;
    this.drawn.value++;
    if (!isThere) this.wake();
    else if (wasUnderWay && !this.traits.playing.peek()) this.tell();
  }

  protected showHeld(step: number): void {
    const { run } = this;
    if (!run) return;
    const now = this.traits.step.peek();
    const next = Math.abs(step - now) === 1 ? run.beside(now, step - now) : run.near(step);
    this.write("step", next);
    this.write("loss", toData(scalar(run.lossAt(next))));
    this.showParameters();
  }

  /** Have the parameters that Python told, or those of a kept step, to predict with them. */
  protected showParameters(): void {
    this.drawn.value++;
    this.settled.value++;
    if (this.trains || !this.training) return;
    const trainer = this.training.trainer;
    this.attempt(() => {
      const step = this.traits.step.peek();
      const known = this.run?.parametersAt(step) ?? null;
      trainer.edit(known ?? arraysOf(this.read("parameters")));
    });
  }

  // What is told.

  /** Write what there is now. What was played comes first: another view has it all when it hears the rest. */
  protected tell(bytes = this.traits.playing.peek() ? BYTES_PLAYING : BYTES): void {
    this.drawn.value++;
    this.settled.value++;
    const { training } = this;
    if (!this.trains || !training) return;
    this.written = performance.now();
    const { settings } = training.described;
    batch(() => {
      this.write("played", training.told(bytes, this.stopped));
      if (!same(settings, this.traits.settings.peek())) this.write("settings", settings);
      this.write("answered", this.read("revision"));
      this.write("parameters", this.parametersNow);
      this.write("loss", toData(scalar(this.lossNow)));
      this.write("step", training.trainer.at);
    });
  }

  /** Copies, as the parameters go on changing in place. */
  protected get parametersNow(): Record<string, ArrayData> {
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

  protected say(): void {
    const loss = this.trains ? this.lossNow : (this.run?.lossAt(this.step) ?? Number.NaN);
    this.announced.value = this.failure || `Step ${this.step}, loss ${Number(loss.toPrecision(4))}.`;
  }
}
