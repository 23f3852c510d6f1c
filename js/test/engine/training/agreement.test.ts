import { describe, expect, test } from "vitest";
import { trainerOf, trainings } from "./expected";

describe.each(trainings)("a hundred steps: $title", (training) => {
  test("give Python's losses and parameters", () => {
    const trainer = trainerOf(training);
    expect(trainer.steps(100)).toBe(100);
    const most = training.network.dtype === "float32" ? 1e-5 : 1e-9;
    const apart = (one: ArrayLike<number>, other: ArrayLike<number>) =>
      Math.max(...Array.from(one, (x, i) => Math.abs(x - (other[i] as number))));
    expect(trainer.losses.length).toBe(training.losses.length);
    expect(apart(trainer.losses.values, training.losses)).toBeLessThan(most);
    for (const [name, { data }] of training.ends)
      expect(apart(trainer.parameters.get(name)?.data ?? [], data), name).toBeLessThan(most);
  });
});
