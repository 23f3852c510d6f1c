/**
 * Closed forms: formulas in which ["sum", …] and ["product", …] have any number of parts, with numbers put in for
 * letters and written as a person would: 2 a x + b becomes 6 x − 4.
 */

import type { Formula } from "../contract";
import { operations } from "./operations";

export type Letters = Readonly<Record<string, number>>;

const EPSILON = 4 * Number.EPSILON; // relative: what is left of a sum that is 0 but for rounding

/** The number that a formula has; null where a letter or an operation is not known, or a derivative is yet to be taken. */
export function evaluate(formula: Formula, letters: Letters): number | null {
  if (typeof formula === "number") return formula;
  if (typeof formula === "string")
    return Object.hasOwn(letters, formula) ? (letters[formula] as number) : null;
  const [name, ...parts] = formula;
  const numbers: number[] = [];
  for (const part of parts) {
    const number = evaluate(part, letters);
    if (number === null) return null;
    numbers.push(number);
  }
  return applied(name, numbers);
}

function applied(name: string, numbers: readonly number[]): number | null {
  if (name === "sum") return added(numbers);
  if (name === "product") return numbers.reduce((product, x) => product * x, 1);
  const forward = Object.hasOwn(operations, name) ? operations[name]?.forward : undefined;
  return forward?.(...numbers) ?? null;
}

function added(numbers: readonly number[]): number {
  const total = numbers.reduce((sum, x) => sum + x, 0);
  const size = numbers.reduce((sum, x) => sum + Math.abs(x), 0);
  return Math.abs(total) <= EPSILON * size ? 0 : total;
}

/** A formula with numbers put in for letters, simplified so that it reads as a person would write it. */
export function withNumbers(formula: Formula, letters: Letters): Formula {
  if (typeof formula === "number") return formula;
  if (typeof formula === "string")
    return Object.hasOwn(letters, formula) ? (letters[formula] as number) : formula;
  const [name, ...parts] = formula;
  if (isFraction(formula)) return formula;
  const inputs = parts.map((part) => withNumbers(part, letters));
  const [first = 0, second = 0, third = 0] = inputs;
  switch (name) {
    case "add":
    case "sum":
      return sum(inputs);
    case "subtract":
      return sum([first, negative(second)]);
    case "multiply":
    case "product":
      return product(inputs);
    case "divide":
      return quotient(first, second);
    case "negative":
      return negative(first);
    case "power":
      return power(first, second);
    case "where":
      return typeof first === "number" ? (first !== 0 ? second : third) : ["where", ...inputs];
    default:
      return computed(name, inputs);
  }
}

/** A function of numbers is a number. */
function computed(name: string, inputs: Formula[]): Formula {
  const numbers = inputs.map(numberOf);
  const known = numbers.every((number) => number !== null);
  return (known ? applied(name, numbers as number[]) : null) ?? [name, ...inputs];
}

/** 1/3: a fraction of numbers that was written so, and reads best so. */
function isFraction(formula: Formula): boolean {
  if (!Array.isArray(formula) || formula[0] !== "divide") return false;
  return formula.slice(1).every((part) => Number.isInteger(part));
}

function numberOf(formula: Formula): number | null {
  return typeof formula === "string" ||
    (Array.isArray(formula) && !isFraction(formula) && formula[0] !== "negative")
    ? null
    : evaluate(formula, {});
}

// --- sums ---

/** Terms added up: numbers to one number, 2 x and 3 x to 5 x; 0 is left out. */
function sum(terms: readonly Formula[]): Formula {
  const kept = new Map<string, { factors: number[]; rest: Formula | null; term: Formula }>();
  for (const term of terms.flatMap(termsOf)) {
    const { factor, rest } = takenApart(term);
    const key = JSON.stringify(rest);
    const alike = kept.get(key);
    if (alike) alike.factors.push(factor);
    else kept.set(key, { factors: [factor], rest, term });
  }
  const written = [...kept.values()]
    .map(({ factors, rest, term }) => (factors.length === 1 ? term : times(added(factors), rest)))
    .filter((term) => term !== 0);
  if (written.length === 0) return 0;
  return written.length === 1 ? (written[0] as Formula) : ["sum", ...written];
}

function termsOf(formula: Formula): Formula[] {
  if (!Array.isArray(formula)) return [formula];
  if (formula[0] === "sum") return formula.slice(1).flatMap((term) => termsOf(term));
  const [, inner] = formula;
  const within = formula[0] === "negative" && Array.isArray(inner) && inner[0] === "sum";
  return within ? termsOf(inner as Formula).map(negative) : [formula];
}

// --- products ---

interface Taken {
  readonly factor: number;
  /** What is multiplied by the number; null if it is nothing but that. */
  readonly rest: Formula | null;
}

/** The number that a term begins with, its sign included, and the rest. */
function takenApart(term: Formula): Taken {
  if (typeof term === "number") return { factor: term, rest: null };
  if (typeof term === "string") return { factor: 1, rest: term };
  const [name, first, ...others] = term;
  if (isFraction(term)) return { factor: evaluate(term, {}) as number, rest: null };
  if (name === "negative") {
    const { factor, rest } = takenApart(first as Formula);
    return { factor: -factor, rest };
  }
  if (name === "product" && typeof first === "number")
    return { factor: first, rest: others.length === 1 ? (others[0] as Formula) : ["product", ...others] };
  return { factor: 1, rest: term };
}

/** A number times a formula. A minus sign goes in front of all. */
function times(factor: number, rest: Formula | null): Formula {
  if (rest === null || factor === 0 || Number.isNaN(factor)) return factor + 0;
  if (factor < 0) return ["negative", times(-factor, rest)];
  if (factor === 1) return rest;
  return Array.isArray(rest) && rest[0] === "product"
    ? ["product", factor, ...rest.slice(1)]
    : ["product", factor, rest];
}

function product(factors: readonly Formula[]): Formula {
  const taken = factors.map(takenApart);
  const factor = taken.reduce((all, each) => all * each.factor, 1);
  const rests = taken.flatMap(({ rest }) => {
    if (rest === null) return [];
    return Array.isArray(rest) && rest[0] === "product" ? (rest.slice(1) as Formula[]) : [rest];
  });
  if (rests.length === 0) return factor + 0;
  return times(factor, rests.length === 1 ? (rests[0] as Formula) : ["product", ...rests]);
}

function negative(formula: Formula): Formula {
  const { factor, rest } = takenApart(formula);
  if (typeof formula === "number") return 0 - formula;
  if (rest === null) return ["negative", formula];
  return factor < 0 ? times(-factor, rest) : ["negative", formula];
}

function quotient(top: Formula, bottom: Formula): Formula {
  const above = takenApart(top);
  const below = takenApart(bottom);
  const factor = above.factor / below.factor;
  if (below.rest === null && (above.rest === null || below.factor === 1)) return times(factor, above.rest);
  if (above.factor === 0) return 0;
  if (factor < 0)
    return negative(
      quotient(times(Math.abs(above.factor), above.rest), times(Math.abs(below.factor), below.rest)),
    );
  const short = Math.abs(above.factor) !== 1 && Number.isInteger(1000 * factor);
  if (!short || !Number.isFinite(factor)) return ["divide", top, bottom];
  if (below.rest === null) return times(factor, above.rest);
  return ["divide", times(factor, above.rest), below.rest];
}

function power(base: Formula, exponent: Formula): Formula {
  if (exponent === 0 || base === 1) return 1;
  if (exponent === 1) return base;
  const known = computed("power", [base, exponent]);
  if (typeof known === "number" || typeof exponent !== "number" || !(exponent < 0)) return known;
  return ["divide", 1, power(base, -exponent)];
}
