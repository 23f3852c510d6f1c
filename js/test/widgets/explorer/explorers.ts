import { afterEach, beforeEach, expect, vi } from "vitest";
import type { ExplorerState } from "../../../src/contract";
import type { Entry } from "../../../src/engine/entries";
import { Host } from "../../../src/host";
import { Explorer, type Picture } from "../../../src/widgets/explorer/explorer_state";
import { recorded } from "../../engine/graphs";
import { graphOf, sentArray } from "../../engine/vectors";
import { FakeModel } from "../fake_model";

// An explorer on a fake model, for tests of its state: timers are false, and none may be left.

export const number = (x: number) => sentArray([], "float64", [x]);
export const START = { a: 2, b: -3, c: 10, f: -2 }; // of L = (a b + c) f, which is −8; ∂L/∂a is b f = 6

export function modelOf(traits: Partial<ExplorerState> = {}): FakeModel<ExplorerState> {
  const names = Object.keys(START);
  return new FakeModel<ExplorerState>({
    graph: graphOf("the article's expression"),
    leaves: Object.fromEntries(names.map((name) => [name, name])),
    title: "L",
    variables: names,
    formulas: {},
    forms: {},
    inputs: Object.fromEntries(Object.entries(START).map(([name, x]) => [name, number(x)])),
    ranges: Object.fromEntries(names.map((name) => [name, [-10, 10]])),
    wrt: "a",
    h: number(0.5),
    method: "forward",
    outputs: [],
    output: "",
    view: [],
    problem: "",
    note: "",
    dynamic: "",
    reading: null,
    opened: false,
    step: 0,
    selected: null,
    playing: false,
    speed: 1,
    ...traits,
  });
}

/** x ↦ (−x, x²) at 3. */
export const twoAnswers = (): Partial<ExplorerState> => ({
  graph: {
    ...recorded(
      [3],
      { name: "x", at: 0 },
      { name: "u", op: "negative", inputs: [0] },
      { name: "w", op: "multiply", inputs: [0, 0] },
    ),
    roots: [1, 2],
  },
  leaves: { x: "x" },
  variables: ["x"],
  inputs: { x: number(3) },
  ranges: { x: [-10, 10] },
  wrt: "x",
  outputs: ["[0]", "[1]"],
  output: "[0]",
});

const endings: (() => void)[] = [];

export function explorerOn(model: FakeModel<ExplorerState>): Explorer {
  const host = new Host<ExplorerState>(model);
  const explorer = new Explorer(host);
  endings.push(() => {
    explorer.close();
    host.close();
  });
  return explorer;
}

export function pictureOf(explorer: Explorer): Picture {
  const picture = explorer.picture.value;
  if (picture === null) throw new Error("there is no picture");
  if (picture instanceof Error) throw picture;
  return picture;
}

export const entry = (explorer: Explorer, name: string) =>
  explorer.entries.value.find((each) => each.name === name) as Entry;

export const sentTo = (model: FakeModel<ExplorerState>, name: string) =>
  model.state.inputs[name]?.data.getFloat64(0, true);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const end of endings.splice(0)) end();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
