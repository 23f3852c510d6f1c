import { expect, test } from "vitest";
import { curvePath, cut, lineThrough, type Segment } from "../../../src/views/plot/lines";
import { linear } from "../../../src/views/plot/scale";

const box = { left: 0, right: 100, top: 0, bottom: 50 };
const across = linear([0, 10], [0, 100]);
const up = linear([0, 5], [50, 0]);

const curve = (f: (x: number) => number, count = 101) => {
  const x = Float64Array.from({ length: count }, (_, i) => (10 * i) / (count - 1));
  return { x, y: x.map(f) };
};
const strokes = (path: string) => path.split("M").slice(1);
const coordinates = (path: string) => (path.match(/-?[\d.]+/g) ?? []).map(Number);

test.each<[string, Segment, Segment | null]>([
  ["inside", [10, 10, 90, 40], [10, 10, 90, 40]],
  ["through", [-50, 25, 150, 25], [0, 25, 100, 25]],
  ["over a corner", [90, -10, 110, 10], [100, 0, 100, 0]],
  ["out at the top", [50, 25, 50, -1e9], [50, 25, 50, 0]],
  ["outside", [-10, 0, -10, 50], null],
  ["a place", [5, 5, 5, 5], [5, 5, 5, 5]],
])("a segment that goes %s is cut there", (_, segment, expected) => {
  expect(cut(segment, box)).toEqual(expected?.map((place) => expect.closeTo(place, 6)) ?? null);
});

test.each([
  [0, [0, 20, 100, 20]],
  [1, [10, 0, 60, 50]],
  [Number.POSITIVE_INFINITY, [30, 0, 30, 50]],
  [-1e12, [30, 50, 30, 0]],
])("a line of slope %d goes from edge to edge", (slope, expected) => {
  expect(lineThrough(30, 20, slope, box)).toEqual(expected.map((place) => expect.closeTo(place, 6)));
});

test("a line far away is not drawn", () => {
  expect(lineThrough(30, 1e9, 0, box)).toBeNull();
  expect(lineThrough(30, 20, Number.NaN, box)).toBeNull();
});

test("a curve in sight is one stroke", () => {
  const path = curvePath(
    curve((x) => x / 2),
    across,
    up,
    box,
  );
  expect(strokes(path)).toHaveLength(1);
  expect(path.startsWith("M0 50L1 49.5")).toBe(true);
  expect(path.endsWith("L100 0")).toBe(true);
});

test("a curve breaks where it is nan or infinite, never with a spike", () => {
  const path = curvePath(
    curve((x) => (x === 5 ? Number.NaN : x === 7 ? Number.POSITIVE_INFINITY : 2)),
    across,
    up,
    box,
  );
  expect(strokes(path)).toHaveLength(3);
  expect(coordinates(path).filter((_, i) => i % 2 === 1)).toEqual(expect.arrayContaining([30]));
  expect(new Set(coordinates(path).filter((_, i) => i % 2 === 1))).toEqual(new Set([30]));
});

test("a curve that leaves the box is cut at its edge, and comes back as another stroke", () => {
  const path = curvePath(
    curve((x) => 10 - 2 * (x - 5) ** 2),
    across,
    up,
    box,
  );
  expect(strokes(path)).toHaveLength(2);
  const places = coordinates(path);
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...places)).toBeLessThanOrEqual(100);
});

test("no coordinate is huge, however steep the curve", () => {
  const path = curvePath(
    curve((x) => (x - 3) * 1e308),
    across,
    up,
    box,
  );
  expect(Math.max(...coordinates(path).map(Math.abs))).toBeLessThanOrEqual(100);
  expect(path).not.toContain("NaN");
});
