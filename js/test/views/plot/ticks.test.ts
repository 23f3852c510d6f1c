import { expect, test } from "vitest";
import { linear, logarithmic, type Pair } from "../../../src/views/plot/scale";
import { linearTicks, powerOfTen, powerTicks } from "../../../src/views/plot/ticks";

test.each([
  ["linear", linear([-2, 6], [50, 690])],
  ["linear, upwards", linear([-10, 60], [340, 34])],
  ["logarithmic", logarithmic([1e-16, 1], [50, 690])],
])("a %s scale meets both ends, and goes back where it came from", (_, scale) => {
  const { domain, range } = scale;
  expect(domain.map((value) => scale.at(value))).toEqual(range.map((place) => expect.closeTo(place, 9)));
  for (const place of [range[0] + 1, 200.5, range[1] - 3])
    expect(scale.at(scale.back(place))).toBeCloseTo(place, 8);
});

test.each<[Pair, number, string[], string]>([
  [[-2, 6], 5, ["−2", "0", "2", "4", "6"], ""],
  [[0, 1], 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"], ""],
  [[0, 0.5], 2, ["0", "0.2", "0.4"], ""],
  [[2.999, 3.001], 2, ["2.999", "3.0", "3.001"], ""],
  [[0, 3e9], 3, ["0", "1e9", "2e9", "3e9"], ""],
  [[-2e-7, 2e-7], 2, ["−2e−7", "0", "2e−7"], ""],
  [[3 - 2e-9, 3 + 2e-9], 2, ["−2e−9", "0", "+2e−9"], "3.0"],
  [[1e300, 3e300], 2, ["1e300", "2e300", "3e300"], ""],
])("ticks from %j, about %i, are %j", (domain, count, labels, base) => {
  const ticks = linearTicks(domain, count);
  expect(ticks.labels).toEqual(labels);
  expect(ticks.base).toBe(base);
});

test("at the end of what floats can tell apart, labels are still short and differ", () => {
  const { labels, base } = linearTicks([20 - 2e-14, 20 + 2e-14], 4);
  expect(new Set(labels).size).toBe(labels.length);
  expect(Math.max(...labels.map((label) => label.length))).toBeLessThanOrEqual(9);
  expect(base).toMatch(/^(20|19\.9)/);
});

test.each([0, -8, 12, -16])("10 to the power of %i is written with raised digits", (exponent) => {
  const plain = powerOfTen(exponent).normalize("NFKD").replace("−", "-");
  expect(plain).toBe(exponent === 0 ? "1" : `10${exponent}`);
});

test("powers of ten are multiples of a pitch, and not more than asked for", () => {
  expect(powerTicks([1e-16, 1], 6).values).toEqual([1e-16, 1e-12, 1e-8, 1e-4, 1]);
  expect(powerTicks([1e-16, 1], 20).values).toHaveLength(17);
  expect(powerTicks([1e-18, 1e4], 4).labels).toEqual(["10⁻¹⁶", "10⁻⁸", "1"]);
});
