/** How numbers are shown, everywhere: autograd_widgets/graph/numbers.py in TypeScript. Shared vectors hold both. */

import { type DType, type NDArray, type Shape, size } from "./arrays";

/** Significant digits, where there is no reason for more. */
export const DIGITS = 5;
/** Entries of an array that are written out in a sentence. */
export const FEW = 6;
/** U+2212, as wide as a plus sign. */
export const MINUS = "−";

/**
 * A number as a person wants to read it.
 *
 * Rounded to significant digits, ties away from zero, without trailing zeros but with one decimal: 6.0, 0.70711,
 * −3.0. From 10⁶ up and below 10⁻⁴ with an exponent: 1.5e−7. There is no −0.0.
 *
 * toFixed and toExponential round the exact binary number, as Python's decimal does.
 */
export function formatNumber(x: number, digits: number = DIGITS): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : `${MINUS}∞`;
  if (x === 0) return "0.0";
  const magnitude = Math.abs(x);
  const [mantissa, power] = magnitude.toExponential(digits - 1).split("e") as [string, string];
  const exponent = Number(power);
  let shown: string;
  if (exponent >= -4 && exponent < 6) {
    shown = trimmed(magnitude.toFixed(Math.max(1, digits - 1 - exponent)));
  } else {
    shown = `${trimmed(mantissa)}e${exponent < 0 ? MINUS : ""}${Math.abs(exponent)}`;
  }
  return x < 0 && shown !== "0.0" ? MINUS + shown : shown;
}

function trimmed(text: string): string {
  const [whole, fraction = ""] = text.split(".");
  return `${whole}.${fraction.replace(/0+$/, "") || "0"}`;
}

/** One entry of an array: True and False, integers without a decimal, floats as `formatNumber`. */
export function formatEntry(x: number, dtype: DType, digits: number = DIGITS): string {
  if (dtype === "bool") return x ? "True" : "False";
  if (dtype === "int64") return String(x).replace("-", MINUS);
  return formatNumber(x, digits);
}

/** A small array written out, [[1.0, 2.0], [3.0, 4.0]]; a larger one as its shape. */
export function formatArray(array: NDArray, digits: number = DIGITS): string {
  const { shape, dtype, data } = array;
  if (data.length > FEW) return `an array of shape ${formatShape(shape)}`;
  const nested = (axis: number, at: number): string => {
    if (axis === shape.length) return formatEntry(data[at] as number, dtype, digits);
    const step = size(shape.slice(axis + 1));
    const parts = Array.from({ length: shape[axis] as number }, (_, i) => nested(axis + 1, at + i * step));
    return `[${parts.join(", ")}]`;
  };
  return nested(0, 0);
}

/** A shape as Python writes it: (), (3,), (2, 3). */
export function formatShape(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)(inf|infinity|∞)$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;

/** A number with as many significant digits as fit into some characters: never cut off. */
export function fittedNumber(x: number, room: number): string {
  for (let digits = DIGITS; digits > 1; digits--) {
    const text = formatNumber(x, digits);
    if (text.length <= room) return text;
  }
  return formatNumber(x, 1).replace(".0e", "e");
}

/** Every digit that a number has, so that nothing is lost when it is typed over. */
export function exactNumber(x: number): string {
  return Number.isFinite(x) ? String(x).replaceAll("-", MINUS) : formatNumber(x);
}

const DECIMAL_COMMA = /^(-?\d+),(\d+)$/;

/** What a person typed, with either minus sign, as a number; null when it is none, or nothing. */
export function parseNumber(text: string): number | null {
  const typed = text.trim().replaceAll(MINUS, "-").replace(DECIMAL_COMMA, "$1.$2");
  if (DECIMAL.test(typed)) return Number.isFinite(Number(typed)) ? Number(typed) : null; // 1e400 is no number here
  if (NOT_A_NUMBER.test(typed)) return Number.NaN;
  const infinite = INFINITE.exec(typed);
  if (infinite === null) return null;
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
