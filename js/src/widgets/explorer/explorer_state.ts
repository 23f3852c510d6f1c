// The state of an explorer as signals: shared with Python through the host, and everything that follows from it.

import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ExplorerState, FormData, Formula, GraphData, StepperState } from "../../contract";
import { scalar, toData } from "../../engine/arrays";
import { type Entry, entriesOf, moved } from "../../engine/entries";
import { around, upwards, type View } from "../../engine/framing";
import { type Graph, prunedTo, readGraph } from "../../engine/graph";
import type { Curve, Method, Reading } from "../../engine/reading";
import type { Inputs } from "../../engine/run";
import type { Host, Shared } from "../../host";
import { received, sent } from "../sent_inputs";
import { Stepper } from "../stepper/stepper_state";
import { announcement } from "./announcement";
import { FrameMemory } from "./frame_memory";
import { LineMemory } from "./line_memory";
import { readingFrom, type SentReading } from "./sent_reading";

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
  private readonly fromPython: ReadonlySignal<SentReading | null>;
  private readonly sentGraph: Signal<GraphData | null>;
  private readonly endings: (() => void)[] = [];
  private writing = false;
  private readonly lines = new LineMemory();
  private readonly frame = new FrameMemory();
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
    this.fromPython = computed(() => (reading.value === null ? null : readingFrom(reading.value)));
    this.waiting = computed(() => {
      if (this.dynamic.value === "") return false;
      return !this.fromPython.value?.suits(this.inputs.value, this.wrt.value, this.h.value);
    });
    this.picture = computed(() => {
      const entries = this.entries.value;
      const chosen = entries.find(({ name }) => name === this.wrt.value);
      if (this.problem.value !== "") return null;
      if (entries.length === 0) return new Error("its inputs are missing or damaged. Run the cell again.");
      if (chosen === undefined) return null;
      return attempt(() => this.pictureOf(entries, chosen));
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
    this.frame.forget();
    this.write("view", []);
  };

  /** Show the neighbourhood in which the step can be seen. */
  readonly magnify = (): void => {
    const picture = this.picture.peek();
    if (picture === null || picture instanceof Error) return;
    const { x, h, value, above, below } = picture.reading;
    const [left, right] = around(x, h);
    if (!(left < right)) return;
    const curve = this.lines.curveWithin(left, right) ?? within(picture.reading.curve, left, right);
    const [bottom, top] = upwards(null, curve, [value, above, below]);
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

  private readonly pictureOf = (entries: readonly Entry[], chosen: Entry): Picture | null => {
    const form = this.forms.value[`${this.output.value} ${chosen.name}`.trim()] ?? null;
    const chosenView = this.view.value;
    if (this.dynamic.value !== "") {
      const there = this.fromPython.value;
      if (there === null) return null;
      const view = this.frame.viewOf(chosen, there.reading, there.across, chosenView);
      return { entries, chosen, reading: there.reading, view, form };
    }
    const graph = this.graph.value;
    if (graph === null) return null;
    if (graph instanceof Error) throw graph;
    const [from = -5, to = 5] = this.ranges.value[chosen.input] ?? [];
    const span = this.frame.spanOf(chosen, chosenView, [from, to]);
    const leaves = this.leaves.value;
    const spot = { inputs: this.byLeaf(this.inputs.value), entries, chosen, leaves, h: this.h.value, span };
    const reading = this.lines.read(graph, spot);
    return { entries, chosen, reading, view: this.frame.viewOf(chosen, reading, span, chosenView), form };
  };

  /** Those that have not changed are the same objects as before, so that they are not drawn again. */
  private keptEntries(next: Entry[]): readonly Entry[] {
    this.known = next.map((entry, i) => {
      const before = this.known[i];
      return before?.name === entry.name && Object.is(before.value, entry.value) ? before : entry;
    });
    return this.known;
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
    const root = data?.roots?.[Math.max(0, place)];
    return data === null || root === undefined ? data : prunedTo(data, root); // one without roots is damaged
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
