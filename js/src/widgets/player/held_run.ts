// A training that Python holds, as it came.

import type { RunData } from "../../contract";
import { fromData, type NDArray, type Numbers, size } from "../../engine/arrays";
import type { LossSeries } from "../../views/training/loss_series";
import { SparseLosses } from "./sparse_losses";

export class HeldRun {
  readonly kept: readonly number[];
  readonly stopped: string;
  private readonly taken: number;
  private readonly every: number;
  private readonly losses: Float64Array;
  private readonly validated: SparseLosses;
  private readonly states: ReadonlyMap<string, NDArray>;

  constructor(run: RunData) {
    this.kept = run.kept.filter((step) => Number.isInteger(step));
    this.stopped = run.stopped;
    this.taken = run.steps;
    this.every = Math.max(1, run.every);
    this.losses = Float64Array.from(fromData(run.losses).data);
    this.validated = SparseLosses.from(run.held);
    this.states = new Map(Object.entries(run.states).map(([name, array]) => [name, fromData(array)]));
  }

  get steps(): number {
    return Math.max(this.taken, this.kept.at(-1) ?? 0);
  }

  /** The kept step that is nearest to one. */
  near(step: number): number {
    return this.kept.reduce(
      (best, each) => (Math.abs(each - step) < Math.abs(best - step) ? each : best),
      this.kept[0] ?? 0,
    );
  }

  /** The latest kept step that is not after a place. */
  upTo(place: number): number {
    return this.kept.filter((step) => step <= place).at(-1) ?? this.kept[0] ?? 0;
  }

  /** The kept step after another, or before it. */
  beside(step: number, direction: number): number {
    const found =
      direction > 0 ? this.kept.find((each) => each > step) : this.kept.filter((each) => each < step).at(-1);
    return found ?? step;
  }

  /** The parameters after a kept step; none if it was not kept. */
  parametersAt(step: number): Map<string, NDArray> | null {
    const place = this.kept.indexOf(step);
    if (place < 0) return null;
    return new Map(
      [...this.states].map(([name, { shape, dtype, data }]) => {
        const own = shape.slice(1);
        const count = size(own);
        const part: Numbers = data.subarray(place * count, (place + 1) * count);
        return [name, { shape: own, dtype, data: part }];
      }),
    );
  }

  lossAt(step: number): number {
    return this.losses[Math.min(Math.floor(step / this.every), this.losses.length - 1)] ?? Number.NaN;
  }

  get series(): LossSeries[] {
    const batch: LossSeries = {
      name: "loss",
      kind: "batch",
      values: this.losses,
      count: this.losses.length,
      every: this.every,
    };
    const isValidated = this.validated.last >= 0;
    return isValidated ? [batch, this.validated.series("validation", "validation")] : [batch];
  }
}
