// The state of an explorer as signals: shared with Python through the host, and everything that follows from it.

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { ExplorerState, FormData, GraphData } from "../../contract";
import { type Entry, entriesOf, moved } from "../../engine/entries";
import { around, heldWithin, type Span, upwards, type View } from "../../engine/framing";
import { type Graph, prunedTo, readGraph } from "../../engine/graph";
import { own } from "../../engine/own";
import type { Method, Reading } from "../../engine/reading";
import type { Inputs } from "../../engine/run";
import type { Host } from "../../host";
import type { Stepper } from "../stepper/stepper_state";
import { announcement } from "./announcement";
import { Announcer } from "./announcer";
import { exactly } from "./exactly";
import { ExplorerTraits } from "./explorer_traits";
import { FrameMemory, suiting, within } from "./frame_memory";
import { InnerStepper } from "./inner_stepper";
import { byLeaf } from "./leaves";
import { LineMemory } from "./line_memory";
import { readingFrom, type SentReading } from "./sent_reading";
import { Silence } from "./silence";

/** Everything that the view shows. */
export interface Picture {
  readonly entries: readonly Entry[];
  /** The number that is moved. */
  readonly chosen: Entry;
  readonly reading: Reading;
  readonly view: View;
  readonly form: FormData | null;
}

const DEFAULT_RANGE: Span = [-5, 5]; // where Python has sent none

export class Explorer extends ExplorerTraits {
  /** What a screen reader is to say. */
  readonly announced: ReadonlySignal<string>;
  /** The numbers that can be moved. */
  readonly entries: ReadonlySignal<readonly Entry[]>;
  /** What is shown, null while there is nothing to show, or what is wrong with what Python sent. */
  readonly picture: ReadonlySignal<Picture | Error | null>;
  /** Whether the view waits for Python to compute what is shown. */
  readonly waiting: ReadonlySignal<boolean>;
  /** Whether it has waited in vain: then the numbers are those of the latest answer, and can't be moved. */
  readonly silent: ReadonlySignal<boolean>;

  private readonly graph: ReadonlySignal<Graph | Error | null>;
  private readonly fromPython: ReadonlySignal<SentReading | null>;
  private readonly chosenData: ReadonlySignal<GraphData | null>;
  private readonly lines = new LineMemory();
  private readonly frame = new FrameMemory();
  private known: readonly Entry[] = [];
  private readonly inner: InnerStepper;
  private readonly announcer: Announcer;
  private readonly silence: Silence;
  /** Whether a handle of the plot is held; and where it was wanted, if it could not go there. */
  private readonly dragging = signal(false);
  private wanted: number | null = null;

  constructor(host: Host<ExplorerState>) {
    super(host);
    for (const name of ["reading", "problem", "dynamic"] as const) this.listen(name, () => this.hear());
    this.chosenData = computed(() => this.dataOfChosen());
    this.graph = computed(() => attempt(() => this.chosenGraph()));
    this.entries = computed(() => this.keptEntries(entriesOf(this.inputs.value)));
    this.fromPython = computed(() => {
      const data = this.reading.value;
      return data === null ? null : readingFrom(data);
    });
    this.waiting = computed(() => {
      if (this.dynamic.value === "") return false;
      return !this.fromPython.value?.suits(this.inputs.value, this.wrt.value, this.h.value);
    });
    this.picture = computed(() => {
      const entries = this.entries.value;
      const chosen = entries.find(({ name }) => name === this.wrt.value);
      // a function that raises here may have a curve elsewhere, along which a drag leads back
      if (this.problem.value !== "" && this.dynamic.value === "") return null;
      if (entries.length === 0) return new Error("its inputs are missing or damaged. Run the cell again.");
      if (chosen === undefined) return null;
      return attempt(() => this.pictureOf(entries, chosen));
    });
    this.announcer = new Announcer(() => this.sentence());
    this.announced = this.announcer.announced;
    const wanting = () => host.live && this.waiting.value && this.problem.value === "";
    this.silence = new Silence(wanting, [this.reading, this.problem, this.dynamic], () => this.putBack());
    this.silent = this.silence.silent;
    this.inner = new InnerStepper({
      ...{ host, inputs: this.inputs, leaves: this.leaves, graph: this.chosenData },
      graphIsOf: [this.graphData, this.outputs, this.output],
      setInputs: (inputs) => this.setInputs(inputs),
    });
    this.endings.push(
      effect(() => {
        if (!this.opened.value) untracked(() => this.inner.hide());
      }),
    );
  }

  // What a person does. Views are handed these, so they are the same functions for as long as the widget lives.

  readonly move = (entry: Entry, value: number): void => {
    batch(() => {
      this.letGo();
      this.setInputs(moved(this.inputs.peek(), entry, value));
    });
  };

  /** Move the number that is seen to be chosen. */
  readonly moveChosen = (value: number): void => {
    const picture = this.picture.peek();
    if (picture === null || picture instanceof Error) return;
    const { chosen, view } = picture;
    // Python would go after a point at the side, so there it waits until it is let go
    const held = this.dragging.peek() && this.dynamic.peek() !== "";
    const place = held ? heldWithin([view.left, view.right], value) : value;
    this.wanted = Object.is(place, value) ? null : value;
    this.setInputs(moved(this.inputs.peek(), chosen, place));
  };

  /** A handle of the plot is held: what is seen stays where it is until it is let go. */
  readonly grab = (): void => {
    this.dragging.value = true;
  };

  readonly release = (): void => {
    const { wanted } = this;
    batch(() => {
      this.letGo();
      if (wanted !== null) this.moveChosen(wanted);
    });
  };

  readonly setStep = (h: number): void => {
    this.writeStep(h);
    this.announcer.say();
  };

  readonly choose = (name: string): void => {
    batch(() => {
      this.write("wrt", name);
      this.lookAgain([]);
    });
    this.announcer.say();
  };

  readonly setMethod = (method: Method): void => {
    this.write("method", method);
    this.announcer.say();
  };

  readonly chooseOutput = (output: string): void => {
    batch(() => {
      this.write("output", output);
      this.lookAgain([]);
    });
    this.announcer.say();
  };

  readonly setView = ({ left, right, bottom, top }: View): void => {
    this.write("view", [left, right, bottom, top]);
  };

  /** Show what suits the curve. */
  readonly fit = (): void => {
    this.lookAgain(this.suitingPython());
  };

  /** Show the neighbourhood in which the step can be seen. */
  readonly magnify = (): void => {
    const picture = this.picture.peek();
    if (picture === null || picture instanceof Error) return;
    const { x, h, value, above, below } = picture.reading;
    const [left, right] = around(x, h);
    if (!(left < right)) return;
    const curve = this.lines.curveWithin(left, right) ?? within(picture.reading.curve, [left, right]);
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

  /** The same graph in the stepper's view, while it is opened. */
  get stepper(): Stepper {
    return this.inner.stepper;
  }

  override close(): void {
    super.close();
    for (const part of [this.announcer, this.silence, this.inner]) part.close();
  }

  // What follows.

  private readonly pictureOf = (entries: readonly Entry[], wanted: Entry): Picture | null => {
    const there = this.dynamic.value === "" ? null : this.fromPython.value;
    // until Python answers, what is seen is of the number that it has read along
    const chosen = there === null ? wanted : entries.find(({ name }) => name === there.wrt);
    if (chosen === undefined || (this.dynamic.value !== "" && there === null)) return null;
    const form = own(this.forms.value, `${this.output.value} ${chosen.name}`.trim()) ?? null;
    const chosenView = this.view.value;
    const still = this.dragging.value;
    if (there !== null) {
      const { reading } = there;
      const view = this.frame.viewOf(chosen, reading, there.across, chosenView, still);
      return { entries, chosen, reading, view, form };
    }
    const graph = this.graph.value;
    if (graph === null) return null;
    if (graph instanceof Error) throw graph;
    const h = this.h.value;
    const span = this.frame.spanOf(chosen, chosenView, { range: this.rangeOf(chosen), h, still });
    const leaves = this.leaves.value;
    const inputs = byLeaf(this.inputs.value, leaves);
    const reading = exactly(
      form,
      this.lines.read(graph, { inputs, entries, chosen, leaves, h, span }),
      entries,
    );
    const view = this.frame.viewOf(chosen, reading, span, chosenView, still);
    return { entries, chosen, reading, view, form };
  };

  private rangeOf({ input }: Entry): Span {
    const [from = DEFAULT_RANGE[0], to = DEFAULT_RANGE[1]] = own(this.ranges.value, input) ?? [];
    return [from, to];
  }

  /** Look anew, in a view that is given, or in one that suits. */
  private lookAgain(view: number[]): void {
    batch(() => {
      this.letGo();
      this.frame.forget();
      this.write("view", view);
    });
  }

  /** The view in which a function suits that only Python can run: it looks elsewhere only if it hears of a view. */
  private suitingPython(): number[] {
    const there = this.dynamic.peek() === "" ? null : this.fromPython.peek();
    const chosen = this.entries.peek().find(({ name }) => name === there?.wrt);
    if (there === null || chosen === undefined || this.view.peek().length > 0) return [];
    return suiting(there.reading, there.across, this.rangeOf(chosen));
  }

  private letGo(): void {
    this.dragging.value = false;
    this.wanted = null;
  }

  // Whether Python answers.

  /** Python is there; if it had been given up, what was asked of it holds after all. */
  private hear(): void {
    if (!this.silence.answered()) return;
    this.readPlace();
    this.announcer.sayNow();
  }

  /** Show the numbers of the latest answer. What was asked stays asked: Python may only be slow. */
  private putBack(): void {
    const there = this.fromPython.peek();
    if (there === null) return;
    batch(() => {
      this.letGo();
      this.inputs.value = there.inputs;
      this.h.value = there.reading.h;
      this.wrt.value = there.wrt;
    });
  }

  /** Those that have not changed are the same objects as before, so that they are not drawn again. */
  private keptEntries(next: Entry[]): readonly Entry[] {
    this.known = next.map((entry, i) => {
      const before = this.known[i];
      return before?.name === entry.name && Object.is(before.value, entry.value) ? before : entry;
    });
    return this.known;
  }

  private setInputs(inputs: Inputs): void {
    this.writeInputs(inputs);
    this.announcer.say();
  }

  private dataOfChosen(): GraphData | null {
    const data = this.graphData.value;
    const place = this.outputs.value.indexOf(this.output.value);
    const root = data?.roots?.[Math.max(0, place)];
    return data === null || root === undefined ? data : prunedTo(data, root); // one without roots is damaged
  }

  private chosenGraph(): Graph | null {
    const data = this.chosenData.value;
    return data === null ? null : readGraph(data);
  }

  /** What came of a change, "" if there is nothing to say, null as long as Python has not answered. */
  private sentence(): string | null {
    if (this.silent.value) return "No Python answers, so nothing can be moved.";
    if (this.waiting.value) return null;
    const picture = this.picture.peek();
    if (picture === null || picture instanceof Error) return "";
    const names = { f: this.title.peek(), x: picture.chosen.name };
    return announcement(picture.reading, names, this.method.peek() as Method);
  }
}

function attempt<T>(compute: () => T): T | Error {
  try {
    return compute();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
