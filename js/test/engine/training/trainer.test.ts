import { describe, expect, test } from "vitest";
import { scalar } from "../../../src/engine/arrays";
import type { Settings } from "../../../src/engine/training/steering";
import type { Trainer } from "../../../src/engine/training/trainer";
import { trainerOf, trainings } from "./expected";

const training = (title: string) => {
  const found = trainings.find((one) => one.title.startsWith(title));
  if (found === undefined) throw new Error(`The vectors hold no training "${title}".`);
  return found;
};
const adam = training("hinge and l2");
const numbersOf = (trainer: Trainer) => [...trainer.parameters.values()].map(({ data }) => [...data]);

describe("winding back", () => {
  test.each(["SGD {'learning_rate': 0.05, 'momentum': 0.9, 'nesterov'", "RMSProp", "AdamW", "float32"])(
    "reaches every step exactly, with few states kept: %s",
    (title) => {
      const trainer = trainerOf(training(title), 20_000);
      const seen = [numbersOf(trainer)];
      for (let step = 1; step <= 200; step++) {
        trainer.step();
        seen.push(numbersOf(trainer));
      }
      const losses = [...trainer.losses.values];
      expect(trainer.keeps.steps.length).toBeLessThan(50);
      for (const step of [150, 3, 199, 200, 0, 77, 78, 76, 200]) {
        trainer.goTo(step);
        expect(trainer.at).toBe(step);
        expect(numbersOf(trainer), `step ${step}`).toEqual(seen[step]);
      }
      expect([...trainer.losses.values]).toEqual(losses);
    },
  );

  test("a step taken again is the same step; beyond the last one it goes on", () => {
    const trainer = trainerOf(adam);
    trainer.steps(30);
    const losses = [...trainer.losses.values];
    trainer.goTo(10);
    expect(trainer.steps(30)).toBe(30);
    expect([trainer.at, trainer.stepsDone]).toEqual([40, 40]);
    expect([...trainer.losses.values.slice(0, 30)]).toEqual(losses);
    const straight = trainerOf(adam);
    straight.steps(40);
    expect(numbersOf(trainer)).toEqual(numbersOf(straight));
    expect(trainer.epoch).toBe(straight.epoch);
  });

  test("by steps and with little time comes to the same", () => {
    const trainer = trainerOf(adam, 0);
    const seen = [numbersOf(trainer)];
    for (let step = 1; step <= 30; step++) {
      trainer.step();
      seen.push(numbersOf(trainer));
    }
    trainer.goTo(0);
    let turns = 0;
    while (!trainer.goTo(20, performance.now())) turns++;
    expect([turns, trainer.at, numbersOf(trainer)]).toEqual([19, 20, seen[20]]);
  });
});

describe("memory", () => {
  test("stays within its limit over ten thousand steps, with the first and the last step in it", () => {
    const limit = 50_000;
    const trainer = trainerOf(training("SGD"), limit);
    trainer.steps(10_000);
    trainer.goTo(5000);
    const { steps, bytes } = trainer.keeps;
    expect(bytes).toBeLessThan(limit);
    expect(steps.length).toBeGreaterThan(10);
    expect([steps[0], steps.at(-1)]).toEqual([0, 10_000]);
    const gaps = steps.slice(1).map((step, i) => step - (steps[i] as number));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1024);
  });

  test("without any keeps the first and the last", () => {
    const trainer = trainerOf(training("SGD"), 0);
    trainer.steps(50);
    const end = numbersOf(trainer);
    trainer.goTo(20);
    expect(trainer.keeps.steps).toEqual([0, 50]);
    trainer.goTo(50);
    expect(numbersOf(trainer)).toEqual(end);
  });
});

describe("steering", () => {
  const { samples } = adam;
  const moved = { ...samples, X: { ...samples.X, data: samples.X.data.map((x) => x + 0.1) } };
  const sgd = { name: "SGD", learning_rate: 0.03, momentum: 0.9 } as const;

  test.each<[string, Partial<Settings>[]]>([
    ["a rule", [{ rule: sgd }]],
    ["a rate", [{ rule: { ...adam.rule, learning_rate: 0.3 } }]],
    ["a batch size", [{ batchSize: 4, l2: 0 }]],
    ["a seed", [{ seed: 9 }]],
    ["samples", [{ samples: moved }]],
    ["a rule that is taken back", [{ rule: sgd }, { rule: adam.rule }]],
    ["a batch size that is taken back", [{ batchSize: 4 }, { batchSize: adam.batchSize }]],
    ["samples that are taken back", [{ samples: moved }, { samples }]],
  ])("is replayed where it took effect, and goes on elsewhere: %s", (_, changes) => {
    const trainer = trainerOf(adam, 3000);
    const seen = new Map<number, number[][]>();
    const go = (count: number) => {
      for (let i = 0; i < count; i++) {
        seen.set(trainer.at, numbersOf(trainer));
        trainer.step();
      }
    };
    go(19);
    for (const settings of changes) {
      trainer.norms(new Map()); // what is looked at in between changes nothing
      trainer.change(settings);
    }
    go(14);
    trainer.edit(new Map([["b3", { shape: [1], dtype: "float64", data: Float64Array.of(0.75) }]]));
    go(15);
    const other = trainerOf(adam);
    other.restore(trainer.saved(0));
    for (const each of [trainer, other]) {
      for (const step of [18, 19, 20, 0, 32, 33, 34, 5, 40, 47]) {
        each.goTo(step);
        expect(numbersOf(each), `step ${step}`).toEqual(seen.get(step));
      }
      each.goTo(17);
      for (let step = 18; step < 48; step++) {
        each.step();
        expect(numbersOf(each), `by steps, ${step}`).toEqual(seen.get(step));
      }
      each.goTo(25);
      expect(each.settings).toMatchObject(changes.at(-1) as Partial<Settings>);
      each.goTo(48);
      each.steps(5);
    }
    expect(numbersOf(other)).toEqual(numbersOf(trainer));
    expect([...other.losses.values]).toEqual([...trainer.losses.values]);
  });

  test("at an earlier step forgets what came after it", () => {
    const trainer = trainerOf(adam);
    trainer.steps(30);
    trainer.goTo(10);
    trainer.change({ rule: { name: "SGD", learning_rate: 0.01 } });
    expect([trainer.stepsDone, trainer.losses.length]).toEqual([10, 10]);
    trainer.goTo(30);
    expect(trainer.at).toBe(10);
    expect(Math.max(...trainer.keeps.steps)).toBe(10);
  });

  test("another batch size begins the epoch anew; other samples are learnt from", () => {
    const trainer = trainerOf(adam); // 10 of 23 samples
    trainer.steps(2);
    trainer.change({ batchSize: 23 });
    trainer.step();
    expect(trainer.epoch).toBe(1);
    const { X, y } = adam.samples;
    trainer.change({
      samples: {
        X: { ...X, shape: [2, 2], data: X.data.slice(0, 4) },
        y: { ...y, shape: [2], data: y.data.slice(0, 2) },
      },
    });
    expect(trainer.steps(5)).toBe(5);
    expect(trainer.epoch).toBe(6);
    expect(trainer.whole().predictions.shape).toEqual([2]);
  });

  test("a parameter put in by hand stays, also when steps are replayed", () => {
    const trainer = trainerOf(adam, 0);
    trainer.steps(10);
    trainer.edit(new Map([["b3", { shape: [1], dtype: "float64", data: Float64Array.of(0.75) }]]));
    expect(trainer.parameters.get("b3")?.data[0]).toBe(0.75);
    trainer.steps(10);
    const end = numbersOf(trainer);
    trainer.goTo(10);
    expect(trainer.parameters.get("b3")?.data[0]).toBe(0.75);
    trainer.goTo(4);
    trainer.goTo(20);
    expect(numbersOf(trainer)).toEqual(end);
  });
});

describe("what is told of a step", () => {
  test("the loss of its batch is the one that is written down when it is taken", () => {
    const trainer = trainerOf(adam);
    trainer.steps(7);
    const loss = trainer.pass();
    trainer.whole();
    trainer.step();
    expect(trainer.losses.of(7)).toBe(loss);
  });

  test("gradients have the length by which SGD moves the parameters", () => {
    const trainer = trainerOf({ ...adam, rule: { name: "SGD", learning_rate: 0.5 } });
    trainer.steps(3);
    const names = ["W1", "b1"];
    const norms = trainer.norms(new Map([["layer 1", names]]));
    const of = () => names.flatMap((name) => [...(trainer.parameters.get(name)?.data ?? [])]);
    const before = of();
    trainer.step();
    expect(norms.get("layer 1")).toBeCloseTo(
      2 * Math.hypot(...of().map((x, i) => x - (before[i] as number))),
      12,
    );
  });

  test("looking at all samples, at others and at a grid changes nothing", () => {
    const trainer = trainerOf(adam);
    const straight = trainerOf(adam);
    const X = { shape: [50, 2], dtype: "float64" as const, data: new Float64Array(100) };
    for (let i = 0; i < 30; i++) {
      trainer.whole();
      trainer.predictions(X);
      trainer.norms(new Map());
      trainer.whole({ X, y: { shape: [50], dtype: "float64", data: new Float64Array(50).fill(1) } });
      trainer.step();
    }
    straight.steps(30);
    expect(numbersOf(trainer)).toEqual(numbersOf(straight));
    const whole = trainer.whole();
    expect(trainer.predictions(adam.samples.X)).toEqual(whole.predictions);
  });

  test("steps end with their time", () => {
    const trainer = trainerOf(adam);
    expect(trainer.steps(1e9, performance.now())).toBe(1);
  });
});

describe("when something is no longer finite", () => {
  const diverging = { ...training("single samples"), rule: { name: "SGD", learning_rate: 1e150 } as const };

  test("it stops with the last parameters of which the loss was finite, and says at which step", () => {
    const trainer = trainerOf(diverging);
    const taken = trainer.steps(100);
    expect(taken).toBeLessThan(100);
    expect(trainer.failure?.what).toBe("loss");
    expect(trainer.failure?.step).toBe(taken);
    expect([trainer.at, trainer.stepsDone]).toEqual([taken - 1, taken - 1]);
    expect(Number.isFinite(trainer.whole().loss)).toBe(true);
    const kept = numbersOf(trainer);
    expect(trainer.step()).toBe(false);
    expect(numbersOf(trainer)).toEqual(kept);
  });

  test("parameters beyond all bounds are not kept", () => {
    const trainer = trainerOf({ ...diverging, rule: { name: "SGD", learning_rate: 1e308 } });
    const began = numbersOf(trainer);
    trainer.edit(new Map([["b2", scalar(1e3)]]));
    trainer.change({ rule: { name: "SGD", learning_rate: 1e308, weight_decay: 1e3 } });
    expect(trainer.step()).toBe(false);
    expect(trainer.failure).toEqual({ step: 0, what: "parameters" });
    expect(numbersOf(trainer).slice(0, 3)).toEqual(began.slice(0, 3));
  });

  test("a lower learning rate, set a little earlier, goes on", () => {
    const trainer = trainerOf(diverging);
    trainer.steps(100);
    trainer.change({ rule: { name: "SGD", learning_rate: 1e-3 } });
    expect(trainer.failure).toBeNull();
    trainer.goTo(0);
    trainer.change({ rule: { name: "SGD", learning_rate: 0.01 } });
    expect(trainer.steps(50)).toBe(50);
  });
});
