import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ArrayData, GraphData, NodeData, StepperState } from "../../../src/contract";
import { scalar } from "../../../src/engine/arrays";
import { Host } from "../../../src/host";
import { type Picture, Stepper } from "../../../src/widgets/stepper/stepper_state";
import { recorded } from "../../engine/graphs";
import { graphOf, sentArray } from "../../engine/vectors";
import { FakeModel } from "../fake_model";

const LAST = 7; // of the article's expression

function modelOf(traits: Partial<StepperState> = {}): FakeModel<StepperState> {
  const still = { step: 0, selected: null, inputs: {}, playing: false, speed: 1 };
  return new FakeModel({ graph: graphOf("the article's expression"), ...still, ...traits });
}

const endings: (() => void)[] = [];

function stepperOn(model: FakeModel<StepperState>): Stepper {
  const host = new Host<StepperState>(model);
  const stepper = new Stepper(host);
  endings.push(() => {
    stepper.close();
    host.close();
  });
  return stepper;
}

function pictureOf(stepper: Stepper): Picture {
  const picture = stepper.picture.value;
  if (picture instanceof Error) throw picture;
  return picture;
}

const numberOf = (stepper: Stepper, name: string) => {
  const { graph, run } = pictureOf(stepper);
  return run.data[graph.byName.get(name)?.id ?? -1]?.data[0];
};

const idOf = (stepper: Stepper, name: string) => pictureOf(stepper).graph.byName.get(name)?.id ?? -1;

const sent = (x: number) => sentArray([], "float64", [x]);

/** y = x + 1, where x is an array. */
const other = (): GraphData =>
  recorded(
    [5, 6, 1],
    { name: "a", at: 0, shape: [2] },
    { name: "one", at: 2 },
    { name: "y", op: "add", inputs: [0, 1], shape: [2] },
  );

/** A graph that can't be read. */
function damaged(): GraphData {
  const graph = graphOf("the article's expression");
  Object.assign(graph.nodes[4] as NodeData, { op: "cosine" });
  return graph;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const end of endings.splice(0)) end();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("a step", () => {
  test.each([
    [0, 0],
    [3, 3],
    [LAST, LAST],
    [LAST + 1, LAST],
    [1e9, LAST],
    [-1, 0],
    [Number.NEGATIVE_INFINITY, 0],
  ])("asked for as %d leads to %d", (asked, reached) => {
    const model = modelOf({ step: 2 });
    const stepper = stepperOn(model);
    stepper.goTo(asked);
    expect([model.state.step, stepper.step.value, pictureOf(stepper).number]).toEqual([
      reached,
      reached,
      reached,
    ]);
  });

  test.each([
    [99, LAST],
    [-4, 0],
  ])("that came as %d is shown as %d", (came, shown) => {
    const stepper = stepperOn(modelOf({ step: came }));
    expect(pictureOf(stepper).number).toBe(shown);
    expect(pictureOf(stepper).step).toBe(pictureOf(stepper).steps[shown]);
  });

  test("is announced if a person took it, and not if Python did", () => {
    const model = modelOf();
    const stepper = stepperOn(model);
    model.change({ step: 3 });
    expect(stepper.announced.value).toBe("");
    stepper.goTo(1);
    expect(stepper.announced.value).toBe(
      "Forward: compute e. a and b are known, so e can be computed: e = a × b = 2.0 × −3.0 = −6.0.",
    );
  });

  test("leaves the computation as it is, so that nothing is computed again", () => {
    const stepper = stepperOn(modelOf());
    const { run, steps } = pictureOf(stepper);
    for (let step = 0; step <= LAST; step++) {
      stepper.goTo(step);
      expect(pictureOf(stepper).run).toBe(run);
      expect(pictureOf(stepper).steps).toBe(steps);
    }
  });
});

describe("playing", () => {
  test("takes a step each second at speed 1, stops at the end, and says so", () => {
    const model = modelOf();
    const stepper = stepperOn(model);
    stepper.setPlaying(true);
    vi.advanceTimersByTime(999);
    expect(model.state.step).toBe(0);
    for (let step = 1; step <= LAST; step++) {
      vi.advanceTimersByTime(step === 1 ? 1 : 1000);
      expect(model.state.step).toBe(step);
    }
    expect([model.state.playing, stepper.playing.value]).toEqual([false, false]);
    vi.advanceTimersByTime(60_000);
    expect(model.state.step).toBe(LAST);
  });

  test.each([0.5, 4, 60])("at speed %d takes so many steps a second", (speed) => {
    const model = modelOf({ speed, playing: true });
    stepperOn(model);
    vi.advanceTimersByTime((1000 / speed) * 3 + 5);
    expect(model.state.step).toBe(3);
  });

  test("stands still once it is paused", () => {
    const model = modelOf();
    const stepper = stepperOn(model);
    stepper.setPlaying(true);
    vi.advanceTimersByTime(2500);
    stepper.setPlaying(false);
    vi.advanceTimersByTime(60_000);
    expect(model.state.step).toBe(2);
  });

  test("from the end starts over", () => {
    const model = modelOf({ step: LAST });
    const stepper = stepperOn(model);
    stepper.setPlaying(true);
    expect([model.state.step, model.state.playing]).toEqual([0, true]);
    vi.advanceTimersByTime(1000);
    expect(model.state.step).toBe(1);
  });

  test("announces no steps, which would drown out everything else", () => {
    const stepper = stepperOn(modelOf({ playing: true }));
    vi.advanceTimersByTime(3000);
    expect(stepper.announced.value).toBe("");
  });

  test("can be started, stopped and hurried from Python", () => {
    const model = modelOf();
    stepperOn(model);
    model.change({ playing: true });
    vi.advanceTimersByTime(1000);
    model.change({ speed: 10 });
    vi.advanceTimersByTime(200);
    expect(model.state.step).toBe(3);
    model.change({ playing: false });
    vi.advanceTimersByTime(60_000);
    expect(model.state.step).toBe(3);
  });

  test("in two views of one widget takes each step once", () => {
    const model = modelOf();
    const [one, another] = [stepperOn(model), stepperOn(model)];
    one.setPlaying(true);
    for (let step = 1; step <= LAST; step++) {
      vi.advanceTimersByTime(1000);
      expect([model.state.step, one.step.value, another.step.value]).toEqual([step, step, step]);
    }
    expect([model.state.playing, another.playing.value]).toEqual([false, false]);
  });

  test("ends with the view", () => {
    const model = modelOf({ playing: true });
    const stepper = stepperOn(model);
    stepper.close();
    vi.advanceTimersByTime(60_000);
    expect([model.state.step, model.listening]).toEqual([0, 0]);
  });

  test("sends at most ten messages a second", () => {
    const model = modelOf({ graph: graphOf("a neuron, tanh written out"), speed: 60 });
    const stepper = stepperOn(model);
    stepper.setPlaying(true);
    vi.advanceTimersByTime(1000);
    expect(model.saves).toBeLessThanOrEqual(10);
  });
});

describe("the inputs", () => {
  test("are the recorded ones until they are changed", () => {
    const stepper = stepperOn(modelOf());
    expect([numberOf(stepper, "L"), stepper.changed]).toEqual([-8, false]);
  });

  test("that Python sets move the picture", () => {
    const model = modelOf({ inputs: { a: sent(3) } });
    const stepper = stepperOn(model);
    expect([numberOf(stepper, "e"), stepper.changed]).toEqual([-9, true]);
    model.change({ inputs: { a: sent(4), b: sent(1) } });
    expect([numberOf(stepper, "a"), numberOf(stepper, "e")]).toEqual([4, 4]);
  });

  test("that a person changes move the picture, and go to Python all at once", () => {
    const model = modelOf();
    const stepper = stepperOn(model);
    stepper.change(idOf(stepper, "a"), 5);
    stepper.change(idOf(stepper, "c"), scalar(1));
    expect([numberOf(stepper, "e"), numberOf(stepper, "d")]).toEqual([-15, -14]);
    const { inputs } = model.state;
    expect(Object.keys(inputs)).toEqual(["a", "c"]);
    expect(inputs.a).toMatchObject({ shape: [], dtype: "float64" });
    expect([inputs.a?.data.getFloat64(0, true), inputs.c?.data.getFloat64(0, true)]).toEqual([5, 1]);
  });

  test("keep NaN and infinities", () => {
    const model = modelOf();
    const stepper = stepperOn(model);
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY, -0]) {
      stepper.change(idOf(stepper, "a"), x);
      expect(numberOf(stepper, "a")).toBe(x);
      expect(model.state.inputs.a?.data.getFloat64(0, true)).toBe(x);
      expect(stepper.changed).toBe(true);
    }
  });

  test("are put back to what was recorded, in Python too", () => {
    const model = modelOf({ inputs: { a: sent(9), f: sent(Number.NaN) } });
    const stepper = stepperOn(model);
    stepper.reset();
    expect([stepper.changed, numberOf(stepper, "L")]).toEqual([false, -8]);
    expect(Object.values(model.state.inputs).map(({ data }) => data.getFloat64(0, true))).toEqual([
      2, -3, 10, -2,
    ]);
  });

  test.each<[string, Record<string, unknown> | null]>([
    ["of another shape", { a: sentArray([2], "float64", [1, 2]) }],
    ["of another shape with one entry", { a: sentArray([1], "float64", [1]) }],
    ["with too few bytes", { a: { shape: [], dtype: "float64", data: new DataView(new ArrayBuffer(4)) } }],
    ["without bytes", { a: { shape: [], dtype: "float64" } }],
    ["of an unknown type", { a: { ...sent(1), dtype: "complex" } }],
    ["that are no arrays", { a: 3, b: null, c: "x" }],
    ["of nobody", { nobody: sent(1) }],
    ["of what is computed", { e: sent(100) }],
    ["named like JavaScript's own", JSON.parse('{"__proto__": 3, "constructor": 4}')],
    ["that are missing", null],
  ])("%s are ignored, and the recorded ones shown", (_, inputs) => {
    const model = modelOf({ inputs: inputs as Record<string, ArrayData> });
    const stepper = stepperOn(model);
    expect(numberOf(stepper, "L")).toBe(-8);
    model.change({ inputs: { a: sent(3) } });
    expect(numberOf(stepper, "e")).toBe(-9);
    model.change({ inputs: inputs as Record<string, ArrayData> });
    expect(numberOf(stepper, "L")).toBe(-8);
  });

  test("in single precision are rounded as in Python", () => {
    const leaf = { name: "x", at: 0, dtype: "float32" };
    const model = modelOf({
      graph: recorded([0], leaf, { name: "y", op: "negative", inputs: [0], dtype: "float32" }),
    });
    const stepper = stepperOn(model);
    stepper.change(idOf(stepper, "x"), 0.1);
    expect(numberOf(stepper, "y")).toBe(-Math.fround(0.1));
    expect(model.state.inputs.x?.dtype).toBe("float32");
    expect(model.state.inputs.x?.data.getFloat32(0, true)).toBe(Math.fround(0.1));
  });

  test("changed in one view are changed in the other", () => {
    const model = modelOf();
    const [one, another] = [stepperOn(model), stepperOn(model)];
    one.change(idOf(one, "a"), 3);
    expect([numberOf(one, "e"), numberOf(another, "e")]).toEqual([-9, -9]);
    another.reset();
    expect([one.changed, another.changed]).toEqual([false, false]);
  });
});

describe("the node in focus", () => {
  test("is chosen by a click, and let go by another", () => {
    const model = modelOf();
    const stepper = stepperOn(model);
    stepper.select(idOf(stepper, "e"));
    expect([model.state.selected, stepper.selected.value]).toEqual(["e", "e"]);
    stepper.select(idOf(stepper, "a"));
    expect(model.state.selected).toBe("a");
    stepper.select(idOf(stepper, "a"));
    expect(model.state.selected).toBeNull();
    stepper.select(idOf(stepper, "a"));
    stepper.select(null);
    expect(model.state.selected).toBeNull();
  });

  test("that is not there is none", () => {
    const model = modelOf();
    stepperOn(model).select(99);
    expect(model.state.selected).toBeNull();
  });
});

describe("a graph", () => {
  test("that is damaged is an error with a reason, and nothing that a person does makes it worse", () => {
    const model = modelOf({ graph: damaged(), inputs: { a: sent(3) }, playing: true });
    const stepper = stepperOn(model);
    expect(stepper.picture.value).toMatchObject({ message: 'Node 4 ("e"): unknown operation "cosine".' });
    stepper.goTo(3);
    stepper.setPlaying(true);
    stepper.setSpeed(2);
    vi.advanceTimersByTime(5000);
    expect([stepper.changed, stepper.announced.value, model.state.step]).toEqual([false, "", 0]);
  });

  test.each([
    ["nothing", null],
    ["text", "graph"],
    ["an empty object", {}],
  ])("that is %s is an error", (_, graph) => {
    expect(stepperOn(modelOf({ graph: graph as never })).picture.value).toBeInstanceOf(Error);
  });

  test("that was damaged is shown once a good one comes", () => {
    const model = modelOf({ graph: damaged() });
    const stepper = stepperOn(model);
    model.change({ graph: graphOf("the article's expression") });
    expect(numberOf(stepper, "L")).toBe(-8);
    stepper.goTo(3);
    expect(pictureOf(stepper).number).toBe(3);
  });

  test("that gets damaged is an error from then on", () => {
    const model = modelOf({ step: 3, playing: true });
    const stepper = stepperOn(model);
    model.change({ graph: damaged() });
    expect(stepper.picture.value).toBeInstanceOf(Error);
    vi.advanceTimersByTime(60_000);
    expect(model.state.step).toBe(3);
  });

  test("in place of another is shown from its beginning", () => {
    const model = modelOf({ step: LAST, inputs: { b: sent(3) } });
    const stepper = stepperOn(model);
    model.change({ step: 0, selected: null, playing: false, graph: other(), inputs: {} });
    expect(pictureOf(stepper).graph.root.name).toBe("y");
    expect([...(pictureOf(stepper).run.data[2]?.data ?? [])]).toEqual([6, 7]);
  });

  // A defect: the new graph is run with the old one's inputs before the new ones are read.
  test("in place of another, with an input of the same name in another shape, is shown", () => {
    const model = modelOf({ inputs: { a: sent(3) } });
    const stepper = stepperOn(model);
    model.change({ graph: other(), inputs: { a: sentArray([2], "float64", [7, 8]) } });
    expect([...(pictureOf(stepper).run.data[2]?.data ?? [])]).toEqual([8, 9]);
  });

  // A defect: inputs that came with a damaged graph are not read again when a good one comes.
  test("that recovers is shown with the inputs that Python holds", () => {
    const model = modelOf({ graph: damaged(), inputs: { a: sent(3) } });
    const stepper = stepperOn(model);
    model.change({ graph: graphOf("the article's expression") });
    expect(numberOf(stepper, "e")).toBe(-9);
  });
});

test("a closed stepper listens to nothing", () => {
  const model = modelOf();
  const [one, another] = [stepperOn(model), stepperOn(model)];
  one.close();
  model.change({ step: 3 });
  expect([one.step.value, another.step.value]).toEqual([0, 3]);
  another.close();
  expect(model.listening).toBe(0);
});
