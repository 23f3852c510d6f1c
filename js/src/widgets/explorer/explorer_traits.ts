// What an explorer shares with Python, as signals.

import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ExplorerState, FormData, Formula, GraphData, ReadingData } from "../../contract";
import { scalar, toData } from "../../engine/arrays";
import type { Inputs } from "../../engine/run";
import type { Host } from "../../host";
import { received, sent } from "../sent_inputs";

type Plain = "wrt" | "method" | "output" | "view" | "opened";

const DEFAULT_STEP = 0.001; // where Python has sent none

export class ExplorerTraits {
  readonly inputs: Signal<Inputs>;
  readonly h: Signal<number>;
  readonly wrt: Signal<string>;
  readonly method: Signal<string>;
  readonly output: Signal<string>;
  readonly opened: Signal<boolean>;
  readonly title: ReadonlySignal<string>;
  readonly variables: ReadonlySignal<string[]>;
  readonly formulas: ReadonlySignal<Record<string, Formula | null>>;
  readonly ranges: ReadonlySignal<Record<string, number[]>>;
  readonly outputs: ReadonlySignal<string[]>;
  readonly problem: ReadonlySignal<string>;
  readonly note: ReadonlySignal<string>;
  readonly dynamic: ReadonlySignal<string>;

  protected readonly view: Signal<number[]>;
  protected readonly forms: ReadonlySignal<Record<string, FormData>>;
  protected readonly leaves: ReadonlySignal<Record<string, string>>;
  protected readonly graphData: ReadonlySignal<GraphData | null>;
  protected readonly reading: ReadonlySignal<ReadingData | null>;
  protected readonly endings: (() => void)[] = [];
  private writing = false;

  constructor(protected readonly host: Host<ExplorerState>) {
    this.inputs = signal(this.readInputs());
    this.h = signal(this.readStep());
    this.wrt = this.shared("wrt");
    this.method = this.shared("method");
    this.output = this.shared("output");
    this.opened = this.shared("opened");
    this.view = this.shared("view");
    this.title = this.shared("title");
    this.variables = this.shared("variables");
    this.formulas = this.shared("formulas");
    this.ranges = this.shared("ranges");
    this.outputs = this.shared("outputs");
    this.problem = this.shared("problem");
    this.note = this.shared("note");
    this.dynamic = this.shared("dynamic");
    this.forms = this.shared("forms");
    this.leaves = this.shared("leaves");
    this.graphData = this.shared("graph");
    this.reading = this.shared("reading");
    this.listen("inputs", () => {
      if (!this.writing) this.inputs.value = this.readInputs();
    });
    this.listen("h", () => {
      if (!this.writing) this.h.value = this.readStep();
    });
  }

  close(): void {
    for (const end of this.endings) end();
  }

  protected listen(name: keyof ExplorerState, callback: () => void): void {
    this.endings.push(this.host.listen(name, callback));
  }

  protected write<Key extends Plain>(name: Key, value: ExplorerState[Key]): void {
    (this[name] as Signal<ExplorerState[Key]>).value = value;
    this.host.write(name, value);
  }

  protected writeInputs(inputs: Inputs): void {
    this.inputs.value = inputs;
    this.writing = true; // our own change comes back as an event
    this.host.write("inputs", sent(inputs));
    this.writing = false;
  }

  protected writeStep(h: number): void {
    this.h.value = h;
    this.writing = true;
    this.host.write("h", toData(scalar(h)));
    this.writing = false;
  }

  /** Read again where the function is looked at. */
  protected readPlace(): void {
    batch(() => {
      this.inputs.value = this.readInputs();
      this.h.value = this.readStep();
      this.wrt.value = this.host.read("wrt");
    });
  }

  /** A trait as a signal that follows it. */
  private shared<Key extends keyof ExplorerState>(name: Key): Signal<ExplorerState[Key]> {
    const held = signal(this.host.read(name));
    this.listen(name, () => {
      held.value = this.host.read(name);
    });
    return held;
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
    return received(this.host.read("h"))?.data[0] ?? DEFAULT_STEP;
  }
}
