import { expect, test } from "vitest";
import { bestStep } from "../../src/engine/best_step";
import { METHODS } from "../../src/engine/reading";
import { readingOf } from "./readings";

const sine = readingOf(Math.sin, 1, Math.cos(1), [-Math.sin(1), -Math.cos(1)]);
const quadratic = readingOf((x) => 3 * x * x - 4 * x + 5, 3, 14, [6, 0]);

/** Where M/2 · h + ε/h, and M/6 · h² + ε/h, are least. */
const forward = ({ noise, bends }: typeof sine) => Math.sqrt((2 * noise) / Math.abs(bends[0]));
const central = ({ noise, bends }: typeof sine) => Math.cbrt((3 * noise) / Math.abs(bends[1]));

test("the best step is the one that calculus gives", () => {
  for (const [found, expected] of [
    [bestStep(sine, "forward"), forward(sine)],
    [bestStep(sine, "backward"), forward(sine)],
    [bestStep(sine, "central"), central(sine)],
    [bestStep(quadratic, "forward"), forward(quadratic)],
  ] as const) {
    expect((found as number) / expected).toBeGreaterThan(0.94);
    expect((found as number) / expected).toBeLessThan(1.06);
  }
});

test.each([
  ["a line", readingOf((x) => 2 * x + 1, 3, 2, [0, 0]), "forward", "longer"],
  ["a parabola, by the central difference", quadratic, "central", "longer"],
  ["a constant", readingOf(() => 7, 3, 0, [0, 0]), "forward", "any"],
  ["a kink", readingOf((x) => Math.abs(x - 3), 3, 0, [Number.NaN, Number.NaN]), "forward", "none"],
  ["a jump further on", readingOf(Math.floor, 1, 0, [0, 0]), "forward", "any short"],
  ["a jump here", readingOf(Math.floor, 1, 0, [0, 0]), "backward", "none"],
  ["a power where nothing is rounded", readingOf((x) => x ** 5, 0, 0, [0, 1e-7]), "forward", "shorter"],
  ["a sine where nothing is rounded", readingOf(Math.sin, 0, 1, [0, -1]), "forward", "shorter"],
  ["a sine where nothing is rounded, by", readingOf(Math.sin, 0, 1, [0, -1]), "central", "shorter"],
  [
    "what is not defined",
    readingOf(() => Number.NaN, 3, Number.NaN, [Number.NaN, Number.NaN]),
    "forward",
    "none",
  ],
] as const)("%s has no single best step by the difference %#: %s", (_, reading, method, told) => {
  expect(bestStep(reading, method)).toBe(told);
});

test.each(METHODS)("a step that leaves the floats is not the best: exp at 709, %s", (method) => {
  const slope = Math.exp(709);
  const step = bestStep(readingOf(Math.exp, 709, slope, [slope, slope]), method) as number;
  expect(step).toBeGreaterThan(1e-8);
  expect(step).toBeLessThan(1e-2);
});

test("rounding that shows only in the errors counts", () => {
  const step = bestStep(
    readingOf((x) => Math.exp(x) - 1, 0, 1, [1, 1]),
    "forward",
  ) as number;
  expect(step).toBeGreaterThan(1e-9);
  expect(step).toBeLessThan(1e-6);
});

test("where the first terms of the series are 0, the measured errors tell", () => {
  const quintic = readingOf((x) => x ** 5 + 1, 0, 0, [0, 0]); // its forward error is h⁴
  const step = bestStep({ ...quintic, noise: 2 ** -52 }, "forward") as number;
  expect(step).toBeGreaterThan(1e-4); // (ε/4)^⅕ ≈ 0.0006
  expect(step).toBeLessThan(5e-3);
});
