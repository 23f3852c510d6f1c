// What is said when a training can't go on.

import { formatNumber } from "../../engine/numbers";
import type { Failure } from "../../engine/training/trainer";

const WHAT = { loss: "the loss", gradient: "the gradient", parameters: "the parameters" };

/** What happened, in few words. */
export function stoppedBy({ step, what }: Failure): string {
  const verb = what === "parameters" ? "were" : "was";
  return `${WHAT[what]} ${verb} no longer finite after ${step} ${step === 1 ? "step" : "steps"}`;
}

/** What happened, what is shown now, and what to try. */
export function advice(failure: Failure, shown: number, rate: number): string {
  const happened = stoppedBy(failure);
  return `${happened[0]?.toUpperCase()}${happened.slice(1)}. You see step ${shown}, the last one that is finite. What may help: reset, and a lower learning rate (it was ${formatNumber(rate, 3)}), another optimiser, or inputs and targets scaled to a size near 1.`;
}
