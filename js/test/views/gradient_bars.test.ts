import { expect, test } from "vitest";
import { barLengths, shownAre, shownBars } from "../../src/views/gradient_bars";

test.each([
  [
    [-3, 2, 1],
    [-1, 2 / 3, 1 / 3],
  ],
  [
    [0, 0],
    [0, 0],
  ],
  [
    [Number.NaN, Number.NEGATIVE_INFINITY, 4, 2],
    [0, -1, 1, 0.5],
  ],
  [Array(200_000).fill(2), Array(200_000).fill(1)],
  [[], []],
])("bars of %.40j are as long as %.40j", (gradient, lengths) => {
  expect(barLengths(gradient)).toEqual(lengths);
});

test.each([
  ["x[99]", "The 24 largest of 100."],
  ["x[0]", "The 23 largest of 100, and x[0], which moves."],
])("of many numbers, %s among them, the largest are shown, and the one that moves", (wrt, told) => {
  const names = Array.from({ length: 100 }, (_, i) => `x[${i}]`);
  const gradient = names.map((_, i) => i + 1);
  const shown = shownBars(names, gradient, wrt);
  expect(shown).toHaveLength(24);
  expect(shown).toContain(names.indexOf(wrt));
  expect(shownAre(names, gradient, wrt, shown.length)).toBe(told);
});
