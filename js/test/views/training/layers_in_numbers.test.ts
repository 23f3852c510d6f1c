import { expect, test } from "vitest";
import { plural } from "../../../src/views/plural";
import { barShare, told } from "../../../src/views/training/gradient_norms";
import { likeliest, rowName, rowsShown, summary } from "../../../src/views/training/prediction_table";
import { largest, roundUp } from "../../../src/views/training/rounding";
import { batchSizes, speedName } from "../../../src/views/training/training_controls";
import { counted, meanAndDeviation } from "../../../src/views/training/weight_histogram";

test.each([
  [0, 1],
  [1, 1],
  [1.01, 2],
  [2.5, 5],
  [0.0051, 0.01],
  [1e-300, 1e-300],
  [1.7e308, Number.MAX_VALUE],
  [Number.NaN, 1],
])("the round number from %d up is %d", (size, round) => {
  expect(roundUp(size)).toBe(round);
});

test("the largest magnitude leaves out what is not finite", () => {
  expect(largest([[1, -3], [Number.NaN, Number.NEGATIVE_INFINITY], []])).toBe(3);
});

test.each([
  [[1e-6, 1e-3, 1e-1], "Vanishing: the first layer's gradient is 100,000 times smaller than the last's."],
  [[5, 0.1, 0.01], "Growing: the first layer's gradient is 500 times larger than the last's."],
  [[1, 2, 3], "All layers learn at a similar pace."],
  [[1, 5000], "These gradients are huge: a lower learning rate helps."],
  [[1, Number.NaN], "Not all gradients are finite: no step can be taken from here."],
  [[0, 0], "All gradients are 0: nothing moves."],
  [[1e-6, 3e-7, 2e-5], "These gradients are next to nothing: hardly anything moves."],
  [[1, 0, 1], "The gradient of layer 2 is 0: it can't learn."],
  [[], "No step has been taken yet."],
])("of gradients of %j it is said: %s", (norms, words) => {
  expect(told(norms)).toBe(words);
});

test.each([
  [1e-8, 0],
  [1e-2, 0.5],
  [1e9, 1],
  [0, 0],
  [Number.POSITIVE_INFINITY, 1],
  [Number.NaN, 0],
])("a norm of %d fills %d of the axis", (norm, share) => {
  expect(barShare(norm)).toBeCloseTo(share, 12);
});

test("weights are counted in equal parts, at the ends too", () => {
  expect(counted([-1, -0.9, 0, 0.1, 1, Number.NaN, Number.POSITIVE_INFINITY], 1, 3)).toEqual([2, 2, 1]);
});

test("the mean and the spread of weights lose no digits", () => {
  const [mean, deviation] = meanAndDeviation([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
  expect(mean).toBe(1e9 + 10);
  expect(deviation).toBeCloseTo(Math.sqrt(22.5), 9);
});

test("the likeliest class is the first of the greatest probabilities, and of no numbers there is none", () => {
  const rows = [0.2, 0.5, 0.3, 0.5, 0.5, 0, Number.NaN, 0.1, 0.2, Number.NaN, Number.NaN, Number.NaN];
  expect([0, 1, 2, 3].map((row) => likeliest(rows, 3, row))).toEqual([1, 0, 2, -1]);
});

test.each([
  [[1, 0], [0.1, 0.9, 0.2, 0.8], 2, "1 of 2 right: 50.0 %"],
  [[1, 2], [1.5, 1], 0, "Mean squared error: 0.625"],
  [[], [], 0, "There are no samples."],
])(
  "for targets %j and predictions %j it is said how good they are",
  (targets, predictions, classes, words) => {
    expect(summary(targets, predictions, classes)).toBe(words);
  },
);

test.each([
  [5, 5, [1, 2, 4, 5]],
  [100, 30, [1, 2, 4, 8, 16, 30, 32, 64, 100]],
  [64, 64, [1, 2, 4, 8, 16, 32, 64]],
])("of %d samples, and now %d a batch, one chooses from %j", (samples, current, sizes) => {
  expect(batchSizes(samples, current)).toEqual(sizes);
});

test.each([
  [1 / 60, "1 a second"],
  [10 / 60, "10 a second"],
  [30, "30 a frame"],
])("a speed of %d is called %s", (speed, name) => {
  expect(speedName(speed)).toBe(name);
});

test.each([
  [60, 1, 12, "1", "12"],
  [8, 1, 8, "1", "8"],
  [120, 2, 12, "1, output 1", "6, output 2"],
  [120, 5, 10, "1, output 1", "2, output 5"],
  [400, 20, 12, "1, output 1", "1, output 12"],
])("of %d numbers, %d a sample, %d rows are shown, from %s to %s", (count, outputs, rows, first, last) => {
  expect(rowsShown(count, outputs)).toBe(rows);
  expect([rowName(0, outputs), rowName(rows - 1, outputs)]).toEqual([first, last]);
});

test.each([
  [1, "1 sample"],
  [0, "0 samples"],
  [1200, "1,200 samples"],
])("%d are called %s", (count, words) => {
  expect(plural(count, "sample")).toBe(words);
});
