// Where an axis has its ticks, and what is written at them.

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

/** The distance of ticks: 1, 2 or 5 times a power of ten, whichever is nearest on a logarithmic axis. */
function pitchOf(from: number, to: number, count: number): readonly [factor: number, exponent: number] {
  const wanted = to / count - from / count || Number.MIN_VALUE;
  const exponent = Math.floor(Math.log10(wanted));
  const rest = 10 ** (Math.log10(wanted) - exponent);
  if (rest < Math.SQRT2) return [1, exponent];
  if (rest < Math.sqrt(10)) return [2, exponent];
  return rest < Math.sqrt(50) ? [5, exponent] : [1, exponent + 1];
}

/** Round numbers along a linear axis, about as many as asked for: autograd_widgets/graph/exploring/axes.py. */
export function linearTicks([from, to]: Pair, count: number): Ticks {
  const [factor, exponent] = pitchOf(from, to, count);
  const times = (k: number) => Number(`${k * factor}e${exponent}`); // rounded once
  const step = times(1);
  const values: number[] = [];
  for (let k = Math.ceil(from / step - 1e-9); k <= to / step + 1e-9; k++) {
    if (times(k) === values.at(-1)) return { values: [], labels: [], base: "" }; // finer than numbers are
    values.push(times(k) + 0); // + 0: there is no −0
  }
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
