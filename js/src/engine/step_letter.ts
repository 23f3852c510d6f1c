/** What the step is called: graph/closed_form/truncation.py chooses by the same letters. */

const LETTERS = ["h", "Δ", "ε", "η"];

/** The first of a few letters that is no input's name. */
export function stepLetter(names: readonly string[]): string {
  return LETTERS.find((letter) => !names.includes(letter)) ?? "step";
}
