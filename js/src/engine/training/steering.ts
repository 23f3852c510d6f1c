/** What a training follows, from which of its steps on. */

import type { Rule } from "./optimiser";
import type { Samples } from "./samples";

/** What may be changed between two steps. Objects are replaced, never changed. */
export interface Settings {
  readonly rule: Rule;
  readonly batchSize: number;
  /** How strongly large parameters are punished, if the graph has a constant for it. */
  readonly l2: number;
  readonly samples: Samples;
  /** What the order of the samples follows from. */
  readonly seed: number;
  /** Learning rates by step, in place of the rule's; the last one holds from there on. */
  readonly rates?: ArrayLike<number> | null;
  /** What whoever steers wants to know of them again. */
  readonly described?: unknown;
}

/** Settings, and from which step on they hold. */
export interface Change {
  readonly step: number;
  readonly settings: Settings;
}

export class Steering {
  /** @param changes in order, from step 0 on. */
  constructor(public changes: readonly Change[]) {}

  /** Those that the next step after so many follows. */
  at(step: number): Settings {
    let place = this.changes.length - 1;
    while ((this.changes[place] as Change).step > step) place--;
    return (this.changes[place] as Change).settings;
  }

  /** Have the steps from here on follow others. */
  change(step: number, settings: Settings): void {
    this.changes = [...this.changes.filter((each) => each.step < step), { step, settings }];
  }

  /** Forget what was changed after a step. */
  cut(step: number): void {
    this.changes = this.changes.filter((each) => each.step <= step);
  }

  /** The learning rates of the first steps, at equal distances. */
  rates(steps: number, every: number): Float64Array {
    const rates = new Float64Array(Math.ceil(steps / every));
    for (const [place, { step, settings }] of this.changes.entries()) {
      const end = Math.min(rates.length, Math.ceil((this.changes[place + 1]?.step ?? steps) / every));
      for (let i = Math.ceil(step / every); i < end; i++) rates[i] = rateAt(settings, i * every);
    }
    return rates;
  }
}

/** The learning rate of the next step after so many. */
export function rateAt({ rule, rates }: Settings, step: number): number {
  return rates?.length ? (rates[Math.min(step, rates.length - 1)] as number) : rule.learning_rate;
}
