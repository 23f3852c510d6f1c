// How much room text takes, about: enough to choose what to write, without ever asking for a layout.

const NARROW = "iljtf.,:;'|!()[] ";
const WIDE = "mwMW@%…→";
const MOST_LETTERS = 16; // of a symbol

/** About how wide text is, in px; rather too much than too little, as fonts differ. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) ems += NARROW.includes(letter) ? 0.4 : WIDE.includes(letter) ? 0.95 : 0.64;
  return size * ems;
}

/** An operation's symbol as its sign has room for it. */
export function shownSymbol(symbol: string): string {
  if (symbol === "") return "?";
  return symbol.length > MOST_LETTERS ? `${symbol.slice(0, MOST_LETTERS - 1)}…` : symbol;
}

/** An array in words or written out, as it fits: its first entries, or its shape alone. No number is cut. */
export function fittedText(text: string, room: number, size: number): string {
  if (textWidth(text, size) <= room) return text;
  if (text.startsWith("array ")) return text.slice("array ".length);
  const entries = text.split(", ");
  for (let count = entries.length - 1; count > 0; count--) {
    const first = `${entries.slice(0, count).join(", ")}, …`;
    if (textWidth(first, size) <= room) return first;
  }
  return text;
}
