// Readings of a graph along one number. What a drag does not change is computed once: the line, its curve, its errors.

import { sampled } from "../../engine/curve";
import { type Entry, sameElsewhere } from "../../engine/entries";
import type { Span } from "../../engine/framing";
import type { Graph } from "../../engine/graph";
import { type Line, lineThrough } from "../../engine/line";
import { own } from "../../engine/own";
import { type Curve, measure, type Reading, readingOf, type Sweep, sweepAt } from "../../engine/reading";
import { type Inputs, run } from "../../engine/run";

/** Where a graph is read. */
export interface Spot {
  /** By the names of their leaves. */
  readonly inputs: Inputs;
  /** Every number that can be moved, and the one that is. */
  readonly entries: readonly Entry[];
  readonly chosen: Entry;
  /** For each input that the graph uses, the name of its leaf. */
  readonly leaves: Readonly<Record<string, string>>;
  readonly h: number;
  /** From where to where the curve goes. */
  readonly span: Span;
}

export class LineMemory {
  private held: { graph: Graph; name: string; inputs: Inputs; line: Line } | null = null;
  private drawn: { line: Line; span: Span; curve: Curve } | null = null;
  private swept: { line: Line; x: number; sign: number; sweep: Sweep } | null = null;

  /** All that there is to know at a spot. */
  read(graph: Graph, spot: Spot): Reading {
    const { entries, chosen, h, span } = spot;
    const x = chosen.value;
    const line = this.lineAlong(graph, spot);
    const gradient = gradientBy(graph, spot);
    if (Number.isNaN(line.values(Float64Array.of(x))[0])) gradient.fill(Number.NaN); // whatever its rules say
    const derivative = gradient[entries.indexOf(chosen)] as number;
    const sweep = this.sweepOf(line, x, derivative, h < 0 ? -1 : 1);
    return readingOf(measure(line, x, h, { gradient, derivative, curve: this.curveOf(line, span), sweep }));
  }

  /** The curve of the latest line in another window; null if there was none. */
  curveWithin(left: number, right: number): Curve | null {
    const line = this.held?.line;
    return line ? sampled(line.values, left, right, line.costly) : null;
  }

  /** The line is the same while only the number moves that it is along. */
  private lineAlong(graph: Graph, { inputs, chosen, leaves }: Spot): Line {
    const { held } = this;
    const leafName = own(leaves, chosen.input) ?? "";
    const same =
      held?.graph === graph &&
      held.name === chosen.name &&
      sameElsewhere(held.inputs, inputs, { ...chosen, input: leafName });
    if (held && same) return held.line;
    const leaf = graph.byName.get(leafName);
    const line = lineThrough(graph, inputs, leaf ? { leaf: leaf.id, entry: chosen.at } : null);
    this.held = { graph, name: chosen.name, inputs, line };
    return line;
  }

  private curveOf(line: Line, span: Span): Curve {
    const { drawn } = this;
    if (drawn?.line === line && drawn.span[0] === span[0] && drawn.span[1] === span[1]) return drawn.curve;
    const curve = sampled(line.values, ...span, line.costly);
    this.drawn = { line, span, curve };
    return curve;
  }

  /** The errors over h stay the same while only h moves. */
  private sweepOf(line: Line, x: number, derivative: number, sign: number): Sweep {
    const { swept } = this;
    if (swept?.line === line && Object.is(swept.x, x) && swept.sign === sign) return swept.sweep;
    const sweep = sweepAt(line, x, derivative, sign);
    this.swept = { line, x, sign, sweep };
    return sweep;
  }
}

/** The derivative by every number, one walk for all. */
function gradientBy(graph: Graph, { inputs, entries, leaves }: Spot): Float64Array {
  const { gradients } = run(graph, inputs);
  return Float64Array.from(entries, ({ input, at }) => {
    const leaf = graph.byName.get(own(leaves, input) ?? "");
    return leaf ? (gradients[leaf.id]?.data[at] ?? 0) : 0;
  });
}
