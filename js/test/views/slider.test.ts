import { expect, test } from "vitest";
import { positionOf, stepAt, steppedBy } from "../../src/views/log_slider";
import { stepsOf } from "../../src/views/pace";
import { decimalStep, niceStep, roundedTo, writtenSum } from "../../src/views/round_numbers";
import { linearTrack, logTrack } from "../../src/views/slider";

test.each([
  [0.0167, 0.01, 0.01],
  [0.1, 0.1, 0.1],
  [0.3, 0.1, 0.2],
  [7, 1, 5],
  [1e-12, 1e-12, 1e-12],
])("below %d the power of ten is %d, the round number %d", (size, power, round) => {
  expect(decimalStep(size)).toBeCloseTo(power, 15);
  expect(niceStep(size)).toBeCloseTo(round, 15);
});

test.each([
  [3.2700319, 0.01, 3.27],
  [-0.004, 0.01, 0],
  [1234.5, 10, 1230],
  [0.30000000000000004, 0.1, 0.3],
  [3.0000000000000013, 1e-15, 3.000000000000001],
])("%d to a step of %d is %d", (value, step, expected) => {
  expect(Object.is(roundedTo(value, step), expected)).toBe(true);
});

test("a sum is written as a person would, and no digit that matters is lost", () => {
  expect(writtenSum(0.1, 0.2)).toBe(0.3);
  expect(writtenSum(3.2700319, 0.05)).toBe(3.3200319);
  expect(writtenSum(3, 2e-15)).toBeGreaterThan(3);
});

test("every 1, 2 and 5 × 10ⁿ has a place of its own on the slider of h", () => {
  for (let power = -16; power < 0; power++) {
    for (const times of [1, 2, 5]) {
      const step = Number(`${times}e${power}`);
      expect(stepAt(positionOf(step), 1)).toBe(step);
      expect(stepAt(positionOf(-step), -1)).toBe(-step);
    }
  }
  expect(stepAt(-3.02, 1)).toBe(0.001);
  expect(stepAt(-2.99, 1)).toBe(0.001);
});

test.each([0, Number.NaN, 1e-30, 1e300])("a step of %d pins the thumb at an end", (step) => {
  expect(positionOf(step)).toBe(step > 1 ? 0 : -16);
});

test("four presses of a key are a power of ten, there and back, exactly", () => {
  const fourTimes = (by: number, from: number) => [1, 2, 3, 4].reduce((step) => steppedBy(step, by), from);
  expect(steppedBy(0.001, 1)).toBe(0.00178);
  expect(fourTimes(1, 0.001)).toBe(0.01);
  expect(fourTimes(-1, -0.01)).toBe(-0.001);
  expect(steppedBy(1e-16, -1)).toBe(1e-16);
  expect(steppedBy(0, 4)).toBe(1e-15);
});

test("a linear track rounds to a part of its range, and leaves what lies beyond it alone", () => {
  const track = linearTrack(3, -5, 5);
  expect(track.chosen(3.2700319)).toBe(3.25);
  expect(track.moved(1)).toBe(3.05);
  expect(linearTrack(12, -5, 5).place).toBe(5);
  expect(linearTrack(12, -5, 5).moved(-1)).toBe(11.95);
  expect(linearTrack(Number.NaN, -5, 5).place).toBe(-5);
  expect(linearTrack(3, 3, 3).chosen(3)).toBe(3);
});

test("a logarithmic track keeps the sign", () => {
  const track = logTrack(-0.001);
  expect(track.chosen(-8.1)).toBe(-1e-8);
  expect(track.moved(4)).toBe(-0.01);
});

test.each([
  [{ key: "ArrowRight" }, 1],
  [{ key: "ArrowDown", shiftKey: true }, -10],
  [{ key: "ArrowLeft", altKey: true }, -0.1],
  [{ key: "PageUp" }, 10],
  [{ key: "Tab" }, null],
  [{ key: "ArrowLeft", metaKey: true }, null],
])("the key %j goes %s steps", (event, steps) => {
  expect(stepsOf(event as KeyboardEvent)).toBe(steps);
});
