// What a screen reader is told once a change is over.

import { formatNumber } from "../../engine/numbers";
import type { Method, Reading } from "../../engine/reading";
import { type Names, troubleWithDerivative, troubleWithStep, troubleWithValue } from "../../engine/trouble";

/** The numbers in a sentence; for one that can't be given, why not. */
export function announcement(reading: Reading, names: Names, method: Method): string {
  const nowhere = troubleWithValue(reading, names);
  if (nowhere) return nowhere;
  const { x, value, differences, derivative } = reading;
  const steps = troubleWithStep(reading, names, method);
  const slopes = troubleWithDerivative(reading, names);
  const numbers = [
    `${names.x} is ${formatNumber(x)}`,
    `the function ${formatNumber(value)}`,
    ...(steps ? [] : [`the difference quotient ${formatNumber(differences[method])}`]),
    ...(slopes ? [] : [`the exact derivative ${formatNumber(derivative)}`]),
  ];
  return [`${numbers.join(", ")}.`, steps, slopes].filter(Boolean).join(" ");
}
