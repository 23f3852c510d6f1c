import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Host, type HostModel, onPage, widget } from "../src/host";

interface State {
  count: number;
  name: string;
  bytes: DataView;
}

const ELEMENT = {} as HTMLElement; // no view is drawn here

/** A model that refuses what it does not know, and notes what it is asked for. */
class FakeModel implements HostModel {
  readonly saves: { at: number; count: unknown }[] = [];
  readonly listeners: [string, () => void][] = [];

  constructor(
    readonly state: Record<string, unknown> = { count: 0, name: "", bytes: new DataView(new ArrayBuffer(1)) },
  ) {}

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

describe("on a page without a kernel", () => {
  const hostOn = (state: object | string) => {
    const hosts: Host<State>[] = [];
    const end = onPage<State>(
      (host) => {
        hosts.push(host);
        return () => hosts.pop();
      },
      typeof state === "string" ? state : JSON.stringify(state),
      ELEMENT,
    );
    return { host: hosts[0] as Host<State>, end, hosts };
  };

  test("bytes are bytes again, wherever they stand, and everything else is as it was", () => {
    const state = {
      count: 3,
      name: "$bytes",
      bytes: { $bytes: btoa("\x00\x01\xfe\xff") },
      inputs: { a: { shape: [], dtype: "float64", data: { $bytes: "" } }, $bytes: { $bytes: 3 } },
    };
    const { host } = hostOn(state);
    expect([host.read("count"), host.read("name")]).toEqual([3, "$bytes"]);
    const bytes = host.read("bytes");
    expect(bytes).toBeInstanceOf(DataView);
    expect([0, 1, 2, 3].map((at) => bytes.getUint8(at))).toEqual([0, 1, 254, 255]);
    const inputs = host.read("inputs" as "name") as unknown as Record<string, { data: DataView }>;
    expect(inputs.a?.data.byteLength).toBe(0);
    expect(inputs.$bytes).toEqual({ $bytes: 3 });
  });

  test("every float64 is the same number, NaN and −0 too", () => {
    const numbers = [Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324, 0.1];
    const raw = String.fromCharCode(...new Uint8Array(Float64Array.from(numbers).buffer));
    const { host } = hostOn({ bytes: { $bytes: btoa(raw) } });
    const bytes = host.read("bytes");
    expect(numbers.map((_, i) => bytes.getFloat64(8 * i, true))).toEqual(numbers);
  });

  test("what is written is told to every listener, until it ends", () => {
    const { host } = hostOn({ count: 0 });
    const seen: number[] = [];
    const ends = [1, 2].map((factor) => host.listen("count", () => seen.push(factor * host.read("count"))));
    host.write("count", 3);
    expect(seen).toEqual([3, 6]);
    ends[0]?.();
    host.write("count", 4);
    expect(seen).toEqual([3, 6, 8]);
    ends[1]?.();
    ends[1]?.();
    host.write("count", 5);
    vi.runAllTimers();
    expect([host.read("count"), seen.length]).toEqual([5, 3]);
  });

  test("a listener may end itself while it is told", () => {
    const { host } = hostOn({ count: 0 });
    const seen: string[] = [];
    const end = host.listen("count", () => {
      seen.push("once");
      end();
    });
    host.listen("count", () => seen.push("always"));
    host.write("count", 1);
    host.write("count", 2);
    expect(seen).toEqual(["once", "always", "always"]);
  });

  test("a view is ended by what it gave back", () => {
    const { end, hosts } = hostOn({});
    end();
    expect(hosts).toEqual([]);
  });
});
