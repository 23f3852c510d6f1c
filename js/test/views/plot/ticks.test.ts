import { expect, test } from "vitest";
import { linear, logarithmic, type Pair } from "../../../src/views/plot/scale";
import { linearTicks, powerOfTen, powerTicks } from "../../../src/views/plot/ticks";

test.each([
  ["linear", linear([-2, 6], [50, 690])],
  ["linear, upwards", linear([-10, 60], [340, 34])],
  ["linear, as wide as numbers go", linear([-1.7e308, 1.7e308], [50, 690])],
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

// from, to, count, labels, base: the same table is in tests/graph/exploring/test_axes.py
test.each<[number, number, number, string[], string]>([
  [-1.0, 7.0, 4, ["0", "2", "4", "6"], ""],
  [-0.3, 0.3, 6, ["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"], ""],
  [0.0, 1e7, 2, ["0", "5e6", "1e7"], ""],
  [-1e308, 1e308, 4, ["−1e308", "−5e307", "0", "5e307", "1e308"], ""],
  [-1.7e308, 1.7e308, 5, ["−1.5e308", "−1e308", "−5e307", "0", "5e307", "1e308", "1.5e308"], ""],
  [-2e-7, 2e-7, 4, ["−2e−7", "−1e−7", "0", "1e−7", "2e−7"], ""],
  [0.999, 1.001, 4, ["0.999", "0.9995", "1.0", "1.0005", "1.001"], ""],
  [2.0, 2.000000000011, 5, ["−6e−12", "−4e−12", "−2e−12", "0", "+2e−12", "+4e−12"], "2.000000000006"],
  [7.3e-5, 7.3000001e-5, 4, ["−6e−13", "−4e−13", "−2e−13", "0", "+2e−13", "+4e−13"], "7.30000006e−5"],
  [-123456780.0, -123456770.0, 3, ["−5", "0", "+5"], "−1.23456775e8"],
  [1e300, 1.0000001e300, 5, ["−4e292", "−2e292", "0", "+2e292", "+4e292"], "1.00000006e300"],
  [0.0, 5e-324, 5, ["0"], ""],
  [1.0, 1.0000000000000002, 5, [], ""],
])("ticks from %f to %f, about %i, are those of the still picture", (from, to, count, labels, base) => {
  const ticks = linearTicks([from, to], count);
  expect([ticks.labels, ticks.base]).toEqual([labels, base]);
  expect(ticks.values).toHaveLength(labels.length);
  expect(ticks.values.every((value) => value >= from && value <= to)).toBe(true);
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
