import { expect, test } from "vitest";
import { advice, errorDomain } from "../../../src/views/plot/error_marks";
import { readingOf } from "../../engine/readings";

const domainOf = (...errors: number[]) => {
  const each = Float64Array.from(errors);
  return errorDomain({ h: each, errors: { forward: each, backward: each, central: each } });
};

test("the axis of errors goes by whole powers of ten around all of them", () => {
  expect(domainOf(3e-9, -0.02, 0, Number.NaN)).toEqual([1e-10, 1]);
  expect(domainOf(1, 1)).toEqual([1e-4, 1]);
  expect(domainOf(1e-300, 1e300)).toEqual([1e268, 1e300]);
  expect(domainOf(0, 0)).toEqual([1e-16, 1]);
  expect(domainOf(Number.NaN)).toBeNull();
});

test.each([
  ["forward", (x: number) => 3 * x * x - 4 * x + 5, 6 * 3 - 4, [6, 0], "best h ≈ 6e−8"],
  ["central", (x: number) => 3 * x * x - 4 * x + 5, 6 * 3 - 4, [6, 0], "here, the larger h, the better"],
  ["forward", (x: number) => Math.abs(x - 3), 0, [0, 0], "no h makes this error small"],
  ["forward", Math.floor, 0, [0, 0], "no error while h is small"],
  ["backward", (x: number) => (x - 3) ** 2, 0, [2, 0], "here, the smaller h, the better"],
  ["forward", Math.log, Number.NaN, [Number.NaN, Number.NaN], "there is no derivative here"],
] as const)("of the %s difference of %s it is said what is best", (method, f, derivative, bends, words) => {
  expect(advice(readingOf(f, 3, derivative, bends), method).words).toBe(words);
});
