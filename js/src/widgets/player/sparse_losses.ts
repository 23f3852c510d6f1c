// Losses that are known after some of the steps only.

import type { LossKind, LossSeries } from "../../views/training/loss_series";

const MOST = 2000;

export class SparseLosses {
  private steps: number[] = [];
  private losses: number[] = [];

  constructor(steps: ArrayLike<number> = [], losses: ArrayLike<number> = []) {
    this.steps = Array.from(steps);
    this.losses = Array.from(losses);
  }

  /** A loss after a step; one before the latest is known already. */
  add(step: number, loss: number): void {
    if (step <= (this.steps.at(-1) ?? -1) || !Number.isFinite(loss)) return;
    if (this.steps.length >= MOST) {
      this.steps = this.steps.filter((_, i) => i % 2 === 0);
      this.losses = this.losses.filter((_, i) => i % 2 === 0);
    }
    this.steps.push(step);
    this.losses.push(loss);
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
