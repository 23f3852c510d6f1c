// Which numbers a field takes, and what it says of others.

import { parseNumber } from "../engine/numbers";

export interface Allowed {
  readonly from: number;
  /** This one too. */
  readonly to: number;
  readonly whole?: boolean;
  /** As in "only numbers above 0 are allowed". */
  readonly words: string;
}

export const FINITE: Allowed = { from: -Number.MAX_VALUE, to: Number.MAX_VALUE, words: "finite numbers" };

export function wholeUpTo(most: number): Allowed {
  return { from: 1, to: most, whole: true, words: `whole numbers from 1 to ${most.toLocaleString("en")}` };
}

/** What is wrong with a number; "" if nothing is. */
export function refusal(number: number, allowed: Allowed | undefined): string {
  if (!allowed) return "";
  const { from, to, whole, words } = allowed;
  const fits = number >= from && number <= to && (!whole || Number.isInteger(number));
  return fits ? "" : `Only ${words} are allowed; the last one is kept.`;
}

/** What is wrong with what was typed. */
export function problemWith(text: string, allowed: Allowed | undefined): string {
  const number = parseNumber(text);
  if (number !== null) return refusal(number, allowed);
  if (text.trim() === "") return "Type a number, such as −3 or 1e-3.";
  const short = text.length > 12 ? `${text.slice(0, 12)}…` : text;
  return `“${short}” is not a number; the last one is kept.`;
}
