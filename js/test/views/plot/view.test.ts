import { describe, expect, test } from "vitest";
import { pinched, viewByKey } from "../../../src/views/plot/panning";
import { centre, panned, type View, zoomed } from "../../../src/views/plot/view";

const view: View = { left: -2, right: 6, bottom: -10, top: 30 };
const frame = { left: 50, right: 450, top: 30, bottom: 230 }; // 50 px and 5 px a unit

describe("a view", () => {
  test("zoomed about a place keeps that place where it was", () => {
    const about = { x: 3, y: 20 };
    const near = zoomed(view, 0.5, about);
    expect(near.right - near.left).toBeCloseTo(4);
    expect((about.x - near.left) / (near.right - near.left)).toBeCloseTo(5 / 8);
    expect((about.y - near.bottom) / (near.top - near.bottom)).toBeCloseTo(3 / 4);
  });

  test("is itself again when it was zoomed in and out, or moved and moved back", () => {
    const about = { x: 1.5, y: -4 };
    const again = [zoomed(zoomed(view, 0.8, about), 1.25, about), panned(panned(view, 3, -7), -3, 7)];
    for (const each of again)
      for (const [name, edge] of Object.entries(view)) expect(each[name as keyof View]).toBeCloseTo(edge);
  });

  test("is never so small that floats can't tell places apart, nor endless", () => {
    let small = view;
    let large = view;
    for (let i = 0; i < 5000; i++) {
      small = zoomed(small, 0.8, { x: 3, y: 20 });
      large = zoomed(large, 1.25, centre(large));
    }
    expect(small.right - small.left).toBeGreaterThan(8 * 3 * Number.EPSILON);
    expect(small.right - small.left).toBeLessThan(100 * 3 * Number.EPSILON);
    expect(Object.values(large).every(Number.isFinite)).toBe(true);
    expect(zoomed(small, 1.25, centre(small))).not.toBe(small);
  });

  test("follows one finger", () => {
    const moved = pinched(view, frame, [{ x: 100, y: 100 }], [{ x: 150, y: 90 }]);
    expect(moved).toEqual({ left: -3, right: 5, bottom: -12, top: 28 });
  });

  test("keeps under two fingers what was under them", () => {
    const before = [
      { x: 100, y: 130 },
      { x: 200, y: 130 },
    ];
    const now = [
      { x: 80, y: 140 },
      { x: 280, y: 140 },
    ];
    const next = pinched(view, frame, before, now);
    const seen = (of: View, x: number) => of.left + ((x - frame.left) / 400) * (of.right - of.left);
    for (const i of [0, 1])
      expect(seen(next, now[i]?.x as number)).toBeCloseTo(seen(view, before[i]?.x as number));
  });

  test.each([
    [{ key: "ArrowRight" }, { left: -1.2, bottom: -10 }],
    [{ key: "ArrowUp" }, { left: -2, bottom: -6 }],
    [{ key: "+" }, { left: -1.2, bottom: -6 }],
    [{ key: "-" }, { left: -3, bottom: -15 }],
  ])("answers to the key %j", (event, edges) => {
    const next = viewByKey(view, event as KeyboardEvent) as View;
    expect(next.left).toBeCloseTo(edges.left);
    expect(next.bottom).toBeCloseTo(edges.bottom);
  });

  test.each([{ key: "+", ctrlKey: true }, { key: "ArrowLeft", altKey: true }, { key: "Tab" }])(
    "leaves %j alone",
    (event) => {
      expect(viewByKey(view, event as unknown as KeyboardEvent)).toBeNull();
    },
  );
});
