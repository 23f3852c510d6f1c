import { expect, test } from "vitest";
import { across, around, followed, heldWithin, upwards } from "../../src/engine/framing";

const FAR = Number.POSITIVE_INFINITY;

test.each<[string, readonly [number, number] | null, number, readonly [number, number]]>([
  ["at first is a part of the slider's range, with the point in the middle", null, 3, [-1, 7]],
  ["stays while the point is in sight", [-1, 7], 6, [-1, 7]],
  ["goes after a point that comes to its side", [-1, 7], 6.9, [2.9, 10.9]],
  ["goes after one that jumps far away", [-1, 7], -1000, [-1004, -996]],
  ["stays for a point that is no number", [-1, 7], Number.NaN, [-1, 7]],
  ["is the slider's range for a first point that is no number", null, FAR, [-10, 10]],
  ["is the slider's range where floats can't tell its ends apart", null, 1e300, [-10, 10]],
])("what is seen sideways %s", (_, before, x, expected) => {
  const [left, right] = across(before, x, [-10, 10]);
  expect(left).toBeCloseTo(expected[0], 9);
  expect(right).toBeCloseTo(expected[1], 9);
});

test.each<[string, number, readonly [number, number]]>([
  ["a step that would be seen", 1, [-4, 4]],
  ["a step that can be seen if the picture is narrower", 0.2, [-2, 2]],
  ["a step to the left", -0.2, [-2, 2]],
  ["a step that can't be seen", 0.001, [-4, 4]],
  ["no step", Number.NaN, [-4, 4]],
  ["an endless step", FAR, [-4, 4]],
])("at first what is seen sideways suits %s", (_, h, [left, right]) => {
  expect(across(null, 0, [-10, 10], h)).toEqual([left, right]);
  expect(across([-5, 5], 0, [-10, 10], h)).toEqual([-5, 5]);
});

test.each<[string, readonly [number, number] | null, number]>([
  ["at first", null, 0],
  ["around a place at the end", null, 1.7e308],
  ["after a point that has left it", [-1.7e308, 1.7e308], 1.75e308],
])("what is seen sideways of all floats has ends %s", (_, before, x) => {
  const [left, right] = across(before, x, [-1.7e308, 1.7e308], 1e300);
  expect([Number.isFinite(left), Number.isFinite(right), left <= x, x <= right]).toEqual(Array(4).fill(true));
});

test("a place held well within a window is one that it stays for", () => {
  for (const x of [-100, -1, 6.99, 7, 100]) {
    const place = heldWithin([-1, 7], x);
    expect(across([-1, 7], place, [-10, 10])).toEqual([-1, 7]);
    expect(Math.abs(place - 3)).toBeCloseTo(3.8, 9);
  }
  expect(heldWithin([-1, 7], 2)).toBe(2);
});

const line = { x: Float64Array.of(0, 1, 2), y: Float64Array.of(0, 5, 10) };

test("what is seen upwards stays while it suits the curve, and changes where it doesn't", () => {
  const natural = upwards(null, line, [5]);
  expect(natural[0]).toBeLessThanOrEqual(0);
  expect(natural[1]).toBeGreaterThanOrEqual(10);
  expect(upwards([-2, 13], line, [5])).toEqual([-2, 13]);
  expect(upwards([0, 100], line, [5])).toEqual(natural); // the curve would be a fraction of the picture
  expect(upwards([4, 6], line, [5])).toEqual(natural); // it would outgrow it
  const [bottom, top] = upwards([-2, 13], line, [30]);
  expect(top).toBeGreaterThan(30);
  expect(bottom).toBeLessThanOrEqual(0);
});

test.each<[string, number, number, readonly [number, number, number, number]]>([
  ["stays while the point is within", 1, 1, [0, 2, 0, 2]],
  ["goes sideways", 5, 1, [4, 6, 0, 2]],
  ["goes upwards", 1, -5, [0, 2, -6, -4]],
  ["stays where there is no point", 1, Number.NaN, [0, 2, 0, 2]],
  ["stays where the point is at infinity", FAR, 1, [0, 2, 0, 2]],
])("a chosen view %s", (_, x, y, [left, right, bottom, top]) => {
  expect(followed({ left: 0, right: 2, bottom: 0, top: 2 }, x, y)).toEqual({ left, right, bottom, top });
});

test("around a step there is room on both sides", () => {
  expect(around(1, 0.5)).toEqual([-0.5, 3]);
  expect(around(1, -0.5)).toEqual([-1, 2.5]);
});
