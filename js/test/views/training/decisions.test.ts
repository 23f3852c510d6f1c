import { expect, test } from "vitest";
import { colourField } from "../../../src/views/training/decision_field";
import { gridPoints, leads, spanAround, viewOf, zeroLines } from "../../../src/views/training/decision_grid";

const SQUARE = { left: -1, right: 1, bottom: -1, top: 1 };

/** A function at the places of a grid. */
function onGrid(f: (x: number, y: number) => number, size: number): Float64Array {
  const points = gridPoints(SQUARE, size);
  return Float64Array.from({ length: size * size }, (_, i) =>
    f(points[2 * i] as number, points[2 * i + 1] as number),
  );
}

test("a grid goes from edge to edge, row by row from the bottom", () => {
  expect([...gridPoints({ left: 0, right: 2, bottom: 10, top: 12 }, 3)]).toEqual(
    [10, 11, 12].flatMap((y) => [0, 1, 2].flatMap((x) => [x, y])),
  );
});

test("the line around a disc is a circle, closed and of its length", () => {
  const size = 64;
  const radius = 0.7;
  const lines = zeroLines(
    onGrid((x, y) => radius * radius - x * x - y * y, size),
    size,
  );
  let length = 0;
  const ends = new Map<string, number>();
  const place = (grid: number) => (2 * grid) / (size - 1) - 1;
  for (let i = 0; i < lines.length; i += 4) {
    const [x1, y1, x2, y2] = lines.slice(i, i + 4).map(place) as [number, number, number, number];
    length += Math.hypot(x2 - x1, y2 - y1);
    for (const [x, y] of [[x1, y1] as const, [x2, y2] as const]) {
      expect(Math.hypot(x, y)).toBeCloseTo(radius, 3);
      const key = `${x.toFixed(9)} ${y.toFixed(9)}`;
      ends.set(key, (ends.get(key) ?? 0) + 1);
    }
  }
  expect(length).toBeCloseTo(2 * Math.PI * radius, 2);
  expect(new Set(ends.values())).toEqual(new Set([2])); // each end is where the next line begins
});

test.each([
  // corners: bottom left, bottom right, top left, top right
  [[3, -1, -1, 3], "the positive corners are joined", [0.75, 0, 1, 0.25, 0.25, 1, 0, 0.75]],
  [[1, -3, -3, 1], "the negative corners are joined", [1, 0.75, 0.75, 1, 0, 0.25, 0.25, 0]],
  [[1, 1, 1, 1], "there is no line", []],
  [[1, -1, Number.NaN, -1], "there is no line", []],
  [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, -1], "there is none where infinities meet", []],
])("in a cell of %j %s", (values, _words, lines) => {
  expect(zeroLines(values, 2)).toEqual(lines);
});

test("a class leads by how much it is above the best of the others", () => {
  expect([...leads([1, 5, 2, 7, 3, 4], 3, 1)]).toEqual([3, -4]);
});

test("a view lies around all points, with a margin, and ends at round numbers", () => {
  expect(viewOf([0, 10, 4, 30])).toEqual({ left: -0.5, right: 4.5, bottom: 7.5, top: 32.5 });
  expect(viewOf([])).toEqual(SQUARE);
  expect(spanAround(3, 3)).toEqual([2.6, 3.4]);
  expect(spanAround(0, 0)).toEqual([-0.15, 0.15]);
  expect(spanAround(Number.NaN, 1)).toEqual([-1, 1]);
});

const RED = [255, 0, 0] as const;
const GREEN = [0, 255, 0] as const;
const BLUE = [0, 0, 255] as const;

function painted(values: readonly number[], size: number, classes: number): (readonly number[])[] {
  const pixels = new Uint32Array(size * size);
  colourField(pixels, values, size, classes, [RED, GREEN, BLUE].slice(0, classes));
  const bytes = new Uint8Array(pixels.buffer);
  return Array.from(pixels, (_, i) => [...bytes.subarray(4 * i, 4 * i + 4)]);
}

test("an image begins at the top, a grid at the bottom; two classes are told apart by a sign", () => {
  const colours = painted([-9, 9, 9, Number.NaN], 2, 2);
  expect(colours.map((each) => each.slice(0, 3))).toEqual([GREEN, [0, 0, 0], RED, GREEN]);
  expect(colours[1]).toEqual([0, 0, 0, 0]);
});

test("of more classes the greatest wins, and the more it leads the stronger is its colour", () => {
  const colours = painted([0, 1, 0, 0, 0, 9, 5, 0, 4.9, Number.NaN, 1, 0], 2, 3);
  expect(colours.map((each) => each.slice(0, 3))).toEqual([RED, [0, 0, 0], GREEN, BLUE]);
  expect(colours[3]?.[3]).toBeGreaterThan(colours[2]?.[3] as number);
  expect(colours[2]?.[3]).toBeGreaterThan(colours[0]?.[3] as number);
});
