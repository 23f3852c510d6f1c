// Losses that are known after some of the steps only.

import type { ArrayData } from "../../contract";
import { fromData } from "../../engine/arrays";
import type { LossKind, LossSeries } from "../../views/training/loss_series";

const MOST = 2000;

export class SparseLosses {
  private steps: number[] = [];
  private losses: number[] = [];

  /** As they travelled, in two rows: steps and losses. */
  static from(sent: ArrayData): SparseLosses {
    const { data } = fromData(sent);
    const made = new SparseLosses();
    made.steps = Array.from(data.subarray(0, data.length / 2));
    made.losses = Array.from(data.subarray(data.length / 2));
    return made;
  }

  /** A loss after a step. */
  add(step: number, loss: number): void {
    if (!Number.isFinite(loss)) return;
    if (this.steps.length >= MOST) {
      this.steps = this.steps.filter((_, i) => i % 2 === 0);
      this.losses = this.losses.filter((_, i) => i % 2 === 0);
    }
    let place = this.steps.length;
    while (place > 0 && (this.steps[place - 1] as number) >= step) place--;
    const isKnown = this.steps[place] === step;
    this.steps.splice(place, Number(isKnown), step);
    this.losses.splice(place, Number(isKnown), loss);
  }

  /** Forget those after a step. */
  cut(step: number): void {
    while ((this.steps.at(-1) ?? -1) > step) {
      this.steps.pop();
      this.losses.pop();
    }
  }

  get last(): number {
    return this.steps.at(-1) ?? -1;
  }

  /** Both rows, as they travel. */
  get rows(): Float64Array {
    return Float64Array.from([...this.steps, ...this.losses]);
  }

  series(name: string, kind: LossKind): LossSeries {
    const [at, values] = [Float64Array.from(this.steps), Float64Array.from(this.losses)];
    return { name, kind, values, count: values.length, at };
  }
}
