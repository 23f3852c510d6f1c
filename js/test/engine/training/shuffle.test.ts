import { expect, test } from "vitest";
import { order, uniform } from "../../../src/engine/training/shuffle";
import { orders } from "./expected";

test.each(orders)(
  "%i samples are in Python's order with seed %i in epoch %i",
  (count, seed, epoch, places) => {
    expect([...order(count, seed, epoch)]).toEqual(places);
  },
);

test("random numbers are spread evenly, and differ from stream to stream", () => {
  const numbers = uniform(10_000, 3, 0);
  const parts = new Array<number>(10).fill(0);
  for (const x of numbers) parts[Math.floor(10 * x)]!++;
  for (const count of parts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  expect(uniform(5, 3, 0)).toEqual(numbers.slice(0, 5));
  expect(uniform(5, 3, 1)).not.toEqual(numbers.slice(0, 5));
});
