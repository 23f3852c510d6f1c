// How the parts of a sum or a product stand beside each other.

import type { Formula } from "../contract";

const SHORT = /^.[′″‴]$/; // a letter with primes

/** Whether a formula adds up its parts: NumPy's sum has one, and options such as axis=0. */
export function isSum(formula: Formula): boolean {
  if (!Array.isArray(formula) || formula[0] !== "sum" || formula.length < 3) return false;
  return !formula.slice(1).some((part) => typeof part === "string" && part.includes("="));
}

/** What is left of a formula that begins with a minus sign; null if it doesn't. */
export function unsigned(formula: Formula): Formula | null {
  if (typeof formula === "number") return formula < 0 ? -formula : null;
  if (typeof formula === "string") return null;
  const [name, first, ...others] = formula;
  if (name === "negative") return first as Formula;
  const positive = name === "product" ? unsigned(first as Formula) : null;
  return positive === null ? null : [name, positive, ...others];
}

/** Whether a factor begins with a digit, which would run into what stands before it. */
export function startsWithDigit(formula: Formula): boolean {
  if (!Array.isArray(formula)) return typeof formula === "number";
  const [name, first] = formula;
  return (name === "power" || name === "product") && startsWithDigit(first as Formula);
}

/** Whether a factor is a name of several letters, which would read as a product itself. */
export function isLongName(formula: Formula): boolean {
  if (!Array.isArray(formula))
    return typeof formula === "string" && formula.length > 1 && !SHORT.test(formula);
  return formula[0] === "power" && isLongName(formula[1] as Formula);
}
