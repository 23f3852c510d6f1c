import { expect, test } from "vitest";
import { Losses } from "../../../src/engine/training/losses";

function taken(count: number): Losses {
  const losses = new Losses();
  for (let step = 0; step < count; step++) losses.add(step);
  return losses;
}

test.each([0, 1, 16_384, 16_385, 32_768, 32_769, 1_000_000])(
  "%i steps: no more than 16,384 losses are kept, at equal distances, the first one among them",
  (count) => {
    const losses = taken(count);
    const { values, every, length } = losses;
    expect([length, values.length]).toEqual([count, Math.ceil(count / every)]);
    expect(values.length).toBeLessThanOrEqual(16_384);
    expect(values.every((loss, i) => loss === i * every)).toBe(true);
    expect(count <= 16_384 || values.length > 8_000).toBe(true);
  },
);

test("a loss that is not kept is not known", () => {
  const losses = taken(40_000);
  expect([losses.every, losses.of(8), losses.of(10), losses.of(40_000)]).toEqual([
    4,
    8,
    undefined,
    undefined,
  ]);
});

test("those of steps that are forgotten are taken up again", () => {
  const losses = taken(40_000);
  losses.cut(30_001);
  expect([losses.length, losses.of(30_000), losses.of(30_004)]).toEqual([30_001, 30_000, undefined]);
  for (let i = 0; i < 3; i++) losses.add(-1);
  expect([losses.of(30_000), losses.of(30_004)]).toEqual([30_000, undefined]);
  losses.add(-4);
  expect(losses.of(30_004)).toBe(-4);
  losses.cut(0);
  expect([losses.every, losses.values.length]).toEqual([1, 0]);
});
