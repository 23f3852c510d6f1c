/** A derivative rule as text: autograd_widgets/graph/formula.py in TypeScript. */

import type { Formula } from "../contract";
import { formatNumber, MINUS } from "./numbers";
import { INFIX, NEGATIVE } from "./operations";

const ATOM = 6; // a name, a call: needs no brackets
const LEFT_ONLY = new Set(["subtract", "divide", "power"]); // a − (b − c) is not a − b − c

function infix(name: string): readonly [string, number] | undefined {
  return Object.hasOwn(INFIX, name) ? INFIX[name] : undefined; // a symbol from Python may be "constructor"
}

/** An operation applied to names or numbers, as one writes it: a × b, tanh(n), −x. */
export function application(name: string, texts: readonly string[]): string {
  const between = infix(name);
  if (between) return texts.join(` ${between[0]} `);
  return name === "negative" ? `${MINUS}${texts[0]}` : `${name}(${texts.join(", ")})`;
}

/** A formula with names or numbers put in for its letters. */
export function substitute(formula: Formula, letters: Readonly<Record<string, Formula>>): Formula {
  if (typeof formula === "string")
    return Object.hasOwn(letters, formula) ? (letters[formula] as Formula) : formula;
  if (typeof formula === "number") return formula;
  const [name, ...inputs] = formula;
  return simpler([name, ...inputs.map((input) => substitute(input, letters))]);
}

/** Leave out what only a computer needs to be told, and compute what is computed from numbers. */
function simpler(formula: Formula): Formula {
  if (!Array.isArray(formula)) return formula;
  const [name, ...rest] = formula;
  const inputs = rest.map(simpler);
  const [inner, second] = inputs;
  if (inner === undefined) return formula;
  const [within, innermost] = Array.isArray(inner) ? [inner[0], inner[1]] : ["", undefined];
  if (name === "broadcast_to") {
    const moved = within === "reshape" || within === "column" || within === "row";
    return ["spread", moved && innermost !== undefined ? innermost : inner];
  }
  if (name === "transpose" && (within === "column" || within === "row") && innermost !== undefined) {
    return [within === "column" ? "row" : "column", innermost];
  }
  if (name === "flat" || (name === "power" && second === 1)) return inner;
  if (name === "subtract" && typeof inner === "number" && typeof second === "number") return inner - second;
  return [name, ...inputs];
}

/** A formula in one line of text. */
export function textOf(formula: Formula): string {
  return textAndStrength(formula)[0];
}

function textAndStrength(formula: Formula): [string, number] {
  if (typeof formula === "string") return [formula, ATOM];
  if (typeof formula === "number") {
    const whole = Number.isInteger(formula) && Math.abs(formula) < 1e6;
    return [whole ? String(formula).replace("-", MINUS) : formatNumber(formula), ATOM];
  }
  const [name, ...inputs] = formula;
  const parts = inputs.map(textAndStrength);
  const [first = ["", ATOM], second = ["", ATOM], third = ["", ATOM]] = parts;
  const between = infix(name);
  if (between) {
    const strength = between[1];
    const right = bracketed(second, strength + Number(LEFT_ONLY.has(name)));
    return [application(name, [bracketed(first, strength), right]), strength];
  }
  if (name === "negative") return [application(name, [bracketed(first, NEGATIVE)]), NEGATIVE];
  if (name === "transpose") return [`${bracketed(first, ATOM)}ᵀ`, ATOM];
  if (name === "where") return [`${second[0]} where ${first[0]}, else ${third[0]}`, 0];
  return [
    application(
      name,
      parts.map(([text]) => text),
    ),
    ATOM,
  ];
}

function bracketed([text, own]: readonly [string, number], strength: number): string {
  return own >= strength ? text : `(${text})`;
}
