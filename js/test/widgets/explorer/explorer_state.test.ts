import { describe, expect, test, vi } from "vitest";
import type { ArrayData, GraphData } from "../../../src/contract";
import { graphOf } from "../../engine/vectors";
import { entry, explorerOn, modelOf, number, pictureOf, sentTo, twoAnswers } from "./explorers";

describe("what is read", () => {
  test("follows the inputs, whoever moves them", () => {
    const model = modelOf();
    const explorer = explorerOn(model);
    const read = () => {
      const { value, derivative, differences } = pictureOf(explorer).reading;
      return [value, derivative, differences.forward];
    };
    expect(read()).toEqual([-8, 6, 6]);
    explorer.move(entry(explorer, "b"), 4);
    expect(read()).toEqual([-36, -8, -8]);
    expect(sentTo(model, "b")).toBe(4);
    model.change({ inputs: { ...model.state.inputs, f: number(1) } });
    expect(read()).toEqual([18, 4, 4]);
  });

  test.each([
    ["a", [6, -4, -2, 4], 6],
    ["c", [6, -4, -2, 4], -2],
  ])("along %s has the gradient by all of them", (wrt, gradient, derivative) => {
    const { reading } = pictureOf(explorerOn(modelOf({ wrt })));
    expect([...reading.gradient]).toEqual(gradient);
    expect(reading.derivative).toBe(derivative);
  });

  test("is of the chosen entry of the answer", () => {
    const model = modelOf(twoAnswers());
    const explorer = explorerOn(model);
    expect(pictureOf(explorer).reading.derivative).toBe(-1);
    explorer.chooseOutput("[1]");
    expect([pictureOf(explorer).reading.value, pictureOf(explorer).reading.derivative]).toEqual([9, 6]);
    expect([model.state.output, model.state.view]).toEqual(["[1]", []]);
  });

  test("is not there while there is a problem, or no number that moves", () => {
    const model = modelOf({ problem: "no" });
    const explorer = explorerOn(model);
    expect(explorer.picture.value).toBeNull();
    model.change({ problem: "", wrt: "nobody" });
    expect(explorer.picture.value).toBeNull();
    model.change({ wrt: "a" });
    expect(pictureOf(explorer).reading.value).toBe(-8);
  });

  test.each<[string, unknown, RegExp]>([
    ["text", "graph", /^Expected a graph, got graph/],
    ["an empty object", {}, /^The graph is of version undefined/],
    ["of another version", { ...graphOf("the article's expression"), version: 99 }, /version 99/],
    ["without nodes", { ...graphOf("the article's expression"), nodes: null }, /no list of nodes/],
  ])("of a graph that is %s is an error, until a good one comes", (_, graph, message) => {
    const model = modelOf({ graph: graph as GraphData });
    const explorer = explorerOn(model);
    expect(String((explorer.picture.value as Error).message)).toMatch(message);
    model.change({ graph: graphOf("the article's expression") });
    expect(pictureOf(explorer).reading.value).toBe(-8);
  });

  test.each<[string, unknown]>([
    ["missing", null],
    ["no array", { a: 3 }],
    ["without bytes", { a: { shape: [], dtype: "float64" } }],
  ])("of inputs that are all %s is an error", (_, inputs) => {
    const explorer = explorerOn(modelOf({ inputs: inputs as Record<string, ArrayData> }));
    expect(explorer.entries.value).toEqual([]);
    expect(explorer.picture.value).toMatchObject({
      message: expect.stringMatching(/^its inputs are missing/),
    });
  });
});

test.each(["constructor", "toString", "valueOf"])("an input may be called %s, and be of no use", (name) => {
  const model = modelOf();
  model.change({ inputs: { ...model.state.inputs, [name]: number(1) } });
  const explorer = explorerOn(model);
  const { entries, reading } = pictureOf(explorer);
  expect(reading.gradient[entries.findIndex((each) => each.name === name)]).toBe(0);
  explorer.choose(name);
  const picture = pictureOf(explorer);
  expect([picture.reading.derivative, picture.form]).toEqual([0, null]);
  expect(picture.view.left).toBeLessThan(picture.view.right);
  explorer.stepper.change(1, 0);
  expect(explorer.inputs.value.get(name)?.data[0]).toBe(1);
});

describe("what is not computed again", () => {
  test("is the curve while its own number, h, or the method moves", () => {
    const explorer = explorerOn(modelOf());
    const { curve } = pictureOf(explorer).reading;
    explorer.moveChosen(2.5);
    explorer.setStep(0.25);
    explorer.setMethod("central");
    expect(pictureOf(explorer).reading.curve).toBe(curve);
    explorer.move(entry(explorer, "b"), 1);
    expect(pictureOf(explorer).reading.curve).not.toBe(curve);
  });

  test("are the errors while only the size of h moves", () => {
    const explorer = explorerOn(modelOf());
    const { sweep } = pictureOf(explorer).reading;
    explorer.setStep(1e-8);
    expect(pictureOf(explorer).reading.sweep).toBe(sweep);
    explorer.setStep(-1e-8);
    expect(pictureOf(explorer).reading.sweep).not.toBe(sweep);
  });
});

describe("the view", () => {
  test("stays while the point is in sight, and goes after it", () => {
    const explorer = explorerOn(modelOf());
    const { view } = pictureOf(explorer);
    explorer.moveChosen(3);
    expect(pictureOf(explorer).view).toEqual(view);
    explorer.moveChosen(100);
    expect(pictureOf(explorer).view.left).toBeLessThan(100);
    expect(pictureOf(explorer).view.right).toBeGreaterThan(100);
  });

  test("stays while a handle is dragged, and goes after it when it is let go", () => {
    const explorer = explorerOn(modelOf());
    for (const chosen of [null, { left: 0, right: 4, bottom: -20, top: 0 }]) {
      if (chosen) explorer.setView(chosen);
      else explorer.fit();
      const { view } = pictureOf(explorer);
      const { left, right } = view;
      explorer.grab();
      explorer.moveChosen(right - 0.005 * (right - left));
      explorer.moveChosen(right - 0.004 * (right - left));
      expect(pictureOf(explorer).view).toEqual(view);
      explorer.release();
      expect(pictureOf(explorer).view.left).toBeGreaterThan(left);
      explorer.grab(); // a slider and a field let go of it
      explorer.move(entry(explorer, "a"), right + 10);
      expect(pictureOf(explorer).view.right).toBeGreaterThan(right + 10);
    }
  });

  test("is a person's choice until it is to suit itself again", () => {
    const model = modelOf();
    const explorer = explorerOn(model);
    const { view } = pictureOf(explorer);
    explorer.setView({ left: 1, right: 4, bottom: -20, top: 0 });
    expect(model.state.view).toEqual([1, 4, -20, 0]);
    expect(pictureOf(explorer).view).toEqual({ left: 1, right: 4, bottom: -20, top: 0 });
    explorer.fit();
    expect(pictureOf(explorer).view).toEqual(view);
  });

  test("closes in on h", () => {
    const explorer = explorerOn(modelOf({ h: number(1e-6) }));
    explorer.magnify();
    const { left, right, bottom, top } = pictureOf(explorer).view;
    expect(right - left).toBeCloseTo(7e-6, 12);
    expect(left).toBeLessThan(2);
    expect(bottom).toBeLessThan(-8);
    expect(top).toBeGreaterThan(-8 + 6e-6);
  });
});

describe("the stepper within", () => {
  test("stops when it is hidden, computes nothing there, and is a new one when it is shown again", () => {
    const model = modelOf();
    const explorer = explorerOn(model);
    explorer.open(true);
    const { stepper } = explorer;
    stepper.setPlaying(true);
    vi.advanceTimersByTime(1100);
    expect(model.state.step).toBe(1);
    const listening = model.listening;
    explorer.open(false);
    vi.advanceTimersByTime(9000);
    expect([model.state.playing, model.state.step]).toEqual([false, 1]);
    expect(model.listening).toBeLessThan(listening);
    explorer.open(true);
    expect(explorer.stepper).not.toBe(stepper);
    expect([explorer.stepper.step.value, explorer.stepper.playing.value]).toEqual([1, false]);
    explorer.stepper.setPlaying(true);
    model.change({ opened: false }); // by Python, or in another view
    expect(model.state.playing).toBe(false);
  });

  test("of a graph that gets damaged is an error, until a good one comes", () => {
    const model = modelOf(twoAnswers());
    const { stepper } = explorerOn(model);
    model.change({ graph: { ...(model.state.graph as GraphData), nodes: null } as unknown as GraphData });
    expect(stepper.picture.value).toBeInstanceOf(Error);
    model.change({ graph: twoAnswers().graph as GraphData });
    expect(stepper.picture.value).not.toBeInstanceOf(Error);
  });

  test("has the same numbers, both ways", () => {
    const model = modelOf();
    const explorer = explorerOn(model);
    const { stepper } = explorer;
    const shown = () => {
      const picture = stepper.picture.value;
      if (picture instanceof Error) throw picture;
      return picture.run.data[picture.graph.root.id]?.data[0];
    };
    expect(shown()).toBe(-8);
    explorer.moveChosen(4);
    expect(shown()).toBe(4);
    stepper.change(1, 0);
    expect([sentTo(model, "b"), shown(), pictureOf(explorer).reading.value]).toEqual([0, -20, -20]);
  });

  test("leads to the chosen entry of the answer", () => {
    const explorer = explorerOn(modelOf(twoAnswers()));
    const root = () => {
      const picture = explorer.stepper.picture.value;
      return picture instanceof Error ? picture : picture.graph.root.name;
    };
    expect(root()).toBe("u");
    explorer.chooseOutput("[1]");
    expect(root()).toBe("w");
  });
});

describe("what is announced", () => {
  test("is what came of a change by hand, once it is over, and not of one by Python", () => {
    const model = modelOf();
    const explorer = explorerOn(model);
    model.change({ inputs: { ...model.state.inputs, a: number(1) } });
    vi.advanceTimersByTime(5000);
    expect(explorer.announced.value).toBe("");
    explorer.moveChosen(3);
    vi.advanceTimersByTime(500);
    explorer.moveChosen(2);
    vi.advanceTimersByTime(500);
    expect(explorer.announced.value).toBe("");
    vi.advanceTimersByTime(500);
    expect(explorer.announced.value).toBe(
      "a is 2.0, the function −8.0, the difference quotient 6.0, the exact derivative 6.0.",
    );
  });

  test("never is nan", () => {
    const explorer = explorerOn(modelOf());
    explorer.setStep(0);
    vi.advanceTimersByTime(1000);
    expect(explorer.announced.value).toMatch(/the exact derivative 6\.0\. h is 0: both points are one/);
    explorer.moveChosen(Number.NaN);
    vi.advanceTimersByTime(1000);
    expect(explorer.announced.value).toMatch(/^a = nan is no number on the axis/);
  });
});

test("a drag sends at most ten messages a second, and the last one", () => {
  const model = modelOf();
  const explorer = explorerOn(model);
  for (let i = 1; i <= 100; i++) {
    explorer.moveChosen(i / 10);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(model.saves).toBeLessThanOrEqual(11);
  expect(sentTo(model, "a")).toBe(10);
});

test("two views of one widget stay together, and when closed listen to nothing", () => {
  const model = modelOf();
  const [one, another] = [explorerOn(model), explorerOn(model)];
  one.stepper.goTo(1);
  one.moveChosen(5);
  another.setStep(0.125);
  another.choose("b");
  expect([pictureOf(another).reading.x, pictureOf(one).reading.h, pictureOf(one).chosen.name]).toEqual([
    -3,
    0.125,
    "b",
  ]);
  expect(entry(another, "a").value).toBe(5);
  one.close();
  another.close();
  expect(model.listening).toBe(0);
});
