// The truncation of a polynomial's differences, of which the closed form is all of it.

import type { FormData } from "../../contract";
import { evaluate } from "../../engine/algebra";
import type { Entry } from "../../engine/entries";
import { METHODS, type Reading } from "../../engine/reading";
import { stepLetter } from "../../engine/step_letter";

/** A reading whose error is split by the closed form of its truncation, where that is exact. */
export function exactly(form: FormData | null, reading: Reading, entries: readonly Entry[]): Reading {
  if (!form?.exact || form.truncation.length < METHODS.length) return reading;
  const letters = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
  letters[stepLetter(Object.keys(letters))] = reading.h;
  const [truncation, rounding] = [{ ...reading.truncation }, { ...reading.rounding }];
  METHODS.forEach((method, i) => {
    const found = evaluate(form.truncation[i] ?? 0, letters);
    if (found === null || !Number.isFinite(found) || !Number.isFinite(reading.errors[method])) return;
    truncation[method] = found;
    rounding[method] = reading.errors[method] - found;
  });
  return { ...reading, truncation, rounding };
}
