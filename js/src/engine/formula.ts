/** Formulas without their looks: autograd_widgets/graph/formula.py in TypeScript. */

import type { Formula } from "../contract";
import { MINUS } from "./numbers";
import { INFIX, WRITTEN } from "./operations";

function infix(name: string): readonly [string, number] | undefined {
  return Object.hasOwn(INFIX, name) ? INFIX[name] : undefined; // a symbol from Python may be "constructor"
}

/** An operation applied to names or numbers, as one writes it: a × b, tanh(n), −x, |x|. */
export function application(name: string, texts: readonly string[]): string {
  const between = infix(name);
  const [base = "", ...rest] = texts;
  if (isBehind(name)) return [base, ...behind(name).map((part) => textOf(part, texts))].join("");
  if ((name === "power" || name === "square") && base.startsWith(MINUS))
    return application(name, [`(${base})`, ...rest]);
  if (between && texts.length === 2) return texts.join(` ${between[0]} `);
  const notation = Object.hasOwn(WRITTEN, name) && texts.length === 1 ? WRITTEN[name] : undefined;
  return notation?.split("{}").join(base) ?? `${name}(${texts.join(", ")})`;
}

/** Whether an operation is written behind its first input: an index in brackets. */
export function isBehind(name: string): boolean {
  return name.startsWith("[") || name.startsWith("put at [");
}

/** What is written behind an operation's first input: text, and the positions of further inputs in it. */
export function behind(name: string): (string | number)[] {
  const parts = name.split(/\bindex(\d+)\b/).map((part, i) => (i % 2 === 0 ? part : Number(part)));
  return name.startsWith("[") ? parts : [" ", ...parts];
}

function textOf(part: string | number, texts: readonly string[]): string {
  return typeof part === "string" ? part : (texts[part] ?? `index${part}`);
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
  if (name === "flat" || ((name === "power" || name === "multiply") && second === 1)) return inner;
  if (name === "multiply" && inner === 1 && second !== undefined) return second;
  if (name === "subtract" && typeof inner === "number" && typeof second === "number") return inner - second;
  return [name, ...inputs];
}
