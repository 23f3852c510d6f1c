// The state of an explorer as signals: shared with Python through the host, and everything that follows from it.

import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ExplorerState, FormData, Formula, GraphData, StepperState } from "../../contract";
import { scalar, toData } from "../../engine/arrays";
import { sampled } from "../../engine/curve";
import { type Entry, entriesOf, moved, sameElsewhere } from "../../engine/entries";
import { across, around, followed, type Span, upwards, type View } from "../../engine/framing";
import { type Graph, prunedTo, readGraph } from "../../engine/graph";
import { type Line, lineThrough } from "../../engine/line";
import {
  type Curve,
  type Method,
  measure,
  type Reading,
  readingOf,
  type Sweep,
  sweepAt,
} from "../../engine/reading";
import { type Inputs, run } from "../../engine/run";
import type { Host, Shared } from "../../host";
import { received, sent } from "../sent_inputs";
import { Stepper } from "../stepper/stepper_state";
import { announcement } from "./announcement";
import { readingFrom } from "./sent_reading";

/** Everything that the view shows. */
export interface Picture {
  readonly entries: readonly Entry[];
  /** The number that is moved. */
  readonly chosen: Entry;
  readonly reading: Reading;
  readonly view: View;
  readonly form: FormData | null;
}

type Plain = "wrt" | "method" | "output" | "view" | "opened";
type FromPython =
  | "title"
  | "variables"
  | "formula"
  | "forms"
  | "leaves"
  | "ranges"
  | "outputs"
  | "problem"
  | "note"
  | "dynamic";

const QUIET = 700; // milliseconds without a change, after which it is said aloud

export class Explorer {
  readonly inputs: Signal<Inputs>;
  readonly h: Signal<number>;
  readonly wrt: Signal<string>;
  readonly method: Signal<string>;
  readonly output: Signal<string>;
  readonly opened: Signal<boolean>;
  readonly title: ReadonlySignal<string>;
  readonly variables: ReadonlySignal<string[]>;
  readonly formula: ReadonlySignal<Formula | null>;
  readonly ranges: ReadonlySignal<Record<string, number[]>>;
  readonly outputs: ReadonlySignal<string[]>;
  readonly problem: ReadonlySignal<string>;
  readonly note: ReadonlySignal<string>;
  readonly dynamic: ReadonlySignal<string>;
  /** What a screen reader is to say. */
  readonly announced = signal("");
  /** The numbers that can be moved. */
  readonly entries: ReadonlySignal<readonly Entry[]>;
  /** What is shown, null while there is nothing to show, or what is wrong with what Python sent. */
  readonly picture: ReadonlySignal<Picture | Error | null>;
  /** Whether the view waits for Python to compute what is shown. */
  readonly waiting: ReadonlySignal<boolean>;

  private readonly forms: ReadonlySignal<Record<string, FormData>>;
  private readonly leaves: ReadonlySignal<Record<string, string>>;
  private readonly view: Signal<number[]>;
  private readonly graph: ReadonlySignal<Graph | Error | null>;
  private readonly sentGraph: Signal<GraphData | null>;
  private readonly endings: (() => void)[] = [];
  private writing = false;
  private held: { graph: Graph; chosen: Entry; inputs: Inputs; line: Line } | null = null;
  private drawn: { line: Line; across: Span; curve: Curve } | null = null;
  private swept: { line: Line; x: number; sign: number; sweep: Sweep } | null = null;
  private framed: { name: string; across: Span; upwards: Span } | null = null;
  private known: readonly Entry[] = [];
  private inner: Stepper | null = null;
  private saying: ReturnType<typeof setTimeout> | undefined;
  private readonly unsaid = signal(false);

  constructor(private readonly host: Host<ExplorerState>) {
    this.inputs = signal(this.readInputs());
    this.h = signal(this.readStep());
    this.wrt = this.shared("wrt");
    this.method = this.shared("method");
    this.output = this.shared("output");
    this.opened = this.shared("opened");
    this.view = this.shared("view");
    this.title = this.told("title");
    this.variables = this.told("variables");
    this.formula = this.told("formula");
    this.ranges = this.told("ranges");
    this.outputs = this.told("outputs");
    this.problem = this.told("problem");
    this.note = this.told("note");
    this.dynamic = this.told("dynamic");
    this.forms = this.told("forms");
    this.leaves = this.told("leaves");
    this.sentGraph = signal(host.read("graph"));
    const reading = signal(host.read("reading"));
    this.listen("graph", () => {
      this.sentGraph.value = host.read("graph");
    });
    this.listen("reading", () => {
      reading.value = host.read("reading");
    });
    this.listen("inputs", () => {
      if (!this.writing) this.inputs.value = this.readInputs();
    });
    this.listen("h", () => {
      if (!this.writing) this.h.value = this.readStep();
    });
    this.graph = computed(() => attempt(() => this.chosenGraph()));
    this.entries = computed(() => this.keptEntries(entriesOf(this.inputs.value)));
    const fromPython = computed(() => (reading.value === null ? null : readingFrom(reading.value)));
    this.waiting = computed(() => {
      if (this.dynamic.value === "") return false;
      return !fromPython.value?.suits(this.inputs.value, this.wrt.value, this.h.value);
    });
    this.picture = computed(() => {
      const entries = this.entries.value;
      const chosen = entries.find(({ name }) => name === this.wrt.value);
      if (chosen === undefined || this.problem.value !== "") return null;
      if (this.dynamic.value !== "") {
        const there = fromPython.value;
        if (!there) return null;
        return this.framedPicture(entries, chosen, there.reading, there.across);
      }
      const graph = this.graph.value;
      if (graph === null || graph instanceof Error) return graph;
      return attempt(() => this.computedPicture(graph, entries, chosen));
    });
    this.endings.push(effect(() => this.announce()));
  }

  // What a person does. Views are handed these, so they are the same functions for as long as the widget lives.

  readonly move = (entry: Entry, value: number): void => {
    this.setInputs(moved(this.inputs.peek(), entry, value));
  };

  /** Move the chosen number. */
  readonly moveChosen = (value: number): void => {
    const chosen = this.entries.peek().find(({ name }) => name === this.wrt.peek());
    if (chosen) this.move(chosen, value);
  };

  readonly setStep = (h: number): void => {
    this.h.value = h;
    this.writing = true;
    this.host.write("h", toData(scalar(h)));
    this.writing = false;
    this.say();
  };

  readonly choose = (name: string): void => {
    batch(() => {
      this.write("wrt", name);
      this.fit();
    });
    this.say();
  };

  readonly setMethod = (method: Method): void => {
    this.write("method", method);
    this.say();
  };

  readonly chooseOutput = (output: string): void => {
    batch(() => {
      this.write("output", output);
      this.fit();
    });
    this.say();
  };

  readonly setView = ({ left, right, bottom, top }: View): void => {
    this.write("view", [left, right, bottom, top]);
  };

  /** Show what suits the curve. */
  readonly fit = (): void => {
    this.framed = null;
    this.write("view", []);
  };

  /** Show the neighbourhood in which the step can be seen. */
  readonly magnify = (): void => {
    const picture = this.picture.peek();
    if (picture === null || picture instanceof Error) return;
    const { x, h, value, above, below } = picture.reading;
    const [left, right] = around(x, h);
    const line = this.held?.line;
    if (!(left < right)) return;
    const curve = line ? sampled(line.values, left, right, line.costly) : picture.reading.curve;
    const [bottom, top] = upwards(null, line ? curve : within(curve, left, right), [value, above, below]);
    this.setView({ left, right, bottom, top });
  };

  readonly open = (opened: boolean): void => {
    this.write("opened", opened);
  };

  /** Whether Python may be listening. */
  get live(): boolean {
    return this.host.live;
  }

  /** The same graph in the stepper's view; made when it is first opened. */
  get stepper(): Stepper {
    if (this.inner === null) {
      this.inner = new Stepper(this.forStepper);
      const { inner } = this;
      this.endings.push(() => inner.close());
    }
    return this.inner;
  }

  /** What it reads and writes. */
  private get forStepper(): Shared<StepperState> {
    const host = this.host;
    return {
      read: (name) => {
        if (name === "graph") return this.chosenData() as never;
        if (name === "inputs") return sent(this.byLeaf(this.inputs.peek())) as never;
        return host.read(name) as never;
      },
      write: (name, value) => {
        if (name !== "inputs") host.write(name, value as never);
        else this.setInputs(this.fromLeaves(value as StepperState["inputs"]));
      },
      listen: (name, callback) => {
        if (name === "graph") return heard([this.sentGraph, this.output], callback);
        return name === "inputs" ? heard([this.inputs], callback) : host.listen(name, callback);
      },
    };
  }

  close(): void {
    clearTimeout(this.saying);
    for (const end of this.endings) end();
  }

  // What follows.

  private computedPicture(graph: Graph, entries: readonly Entry[], chosen: Entry): Picture {
    const inputs = this.byLeaf(this.inputs.value);
    const line = this.lineAlong(graph, inputs, chosen);
    const { gradients } = run(graph, inputs);
    const gradient = Float64Array.from(entries, ({ input, at }) => {
      const leaf = graph.byName.get(this.leaves.value[input] ?? "");
      return leaf ? (gradients[leaf.id]?.data[at] ?? 0) : 0;
    });
    const span = this.spanOf(chosen);
    const curve = this.curveOf(line, span);
    if (Number.isNaN(line.values(Float64Array.of(chosen.value))[0])) gradient.fill(Number.NaN); // whatever rules say
    const derivative = gradient[entries.indexOf(chosen)] as number;
    const h = this.h.value;
    const sweep = this.sweepOf(line, chosen.value, derivative, h < 0 ? -1 : 1);
    const measured = measure(line, chosen.value, h, { gradient, derivative, curve, sweep });
    return this.framedPicture(entries, chosen, readingOf(measured), span);
  }

  /** Those that have not changed are the same objects as before, so that they are not drawn again. */
  private keptEntries(next: Entry[]): readonly Entry[] {
    this.known = next.map((entry, i) => {
      const before = this.known[i];
      return before?.name === entry.name && Object.is(before.value, entry.value) ? before : entry;
    });
    return this.known;
  }

  /** The line is the same while only the number moves that it is along, and with it the curve. */
  private lineAlong(graph: Graph, inputs: Inputs, chosen: Entry): Line {
    const { held } = this;
    const same =
      held?.graph === graph &&
      held.chosen.name === chosen.name &&
      sameElsewhere(held.inputs, inputs, { ...chosen, input: this.leaves.value[chosen.input] ?? "" });
    if (held && same) return held.line;
    const leaf = graph.byName.get(this.leaves.value[chosen.input] ?? "");
    const line = lineThrough(graph, inputs, leaf ? { leaf: leaf.id, entry: chosen.at } : null);
    this.held = { graph, chosen, inputs, line };
    return line;
  }

  private curveOf(line: Line, span: Span): Curve {
    const { drawn } = this;
    if (drawn?.line === line && drawn.across[0] === span[0] && drawn.across[1] === span[1])
      return drawn.curve;
    const curve = sampled(line.values, ...span, line.costly);
    this.drawn = { line, across: span, curve };
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

  /** From where to where the curve goes. */
  private spanOf(chosen: Entry): Span {
    const [left, right] = this.view.value;
    if (left !== undefined && right !== undefined) return across([left, right], chosen.value, [left, right]);
    const before = this.framed?.name === chosen.name ? this.framed.across : null;
    const [from = -5, to = 5] = this.ranges.value[chosen.input] ?? [];
    return across(before, chosen.value, [from, to]);
  }

  private framedPicture(entries: readonly Entry[], chosen: Entry, reading: Reading, span: Span): Picture {
    const { x, h, value, above, below } = reading;
    const form = this.forms.value[`${this.output.value} ${chosen.name}`.trim()] ?? null;
    const [left, right, bottom, top] = this.view.value as [number?, number?, number?, number?];
    if (left !== undefined && right !== undefined && bottom !== undefined && top !== undefined) {
      const view = followed({ left: span[0], right: span[1], bottom, top }, x, value);
      return { entries, chosen, reading, form, view };
    }
    const inSight = ([place]: readonly [number, number]) => place >= span[0] && place <= span[1];
    const points = (
      [
        [x, value],
        [x + h, above],
        [x - h, below],
      ] as const
    )
      .filter(inSight)
      .map(([, y]) => y);
    const before =
      this.framed?.name === chosen.name && String(this.framed.across) === String(span)
        ? this.framed.upwards
        : null;
    const [low, high] = upwards(before, reading.curve, points);
    this.framed = { name: chosen.name, across: span, upwards: [low, high] };
    return {
      entries,
      chosen,
      reading,
      form,
      view: { left: span[0], right: span[1], bottom: low, top: high },
    };
  }

  // What is shared.

  private setInputs(inputs: Inputs): void {
    this.inputs.value = inputs;
    this.writing = true; // our own change comes back as an event
    this.host.write("inputs", sent(inputs));
    this.writing = false;
    this.say();
  }

  /** Inputs by the names of their leaves; those that the graph does not use are left out. */
  private byLeaf(inputs: Inputs): Inputs {
    const leaves = this.leaves.value;
    return new Map(
      [...inputs].flatMap(([name, array]) => {
        const leaf = leaves[name];
        return leaf === undefined ? [] : [[leaf, array] as const];
      }),
    );
  }

  /** The inputs, changed where the stepper has changed a leaf. */
  private fromLeaves(changed: StepperState["inputs"]): Inputs {
    return new Map(
      [...this.inputs.peek()].map(([name, array]) => {
        const data = changed[this.leaves.peek()[name] ?? ""];
        return [name, (data && received(data)) ?? array] as const;
      }),
    );
  }

  private chosenData(): GraphData | null {
    const data = this.sentGraph.value;
    const place = this.outputs.value.indexOf(this.output.value);
    return data === null ? null : prunedTo(data, data.roots[Math.max(0, place)] as number);
  }

  private chosenGraph(): Graph | null {
    const data = this.chosenData();
    return data === null ? null : readGraph(data);
  }

  private shared<Key extends Plain>(name: Key): Signal<ExplorerState[Key]> {
    const held = signal(this.host.read(name));
    this.listen(name, () => {
      held.value = this.host.read(name);
    });
    return held;
  }

  private told<Key extends FromPython>(name: Key): ReadonlySignal<ExplorerState[Key]> {
    const held = signal(this.host.read(name));
    this.listen(name, () => {
      held.value = this.host.read(name);
    });
    return held;
  }

  private write<Key extends Plain>(name: Key, value: ExplorerState[Key]): void {
    (this[name] as Signal<ExplorerState[Key]>).value = value;
    this.host.write(name, value);
  }

  private listen(name: keyof ExplorerState, callback: () => void): void {
    this.endings.push(this.host.listen(name, callback));
  }

  private readInputs(): Inputs {
    return new Map(
      Object.entries(this.host.read("inputs") ?? {}).flatMap(([name, data]) => {
        const array = received(data);
        return array ? [[name, array] as const] : [];
      }),
    );
  }

  private readStep(): number {
    return received(this.host.read("h"))?.data[0] ?? 0.001;
  }

  /** Say what came of a change by hand, once it is over, and once Python has answered where it is needed. */
  private say(): void {
    clearTimeout(this.saying);
    this.unsaid.value = false;
    this.saying = setTimeout(() => {
      this.unsaid.value = true;
    }, QUIET);
  }

  private announce(): void {
    if (!this.unsaid.value || this.waiting.value) return;
    this.unsaid.value = false;
    const picture = this.picture.peek();
    if (picture === null || picture instanceof Error) return;
    const names = { f: this.title.peek(), x: picture.chosen.name };
    this.announced.value = announcement(picture.reading, names, this.method.peek() as Method);
  }
}

function attempt<T>(compute: () => T): T | Error {
  try {
    return compute();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Call back when one of some signals changes, not now. */
function heard(signals: readonly ReadonlySignal<unknown>[], callback: () => void): () => void {
  let first = true;
  return effect(() => {
    for (const each of signals) each.value;
    if (!first) callback();
    first = false;
  });
}

/** The part of a curve between two places. */
function within({ x, y }: Curve, left: number, right: number): Curve {
  const inside = (_: number, i: number) => (x[i] as number) >= left && (x[i] as number) <= right;
  return { x: x.filter(inside), y: y.filter(inside) };
}
