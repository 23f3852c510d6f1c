// Where an axis has its ticks, and what is written at them: autograd_widgets/graph/exploring/axes.py is the same.

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
const ALMOST = 1e-9; // of a step: what is lost in rounding
const NONE: Ticks = { values: [], labels: [], base: "" };

type Step = readonly [factor: number, exponent: number];

/** Round numbers along a linear axis, about as many as asked for. */
export function linearTicks([from, to]: Pair, count: number): Ticks {
  const step = stepOf(from, to, count);
  const [, exponent] = step;
  const at = multiplesWithin(from, to, step);
  const values = at.map((k) => times(k, step));
  if (values.length === 0 || values.some((value, i) => value === values[i + 1])) return NONE; // finer than numbers are
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return { values, labels: values.map(() => "0"), base: "" };
  const digits = Math.max(1, Math.floor(Math.log10(largest) + 1e-9) - exponent + 1);
  if (digits <= MOST_DIGITS) return { values, labels: inShort(values, digits), base: "" };
  const middle = at[Math.floor(at.length / 2)] as bigint;
  const rests = at.map((k) => times(k - middle, step));
  const labels = inShort(rests, 2).map((label) =>
    label === "0" || label.startsWith(MINUS) ? label : `+${label}`,
  );
  return { values, labels, base: formatNumber(times(middle, step), Math.min(digits, ALL_DIGITS)) };
}

/** The distance of ticks: 1, 2 or 5 times a power of ten, whichever is nearest on a logarithmic axis. */
function stepOf(from: number, to: number, count: number): Step {
  const wanted = to / count - from / count || Number.MIN_VALUE;
  const exponent = Math.floor(Math.log10(wanted));
  const rest = Math.exp(Math.log(wanted) - exponent * Math.LN10);
  if (rest < Math.SQRT2) return [1, exponent];
  if (rest < Math.sqrt(10)) return [2, exponent];
  return rest < Math.sqrt(50) ? [5, exponent] : [1, exponent + 1];
}

/** How many steps from 0 each tick is: integers of any size, where a view is that narrow. */
function multiplesWithin(from: number, to: number, step: Step): bigint[] {
  const [first, last] = [Math.ceil(over(from, step) - ALMOST), Math.floor(over(to, step) + ALMOST)];
  if (!Number.isFinite(first) || !Number.isFinite(last)) return [];
  const at: bigint[] = [];
  for (let k = BigInt(first); k <= BigInt(last); k++) {
    const place = times(k, step);
    if (place >= from && place <= to) at.push(k);
  }
  return at;
}

function times(k: bigint, [factor, exponent]: Step): number {
  return Number(`${k * BigInt(factor)}e${exponent}`); // rounded once
}

function over(x: number, [factor, exponent]: Step): number {
  const half = Math.floor(exponent / 2); // a power of ten may be too small for a number
  return x / 10 ** half / 10 ** (exponent - half) / factor;
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
