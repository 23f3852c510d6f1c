import { describe, expect, test, vi } from "vitest";
import type { ExplorerState, ReadingData } from "../../../src/contract";
import type { Explorer } from "../../../src/widgets/explorer/explorer_state";
import { readings, sentArray } from "../../engine/vectors";
import { explorerOn, modelOf, number, pictureOf, sentTo } from "./explorers";

describe("a function that only Python can run", () => {
  const expected = readings[0] as (typeof readings)[number];
  const list = (numbers: ArrayLike<number>, ...shape: number[]) =>
    sentArray(shape.length ? shape : [numbers.length], "float64", Array.from(numbers));

  function sentReading(x: number): ReadingData {
    return {
      inputs: { x: number(x) },
      wrt: "x",
      place: list([x, 0.5, expected.derivative]),
      window: expected.window,
      gradient: list([expected.derivative]),
      values: list(expected.values),
      truncation: list(expected.truncation),
      noise: number(1e-16),
      bends: list(expected.bends),
      broken: "",
      sweep: list(expected.sweep),
      curve: list(expected.curve),
    };
  }

  const traits = (reading: ReadingData | null): Partial<ExplorerState> => ({
    ...{ dynamic: "it branches", graph: null, leaves: {}, wrt: "x", inputs: { x: number(1) }, reading },
    ranges: { x: [-10, 10] },
  });

  test("is shown as Python read it, and waits where that is for other numbers", () => {
    const model = modelOf(traits(sentReading(1)));
    const explorer = explorerOn(model);
    expect([explorer.waiting.value, pictureOf(explorer).reading.derivative]).toEqual([
      false,
      expected.derivative,
    ]);
    explorer.moveChosen(2);
    expect([explorer.waiting.value, pictureOf(explorer).reading.x]).toEqual([true, 1]);
    model.change({ reading: sentReading(2) });
    expect([explorer.waiting.value, pictureOf(explorer).reading.x]).toEqual([false, 2]);
  });

  test("is announced once Python has answered", () => {
    const model = modelOf(traits(sentReading(1)));
    const explorer = explorerOn(model);
    explorer.moveChosen(2);
    vi.advanceTimersByTime(3000);
    expect(explorer.announced.value).toBe("");
    model.change({ reading: sentReading(2) });
    expect(explorer.announced.value).toMatch(/^x is 2\.0, /);
  });

  const at = (explorer: Explorer) => [explorer.silent.value, explorer.inputs.value.get("x")?.data[0]];

  test("goes back to the latest answer if there is no other, and on if one comes after all", () => {
    const model = modelOf(traits(sentReading(1)));
    const explorer = explorerOn(model);
    explorer.moveChosen(2);
    explorer.setStep(0.25);
    vi.advanceTimersByTime(3900);
    expect(at(explorer)).toEqual([false, 2]);
    vi.advanceTimersByTime(200);
    expect([...at(explorer), explorer.h.value, explorer.waiting.value]).toEqual([true, 1, 0.5, false]);
    expect(explorer.announced.value).toMatch(/^No Python answers/);
    model.change({ reading: { ...sentReading(2), place: list([2, 0.25, 1]) } });
    expect([...at(explorer), explorer.h.value, explorer.waiting.value]).toEqual([false, 2, 0.25, false]);
    expect(explorer.announced.value).toMatch(/^x is 2\.0/);
  });

  test("is not silent as long as answers come, if not the latest one", () => {
    const model = modelOf(traits(sentReading(1)));
    const explorer = explorerOn(model);
    for (let x = 2; x < 8; x++) {
      explorer.moveChosen(x + 1);
      vi.advanceTimersByTime(2000);
      model.change({ reading: sentReading(x) });
      expect(explorer.silent.value).toBe(false);
    }
    vi.advanceTimersByTime(5000);
    expect(at(explorer)).toEqual([true, 7]);
  });

  test("is silent if no answer ever comes, and not while there is a problem", () => {
    const model = modelOf(traits(null));
    const explorer = explorerOn(model);
    model.change({ problem: "x has no number" });
    vi.advanceTimersByTime(9000);
    expect(explorer.silent.value).toBe(false);
    model.change({ problem: "" });
    vi.advanceTimersByTime(9000);
    expect(explorer.silent.value).toBe(true);
  });

  test("does not wait for −0, which is 0 for Python", () => {
    const start = { ...traits({ ...sentReading(0), place: list([0, 0, 1]) }), inputs: { x: number(0) } };
    const explorer = explorerOn(modelOf({ ...start, h: number(0) }));
    explorer.moveChosen(-0);
    explorer.setStep(-0);
    expect(explorer.waiting.value).toBe(false);
  });

  test("is seen along the number that Python has read it along, and that is what its handles move", () => {
    const model = modelOf({ ...traits(sentReading(1)), inputs: { x: number(1), y: number(7) } });
    model.change({ reading: { ...sentReading(1), inputs: model.state.inputs } });
    const explorer = explorerOn(model);
    explorer.choose("y");
    expect([explorer.waiting.value, pictureOf(explorer).chosen.name]).toEqual([true, "x"]);
    explorer.moveChosen(3);
    expect([sentTo(model, "x"), sentTo(model, "y")]).toEqual([3, 7]);
    model.change({ reading: { ...sentReading(3), inputs: model.state.inputs, wrt: "y" } });
    expect([explorer.waiting.value, pictureOf(explorer).chosen.name]).toEqual([false, "y"]);
  });

  test("is fitted by a view that Python hears of, and the next time by none", () => {
    const model = modelOf(traits({ ...sentReading(1), window: [-300, 500] }));
    const explorer = explorerOn(model);
    explorer.fit();
    const [left, right, bottom, top] = model.state.view as [number, number, number, number];
    expect([left, right]).toEqual([-3, 5]); // a part of the slider's range, around 1
    expect(bottom).toBeLessThan(top);
    explorer.fit();
    expect(model.state.view).toEqual([]);
  });

  test("waits at the side for a drag to end, so that Python's window stays", () => {
    const model = modelOf(traits({ ...sentReading(1), window: [-3, 5] }));
    const explorer = explorerOn(model);
    explorer.grab();
    explorer.moveChosen(4.99);
    expect(sentTo(model, "x")).toBeCloseTo(4.8, 9);
    explorer.release();
    expect(sentTo(model, "x")).toBe(4.99);
  });

  test.each<[string, unknown]>([
    ["missing", null],
    ["empty", {}],
    ["without a sweep", { ...sentReading(1), sweep: 3 }],
  ])("waits while the reading is %s", (_, reading) => {
    const explorer = explorerOn(modelOf(traits(reading as ReadingData | null)));
    expect([explorer.waiting.value, explorer.picture.value]).toEqual([true, null]);
  });
});
