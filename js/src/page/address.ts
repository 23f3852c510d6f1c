// What stands after the # of a page's address: a widget, and what differs from it as it was saved.
//
//   #widget-2?step=4&a=2.5&b=-3        an array's entries in order; those left out are as they were saved: W=,,0.5

/** A name and what it is set to, both as text. */
export type Pair = readonly [name: string, text: string];

export interface Address {
  /** The widget's element. */
  readonly id: string;
  /** Whether it names an element and says nothing of it, as any anchor does. */
  readonly isPlain: boolean;
  /** All of it, as the id of an element: there may be a heading that is a question. */
  readonly anchor: string;
  readonly pairs: readonly Pair[];
  /** What of it can't be read; "" if all of it can. */
  readonly problem: string;
}

const MOST = 20_000; // characters

/** What an address says; null if it can't be read at all. */
export function readAddress(hash: string): Address | null {
  const [, named = "", query] = /^#([^?]*)(?:\?(.*))?$/s.exec(hash) ?? [];
  const [id, anchor] = [decoded(named), decoded(hash.slice(1))];
  if (!id) return null;
  return { id, isPlain: query === undefined, anchor: anchor ?? "", ...pairsIn(query ?? "") };
}

function pairsIn(query: string): Pick<Address, "pairs" | "problem"> {
  if (query.length > MOST) return { pairs: [], problem: "it is too long" };
  const pairs = new Map<string, string>();
  for (const part of query.split("&").filter(Boolean)) {
    const [, before, after] = /^([^=]+)=(.*)$/s.exec(part) ?? [];
    const [name, text] = [decoded(before ?? "%"), decoded(after ?? "%")];
    if (name === null || text === null) return { pairs: [], problem: `“${shortened(part)}”` };
    if (pairs.has(name)) return { pairs: [], problem: `“${shortened(name)}” is in it twice` };
    pairs.set(name, text);
  }
  return { pairs: [...pairs], problem: "" };
}

export function writeAddress(id: string, pairs: readonly Pair[]): string {
  const query = pairs.map(([name, text]) => `${encoded(name)}=${encoded(text)}`).join("&");
  return `#${encoded(id)}${query && `?${query}`}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Commas and @ are left to be read; what ends a link in a mail or a chat is not. */
function encoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%2C/g, ",")
    .replace(/%40/g, "@");
}

/** A piece of an address for a sentence. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** A number with all of its digits; infinities as Python writes them. */
export function numberText(x: number): string {
  if (Object.is(x, -0)) return "-0";
  return String(x).replace("Infinity", "inf").replace("NaN", "nan").replace("e+", "e");
}

const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text is, with either minus sign; nan is none, and neither is what a float can't hold. */
export function numberIn(text: string): number | null {
  const typed = text.replaceAll("−", "-");
  if (typed === "inf" || typed === "-inf") return Number(typed.replace("inf", "Infinity"));
  const number = NUMBER.test(typed) ? Number(typed) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}
