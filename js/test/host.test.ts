import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Host, type HostModel, widget } from "../src/host";

interface State {
  count: number;
  name: string;
}

const ELEMENT = {} as HTMLElement; // no view is drawn here

/** A model that refuses what it does not know, and notes what it is asked for. */
class FakeModel implements HostModel {
  readonly saves: { at: number; count: unknown }[] = [];
  readonly listeners: [string, () => void][] = [];

  constructor(readonly state: Record<string, unknown> = { count: 0, name: "" }) {}

  get(name: string): unknown {
    if (!Object.hasOwn(this.state, name)) throw new Error(`there is no trait ${name}`);
    return this.state[name];
  }

  set(name: string, value: unknown): void {
    this.get(name);
    this.state[name] = value;
    for (const [event, callback] of [...this.listeners]) if (event === `change:${name}`) callback();
  }

  on(event: string, callback: () => void): void {
    this.listeners.push([event, callback]);
  }

  off(event: string, callback: () => void): void {
    const at = this.listeners.findIndex(([known, one]) => known === event && one === callback);
    if (at < 0) throw new Error(`nothing listens for ${event}`);
    this.listeners.splice(at, 1);
  }

  save_changes(): void {
    this.saves.push({ at: performance.now(), count: this.state.count });
  }
}

const hostOf = (model: HostModel) => new Host<State>(model);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("writing", () => {
  test("shows at once, and tells the kernel soon", () => {
    const model = new FakeModel();
    const host = hostOf(model);
    host.write("count", 3);
    expect([host.read("count"), model.saves.length]).toEqual([3, 0]);
    vi.advanceTimersByTime(0);
    expect(model.saves).toHaveLength(1);
  });

  test("a hundred times in one turn is one message", () => {
    const model = new FakeModel();
    const host = hostOf(model);
    for (let i = 0; i < 100; i++) host.write(i % 2 ? "count" : "name", i as never);
    vi.runAllTimers();
    expect(model.saves).toHaveLength(1);
  });

  test("sixty times a second, as a drag does, is at most ten messages a second and one trailing", () => {
    const model = new FakeModel();
    const host = hostOf(model);
    for (let frame = 1; frame <= 180; frame++) {
      host.write("count", frame);
      vi.advanceTimersByTime(16);
    }
    vi.runAllTimers();
    const gaps = model.saves.slice(1).map(({ at }, i) => at - (model.saves[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
    expect(model.saves.length).toBeGreaterThanOrEqual(25); // and not much fewer
    expect(model.saves.at(-1)?.count).toBe(180);
  });

  test("after a pause tells the kernel without waiting", () => {
    const model = new FakeModel();
    const host = hostOf(model);
    host.write("count", 1);
    vi.advanceTimersByTime(5000);
    host.write("count", 2);
    vi.advanceTimersByTime(0);
    expect(model.saves.map(({ count }) => count)).toEqual([1, 2]);
  });

  test("leaves nothing unsaved when the view is closed", () => {
    const model = new FakeModel();
    const host = hostOf(model);
    host.write("count", 1);
    vi.advanceTimersByTime(0);
    host.write("count", 2);
    host.close();
    host.close();
    expect(model.saves.map(({ count }) => count)).toEqual([1, 2]);
    vi.runAllTimers();
    expect(model.saves).toHaveLength(2);
  });

  test("nothing sends nothing", () => {
    const model = new FakeModel();
    hostOf(model).close();
    vi.runAllTimers();
    expect(model.saves).toEqual([]);
  });
});

describe("listening", () => {
  test("calls back for changes of one trait, from wherever, until it is ended", () => {
    const model = new FakeModel();
    const host = hostOf(model);
    const seen: string[] = [];
    const ends = [
      host.listen("count", () => seen.push("count")),
      host.listen("name", () => seen.push("name")),
    ];
    host.write("count", 1);
    model.set("name", "x");
    expect(seen).toEqual(["count", "name"]);
    for (const end of ends) end();
    expect(model.listeners).toEqual([]);
    model.set("count", 2);
    expect(seen).toHaveLength(2);
  });

  test("ends only one's own callback", () => {
    const model = new FakeModel();
    const seen: string[] = [];
    const end = hostOf(model).listen("count", () => seen.push("one"));
    hostOf(model).listen("count", () => seen.push("other"));
    end();
    model.set("count", 1);
    expect(seen).toEqual(["other"]);
  });
});

const fails = () => {
  throw new Error("This host can't do that.");
};

describe.each<[string, Partial<Record<"set" | "on" | "off" | "save_changes", undefined | (() => never)>>]>([
  ["throws when changes are saved", { save_changes: fails }],
  ["throws when a listener ends", { off: fails }],
  ["throws when something listens", { on: fails }],
  ["throws when a trait is set", { set: fails }],
  ["throws whatever it is asked", { set: fails, on: fails, off: fails, save_changes: fails }],
  ["can't save changes", { save_changes: undefined }],
  ["can't listen", { on: undefined, off: undefined }],
  ["can read and set only", { on: undefined, off: undefined, save_changes: undefined }],
])("a host that %s", (_, missing) => {
  test("does no harm", () => {
    const host = hostOf(Object.assign(new FakeModel(), missing));
    const end = host.listen("count", () => {});
    for (let i = 0; i < 10; i++) {
      host.write("count", i);
      vi.advanceTimersByTime(150);
    }
    end();
    host.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a widget", () => {
  test("is shown by its host, and ended when the host says so", () => {
    const model = new FakeModel();
    const told: string[] = [];
    const { render } = widget<State>((host, element) => {
      told.push(`shown with ${host.read("count")}`, String(element === ELEMENT));
      return () => {
        host.write("count", 5);
        told.push("ended");
      };
    });
    const end = render({ model, el: ELEMENT });
    expect(told).toEqual(["shown with 0", "true"]);
    end();
    expect(told.at(-1)).toBe("ended");
    expect(model.saves.map(({ count }) => count)).toEqual([5]); // what was written last is saved
  });

  test("shown twice is two views of one model", () => {
    const model = new FakeModel();
    const seen: number[] = [];
    const { render } = widget<State>((host) => host.listen("count", () => seen.push(host.read("count"))));
    const ends = [render({ model, el: ELEMENT }), render({ model, el: ELEMENT })];
    model.set("count", 4);
    expect(seen).toEqual([4, 4]);
    for (const end of ends) end();
    expect(model.listeners).toEqual([]);
  });
});
