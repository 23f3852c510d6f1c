import { describe, expect, test } from "vitest";
import {
  APART,
  draggedLength,
  gripDistance,
  type HeldStep,
  isSetOff,
} from "../../../src/views/plot/step_drag";

const HELD: [string, HeldStep][] = [
  ["apart", { distance: 80, length: 80 }],
  ["apart, to the left", { distance: -40, length: -40 }],
  ["set off by a little", { distance: gripDistance(20, 1), length: 20 }],
  ["set off", { distance: gripDistance(0.06, 1), length: 0.06 }],
  ["set off by far, to the left", { distance: gripDistance(-1e-13, 1), length: -1e-13 }],
];

describe.each(HELD)("a handle that is %s", (_, held) => {
  const sign = Math.sign(held.distance);
  const lengths = Array.from({ length: 3000 }, (_, i) => draggedLength((sign * (i + 1)) / 10, held));

  test("is where its step was, before it moves", () => {
    expect(draggedLength(held.distance, held)).toBeCloseTo(held.length, 12);
  });

  test("makes a longer step the farther it is from x", () => {
    for (const [i, length] of lengths.entries()) {
      expect(Math.sign(length)).toBe(sign);
      if (i > 0) expect(Math.abs(length)).toBeGreaterThan(Math.abs(lengths[i - 1] as number));
    }
  });

  test("never jumps: a tenth of a px changes the step by less than a tenth", () => {
    for (const [i, length] of lengths.entries()) {
      if (i > 0) expect(length / (lengths[i - 1] as number)).toBeLessThan(1.1);
    }
  });

  test("is at its true place where there is room", () => {
    expect(draggedLength(sign * 200, held)).toBe(sign * 200);
  });

  test("turns the sign behind x, and makes no step of 0", () => {
    expect(Math.sign(draggedLength(-held.distance, held))).toBe(-sign);
    expect(draggedLength(0, held)).not.toBe(0);
  });
});

test("a handle can always be told from that of x", () => {
  for (const length of [0, 1e-13, 1, 23.9, 24, -1e-9, -500, Number.NaN]) {
    expect(Math.abs(gripDistance(length, 1))).toBeGreaterThanOrEqual(APART);
  }
  expect(gripDistance(0, -1)).toBeLessThan(0);
  expect(isSetOff(Number.NaN)).toBe(true);
});
