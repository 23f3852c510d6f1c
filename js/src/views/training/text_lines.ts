// Where the words of a page's text lie, line by line.

export interface TextLine {
  readonly text: string;
  readonly x: number; // px
  readonly baseline: number; // px
}

/** The words of a text node, joined where they stand in the same line. */
export function textLines(node: Text): TextLine[] {
  const lines: { text: string; x: number; top: number; baseline: number }[] = [];
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const { left, top, height, width } = range.getBoundingClientRect();
    if (width === 0) continue;
    const last = lines[lines.length - 1];
    if (last && Math.abs(last.top - top) < height / 2) last.text += ` ${word}`;
    else lines.push({ text: word, x: left, top, baseline: top + height * ascentOf(node) });
  }
  return lines;
}

let ruler: CanvasRenderingContext2D | null = null;

/** How far down in a line of its font the baseline is, as a share of the line. */
function ascentOf({ parentElement }: Text): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler || !parentElement) return 0.8;
  ruler.font = getComputedStyle(parentElement).font;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = ruler.measureText("x");
  return above / (above + below) || 0.8;
}
