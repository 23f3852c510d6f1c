import { expect, test } from "vitest";
import { METHODS, type Method } from "../../src/engine/reading";
import { troubleWithDerivative, troubleWithStep, troubleWithValue } from "../../src/engine/trouble";
import { readingOf } from "./readings";

const NAMES = { f: "f", x: "x" };
const ALL = METHODS;

const read = (f: (x: number) => number, x: number, h: number, derivative = 1) =>
  readingOf(f, x, derivative, [0, 0], h);

test.each<[string, (x: number) => number, number, RegExp]>([
  ["nothing where there is a value", Math.log, 1, /^$/],
  ["x where x is no number", Math.log, Number.NaN, /^x = nan is no number on the axis/],
  ["where there is no value", Math.log, -1, /^f has no value at x = −1\.0/],
  ["that there is a pole", (x) => 1 / x, 0, /^f is ∞ at x = 0\.0: a pole, .* Change an input\.$/],
])("of the value is told %s", (_, f, x, told) => {
  expect(troubleWithValue(read(f, x, 0.1), NAMES)).toMatch(told);
});

test.each<[string, (x: number) => number, number, number, readonly Method[], RegExp]>([
  ["nothing where both points are", Math.exp, 1, 0.1, ALL, /^$/],
  ["that 0 / 0 says nothing", Math.exp, 1, 0, ALL, /^h is 0/],
  ["that h is no number", Math.exp, 1, Number.NaN, ALL, /^h is nan/],
  ["that x + h is x", Math.exp, 1, 1e-17, ALL, /neighbouring numbers are 2\.2e−16 apart/],
  ["nothing of a point that is not used", Math.sqrt, 0, 0.25, ["forward"], /^$/],
  ["of a point that has no value", Math.sqrt, 0, 0.25, ["backward", "central"], /no value at −0\.25,/],
  ["of both points", (x) => (x === 0 ? 0 : Number.NaN), 0, 0.5, ["central"], /at −0\.5 and 0\.5,/],
  ["nothing more where there is no value", Math.log, -1, 0.1, ALL, /^$/],
])("of the step is told %s", (_, f, x, h, methods, told) => {
  for (const method of methods) expect(troubleWithStep(read(f, x, h), NAMES, method)).toMatch(told);
});

test.each([
  [0.5, /^$/],
  [Number.NaN, /has a value at x = 1\.0, but its slope can't be computed: .*overflow/],
  [Number.POSITIVE_INFINITY, /^The curve is vertical at x = 1\.0/],
])("of a derivative of %d is told what it means", (derivative, told) => {
  expect(troubleWithDerivative(read(Math.exp, 1, 0.1, derivative), NAMES)).toMatch(told);
});
