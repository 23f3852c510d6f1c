import { expect, test } from "vitest";
import { stepAfter } from "../../../src/views/training/loss_plot";
import {
  linearDomain,
  logDomain,
  lossAt,
  roomFor,
  thinned,
  zerosAt,
} from "../../../src/views/training/loss_series";

const series = (values: ArrayLike<number>, every = 1) => {
  return {
    name: "loss",
    kind: "batch" as const,
    values: Float64Array.from(values),
    count: values.length,
    every,
  };
};
const line = (...y: number[]) => ({ x: Float64Array.from(y.keys()), y: Float64Array.from(y) });

test("of a million losses each column of pixels keeps its least and its greatest", () => {
  const losses = Float64Array.from({ length: 1e6 }, (_, i) => Math.sin(i * i) + 2);
  losses[123_456] = 50;
  losses[654_321] = -50;
  const { x, y } = thinned(series(losses), 1e6, 400);
  expect(y).toHaveLength(800);
  for (const column of [0, 49, 261, 399]) {
    const part = losses.subarray(column * 2500, (column + 1) * 2500);
    const kept = [y[2 * column] as number, y[2 * column + 1] as number];
    expect(kept.sort((a, b) => a - b)).toEqual([Math.min(...part), Math.max(...part)]);
    expect(Math.floor((x[2 * column] as number) / 2500)).toBe(column);
  }
  expect(Math.max(...y)).toBe(50);
  expect(Math.min(...y)).toBe(-50);
});

test("every loss is drawn where there is room, at its step", () => {
  const { x, y } = thinned(series([3, Number.NaN, 2], 10), 30, 400);
  expect([...x]).toEqual([0, 10, 20]);
  expect([...y]).toEqual([3, Number.NaN, 2]);
});

test("a column of pixels without a finite loss is a gap, and one with some is none", () => {
  const losses = Array.from({ length: 4000 }, (_, i) => (i >= 1000 && i < 2001 ? Number.NaN : i));
  losses[0] = Number.POSITIVE_INFINITY;
  const { y } = thinned(series(losses), 4000, 40);
  const gaps = Array.from({ length: 40 }, (_, column) => Number.isNaN(y[2 * column]));
  expect(gaps.flatMap((gap, column) => (gap ? [column] : []))).toEqual([
    10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
  ]);
  expect(Math.min(...y.subarray(0, 2))).toBe(1);
});

test("no losses give no line", () => {
  expect(thinned(series([]), 20, 400).y).toHaveLength(0);
});

test.each([
  [0, 5],
  [9, 5],
  [10, 4],
  [500, 3],
])("at step %d the last known loss is %d", (step, loss) => {
  expect(lossAt(series([5, 4, 3], 10), step)).toBe(loss);
});

test.each([
  [1, 22, 21, 1],
  [1, 22, 22, 9],
  [10, 22, 19, 2],
  [10, 22, 21, 3],
  [10, 22, 22, 9],
  [10, 22, 1000, 9],
])(
  "of a loss each %d steps and the last one at step %d, at step %d %d is shown",
  (every, end, step, loss) => {
    const values = every === 1 ? [...Array(21).fill(2), 1] : [1, 2, 3];
    const ended = { ...series(values, every), last: { step: end, loss: 9 } };
    expect(lossAt(ended, step)).toBe(loss);
    const { x, y } = thinned(ended, 30, 400);
    expect([x.length, y.at(-2), x.at(-1), y.at(-1)]).toEqual([values.length + 1, values.at(-1), 22, 9]);
    expect(linearDomain([{ x, y }])).toEqual([0, 10]);
  },
);

test("a thinned line ends at the last step too, and before the first step there is the first loss", () => {
  const ended = { ...series(new Float64Array(1e5).fill(2), 10), last: { step: 1e6, loss: 9 } };
  const { x, y } = thinned(ended, 1e6, 400);
  expect([x.length, x.at(-1), y.at(-1)]).toEqual([801, 1e6, 9]);
  expect(lossAt({ ...series([]), last: { step: 0, loss: 9 } }, 0)).toBe(9);
});

test("before the first loss there is none", () => {
  expect(lossAt(series([]), 0)).toBeNaN();
});

test.each([
  [0, 20],
  [20, 20],
  [21, 30],
  [1000, 1000],
  [1001, 1500],
  [812_345, 1e6],
])("%d steps lie in a room for %d", (steps, room) => {
  expect(roomFor(steps)).toBe(room);
});

test.each([
  [
    [1.16, 0.13],
    [0, 1.2],
    [0.1, 10],
  ],
  [
    [0.3, 0.13],
    [0, 0.3],
    [0.01, 1],
  ],
  [
    [2.3, 1e-7],
    [0, 2.5],
    [1e-7, 10],
  ],
  [
    [-3, 0, 40],
    [-3, 40],
    [1, 100],
  ],
  [
    [Number.NaN, Number.POSITIVE_INFINITY],
    [0, 1],
    [0.01, 1],
  ],
  [
    [0, 0],
    [0, 1],
    [0.01, 1],
  ],
  [
    [1e308, 1e-308],
    [0, 1e308],
    [1e-307, 1e308],
  ],
])("losses %j lie between %j, and on powers of ten between %j", (losses, domain, powers) => {
  expect(linearDomain([line(...losses)])).toEqual(domain);
  expect(logDomain([line(...losses)])).toEqual(powers);
});

test("what is not positive has a row of its own on powers of ten", () => {
  expect([...zerosAt(line(1, 0, -2, Number.NaN), 0.5).y]).toEqual([1, 0.5, 0.5, Number.NaN]);
});

test.each([
  ["ArrowRight", 51],
  ["ArrowLeft", 49],
  ["PageUp", 60],
  ["PageDown", 40],
  ["Home", 0],
  ["End", 100],
  ["a", null],
])("the key %s goes from step 50 to %s", (key, step) => {
  expect(stepAfter({ key } as KeyboardEvent, 50, 100)).toBe(step);
});

test("a key does not lead beyond the steps that were taken, and a host's shortcut leads nowhere", () => {
  expect(stepAfter({ key: "ArrowRight" } as KeyboardEvent, 100, 100)).toBe(100);
  expect(stepAfter({ key: "PageUp" } as KeyboardEvent, 0, 10_000)).toBe(500);
  expect(stepAfter({ key: "End", metaKey: true } as KeyboardEvent, 0, 10)).toBeNull();
});
