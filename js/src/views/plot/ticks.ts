// Where an axis has its ticks, and what is written at them.

import { tickStep, ticks } from "d3-array";
import { formatNumber, MINUS } from "../../engine/numbers";
import type { Pair } from "./scale";

export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
  /** What was taken off all labels, where they would be too long otherwise; "" if nothing was. */
  readonly base: string;
}

const MOST_DIGITS = 6; // of a label
const ALL_DIGITS = 17; // that a float64 can have

/** Round numbers along a linear axis, about as many as asked for. */
export function linearTicks([from, to]: Pair, count: number): Ticks {
  const values = ticks(from, to, count);
  const step = tickStep(from, to, count);
  const largest = Math.max(...values.map(Math.abs));
  if (!(largest > 0)) return { values, labels: values.map(() => "0"), base: "" };
  const digits = Math.max(
    1,
    Math.floor(Math.log10(largest) + 1e-9) - Math.floor(Math.log10(step) + 1e-9) + 1,
  );
  if (digits <= MOST_DIGITS) return { values, labels: inShort(values, digits), base: "" };
  const base = values[Math.floor(values.length / 2)] as number;
  const rests = values.map((value) => Math.round((value - base) / step) * step);
  const labels = inShort(rests, 2).map((label) =>
    label === "0" || label.startsWith(MINUS) ? label : `+${label}`,
  );
  return { values, labels, base: formatNumber(base, Math.min(digits, ALL_DIGITS)) };
}

/** Labels without a decimal that none of them needs. */
function inShort(values: readonly number[], digits: number): string[] {
  const labels = values.map((value) => (value === 0 ? "0" : formatNumber(value, digits)));
  const whole = labels.every((label) => !/\.\d*[1-9]/.test(label));
  return labels.map((label) => (whole || label.includes("e") ? label.replace(/\.0(?=e|$)/, "") : label));
}

const PITCHES = [1, 2, 4, 5, 8, 10, 20, 50, 100];

/** Powers of ten along a logarithmic axis, at most as many as asked for. */
export function powerTicks([from, to]: Pair, most: number): Ticks {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  const pitch = PITCHES.find((each) => (last - first) / each + 1 <= most) ?? 200;
  const exponents: number[] = [];
  for (let exponent = Math.ceil(first / pitch) * pitch; exponent <= last; exponent += pitch)
    exponents.push(exponent);
  return {
    values: exponents.map((each) => Number(`1e${each}`)),
    labels: exponents.map(powerOfTen),
    base: "",
  };
}

const RAISED: Record<string, string> = { "-": "⁻" };
for (const [digit, raised] of [..."⁰¹²³⁴⁵⁶⁷⁸⁹"].entries()) RAISED[digit] = raised;

/** 10⁻⁸ for −8, and 1 for 0. */
export function powerOfTen(exponent: number): string {
  if (exponent === 0) return "1";
  return `10${[...String(exponent)].map((sign) => RAISED[sign]).join("")}`;
}
