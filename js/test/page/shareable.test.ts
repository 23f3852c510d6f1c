import { describe, expect, test } from "vitest";
import { fromData, toData } from "../../src/engine/arrays";
import { readAddress } from "../../src/page/address";
import type { Bundle } from "../../src/page/kinds/kind";
import { addressOf, type Saved, stateFrom } from "../../src/page/shareable";
import type { State } from "../../src/page/slots";

const array = (numbers: readonly number[], shape: readonly number[] = [], dtype = "float64") =>
  toData({
    ...{ shape, dtype: dtype as "float64" },
    data: dtype === "float32" ? Float32Array.from(numbers) : Float64Array.from(numbers),
  });
const numbers = (state: State | string, name: string): number[] => {
  const { inputs } = state as { inputs: Record<string, Parameters<typeof fromData>[0]> };
  return Array.from(fromData(inputs[name] as Parameters<typeof fromData>[0]).data);
};
const bundle: Bundle = {
  default: { render: () => () => {} },
  limits: () => ({ lastStep: 9, fixed: ["frozen"] }),
};
const STEPPER: Saved = {
  kind: "backprop_stepper",
  bundle,
  state: {
    ...{ graph: { nodes: [{ name: "a" }, { name: "e" }] }, step: 3, selected: null, playing: true, speed: 1 },
    inputs: {
      ...{ a: array([2]), step: array([1]), "inputs.b": array([1]), frozen: array([1]) },
      ...{ W: array([1, 2, 3], [3]), s: array([0.1], [], "float32"), ["__proto__"]: array([1]) },
    },
  },
};
const EXPLORER: Saved = {
  kind: "derivative_explorer",
  bundle,
  state: {
    ...{ graph: {}, dynamic: "", outputs: ["[0]", "[1, 2]"], output: "[0]", view: [], method: "forward" },
    ...{
      inputs: { x: array([3]), h: array([1]), v: array([1, 2, 3, 4], [2, 2]) },
      wrt: "x",
      h: array([0.001]),
    },
  },
};

/** What comes of a change when its address is opened. */
function shared(saved: Saved, change: State): { hash: string; opened: State | string } {
  const { hash, problem } = addressOf("w", saved, { ...saved.state, ...change });
  expect(problem).toBe("");
  return { hash, opened: stateFrom(saved, readAddress(hash)?.pairs ?? []) };
}

const inputs = (saved: Saved, changed: object) => ({
  inputs: { ...(saved.state.inputs as object), ...changed },
});

describe("what is shared comes back", () => {
  test.each<[string, Saved, State, string]>([
    ["nothing", STEPPER, {}, "#w"],
    ["a step", STEPPER, { step: 0 }, "#w?step=0"],
    ["a value in focus", STEPPER, { selected: "e" }, "#w?selected=e"],
    ["an input", STEPPER, inputs(STEPPER, { a: array([2.5]) }), "#w?a=2.5"],
    ["minus zero", STEPPER, inputs(STEPPER, { a: array([-0]) }), "#w?a=-0"],
    ["an infinite input", STEPPER, inputs(STEPPER, { a: array([Number.NEGATIVE_INFINITY]) }), "#w?a=-inf"],
    ["every digit", STEPPER, inputs(STEPPER, { a: array([1 / 3]) }), "#w?a=0.3333333333333333"],
    [
      "half of the digits",
      STEPPER,
      inputs(STEPPER, { s: array([0.7], [], "float32") }),
      "#w?s=0.699999988079071",
    ],
    ["an input called as a trait", STEPPER, inputs(STEPPER, { step: array([7]) }), "#w?inputs.step=7"],
    ["an input with a dot", STEPPER, inputs(STEPPER, { "inputs.b": array([7]) }), "#w?inputs.inputs.b=7"],
    ["an entry", STEPPER, inputs(STEPPER, { W: array([1, 7, 3], [3]) }), "#w?W=,7"],
    ["an input of any name", STEPPER, inputs(STEPPER, { ["__proto__"]: array([7]) }), "#w?__proto__=7"],
    ["a method", EXPLORER, { method: "central" }, "#w?method=central"],
    ["the number that moves", EXPLORER, { wrt: "v[1, 0]" }, "#w?wrt=v%5B1,0%5D"],
    ["an entry of the answer", EXPLORER, { output: "[1, 2]" }, "#w?output=%5B1,2%5D"],
    ["h, beside an input of that name", EXPLORER, { h: array([1e-7]) }, "#w?h=1e-7"],
    ["a view", EXPLORER, { view: [-1, 2.5, 0, 1e-9] }, "#w?view=-1,2.5,0,1e-9"],
  ])("%s", (_, saved, change, hash) => {
    const { opened, ...told } = shared(saved, change);
    expect(told.hash).toBe(hash);
    const before = Object.keys(change).length ? { ...saved.state, playing: false } : saved.state;
    expect(opened).toEqual({ ...before, ...change });
  });

  test("and nothing of the saved state is touched", () => {
    const before = structuredClone(STEPPER.state);
    stateFrom(STEPPER, [
      ["a", "9"],
      ["W", "9,9,9"],
    ]);
    expect(STEPPER.state).toEqual(before);
  });

  test("entries that are left out are as they were saved", () => {
    expect(numbers(stateFrom(STEPPER, [["W", ",,5"]]), "W")).toEqual([1, 2, 5]);
    expect(numbers(stateFrom(STEPPER, [["W", "5"]]), "W")).toEqual([5, 2, 3]);
  });
});

const VIEW = "four numbers, left, right, bottom and top, or none";

describe("what is damaged is told, and nothing is set", () => {
  test.each<[Saved, string, string]>([
    [STEPPER, "#w?nonsense=1", "there is no “nonsense” here that it can set"],
    [STEPPER, "#w?graph=1", "there is no “graph” here that it can set"],
    [STEPPER, "#w?constructor=1", "there is no “constructor” here that it can set"],
    [STEPPER, "#w?frozen=1", "there is no “frozen” here that it can set"],
    [STEPPER, "#w?step=10", "step should be a whole number from 0 to 9, not “10”"],
    [STEPPER, "#w?step=-1", "step should be a whole number from 0 to 9, not “-1”"],
    [STEPPER, "#w?step=2.5", "step should be a whole number from 0 to 9, not “2.5”"],
    [STEPPER, "#w?step=4&a=abc", "a should be a number, not “abc”"],
    [STEPPER, "#w?a=NaN", "a should be a number, not “NaN”"],
    [STEPPER, "#w?a=", "a should be a number, not “”"],
    [STEPPER, "#w?a=1,2", "a should be a number, not “1,2”"],
    [STEPPER, "#w?W=1,2,3,4", "W should be 3 numbers at most, with commas between them, not “1,2,3,4”"],
    [STEPPER, "#w?a=<script>alert(1)</script>", "a should be a number, not “<script>alert(1)</script>”"],
    [STEPPER, `#w?${"z".repeat(5000)}=1`, `there is no “${"z".repeat(39)}…” here that it can set`],
    [STEPPER, "#w?selected=nobody", "selected should be the name of a value, or nothing, not “nobody”"],
    [EXPLORER, "#w?method=sideways", "method should be one of forward, backward, central, not “sideways”"],
    [EXPLORER, "#w?h=tiny", "h should be a number, not “tiny”"],
    [EXPLORER, "#w?view=1,0,0,1", `view should be ${VIEW}, not “1,0,0,1”`],
    [EXPLORER, "#w?view=0,1,2", `view should be ${VIEW}, not “0,1,2”`],
    [EXPLORER, "#w?wrt=y", "wrt should be one of x, h, v[0,0], v[0,1], v[1,0], v[1,1], not “y”"],
  ])("%#", (saved, hash, problem) => {
    expect(stateFrom(saved, readAddress(hash)?.pairs ?? [])).toBe(problem);
  });

  test("a function that only Python can run is not moved", () => {
    const saved = { ...EXPLORER, state: { ...EXPLORER.state, dynamic: "It branches." } };
    expect(stateFrom(saved, [["x", "1"]])).toBe("there is no “x” here that it can set");
    expect(stateFrom(saved, [["method", "central"]])).toMatchObject({ method: "central" });
  });

  test("a widget that is no number can't be written into an address, and says so", () => {
    const now = { ...STEPPER.state, ...inputs(STEPPER, { a: array([Number.NaN]) }) };
    expect(addressOf("w", STEPPER, now).problem).toBe("a should be a number, not “nan”");
  });

  test("no link is given that is too long to be opened", () => {
    const many = Array.from({ length: 2000 }, (_, i) => i / 3 + 1e-9);
    const long = inputs(STEPPER, { W: array(Array(2000).fill(0), [2000]) });
    const saved = { ...STEPPER, state: { ...STEPPER.state, ...long } };
    const now = { ...saved.state, ...inputs(saved, { W: array(many, [2000]) }) };
    expect(addressOf("w", saved, now).problem).toBe("it is too long");
  });

  test("damaged arrays are left to the view", () => {
    const damaged = { shape: [], dtype: "float64", data: undefined };
    const saved = { ...STEPPER, state: { ...STEPPER.state, inputs: { a: damaged } } };
    expect(addressOf("w", saved, saved.state).hash).toBe("#w");
    expect(stateFrom(saved, [["a", "1"]])).toMatch(/^a should be/);
  });
});
