import { describe, expect, test } from "vitest";
import type { PlayerState } from "../../../src/contract";
import type { FakeModel } from "../fake_model";
import { frames, list, modelOf, NETWORK, numbersOf, playerOn, SETTINGS } from "./players";

const weightsOf = (model: FakeModel<PlayerState>, name = "W1") =>
  numbersOf(model.state.parameters[name] as never);
const played = (model: FakeModel<PlayerState>) =>
  (model.state.played as NonNullable<PlayerState["played"]>).run;

describe("a training in the browser", () => {
  test("plays as many steps a frame as it is told, and tells Python twice a second and when it pauses", () => {
    const model = modelOf();
    const player = playerOn(model);
    player.play(true);
    frames(10);
    expect(player.step).toBe(30);
    const told = model.sets.filter((name) => name === "parameters").length;
    frames(60); // about a second
    expect(model.sets.filter((name) => name === "parameters").length - told).toBeLessThanOrEqual(2);
    player.play(false);
    expect([model.state.step, player.step, frames()]).toEqual([210, 210, false]);
    const { losses, rates, kept } = played(model);
    expect([numbersOf(losses).length, numbersOf(rates)[209], kept[0], kept.at(-1)]).toEqual([
      210, 0.1, 0, 210,
    ]);
  });

  test.each([
    [0.5, 10, 5],
    [1 / 60, 60, 1],
    [7, 3, 21],
  ])("at a speed of %s takes in %s frames %s steps", (speed, count, steps) => {
    const player = playerOn(modelOf({ speed }));
    player.play(true);
    frames(count);
    expect(player.step).toBe(steps);
  });

  test("goes back to any step exactly, and on from there as before", () => {
    const model = modelOf();
    const player = playerOn(model);
    player.show(7);
    const there = weightsOf(model);
    player.show(20);
    player.scrub(7);
    expect([weightsOf(model), player.steps, model.state.step]).toEqual([there, 20, 7]);
    player.reset();
    expect(weightsOf(model)).toEqual(numbersOf(model.state.initial.W1 as never));
    expect(player.announced.value).toMatch(/^Step 0, loss /);
  });

  test("begins where a saved page was: each step can be reached again, and it goes on as before", () => {
    const first = modelOf({ schedule: list([0.1, 0.2, 0.1, 0.05]) });
    const player = playerOn(first);
    player.show(10);
    player.steer({ optimiser: "Adam", noise: 0.1 });
    player.show(14);
    player.add([3, 4], -1);
    player.show(16);
    player.edit("W1", 2, 1.5);
    player.show(25);
    player.scrub(20);
    const second = modelOf({ ...first.state });
    const other = playerOn(second);
    expect([other.step, other.steps, second.sets]).toEqual([20, 25, []]);
    for (const step of [25, 3, 9, 10, 12, 14, 15, 16, 17, 24, 30]) {
      player.show(step);
      other.show(step);
      expect(weightsOf(second), `step ${step}`).toEqual(weightsOf(first));
      expect(second.state.settings).toEqual(first.state.settings);
    }
    expect(second.state.played).toEqual(first.state.played);
  });

  test("does not write anything by being shown, and begins with what Python has set before", () => {
    expect(
      (() => {
        const model = modelOf();
        playerOn(model);
        return model.sets;
      })(),
    ).toEqual([]);
    const model = modelOf();
    model.state.parameters = { ...model.state.initial, b2: list([9]) };
    model.state.revision = 1;
    const player = playerOn(model);
    expect([weightsOf(model, "b2"), player.step, model.state.answered]).toEqual([[9], 0, 1]);
    expect(player.training?.trainer.parameters.get("b2")?.data[0]).toBe(9);
    player.reset();
    expect(weightsOf(model, "b2")).toEqual(numbersOf(model.state.initial.b2 as never));
  });

  test("shows the settings of each step, and steers from these", () => {
    const model = modelOf();
    const player = playerOn(model);
    player.show(5);
    player.steer({ learning_rate: 0.3 });
    player.show(9);
    player.scrub(2);
    expect(model.state.settings.learning_rate).toBe(0.1);
    player.scrub(7);
    expect(model.state.settings.learning_rate).toBe(0.3);
    player.reset();
    expect([model.state.settings.learning_rate, player.steps]).toEqual([0.3, 0]);
  });

  test("a step that Python asks for while other weights are drawn is one of these", () => {
    const model = modelOf();
    const player = playerOn(model);
    player.show(5);
    player.renew();
    model.change({ step: 200 });
    while (frames());
    expect([player.step, model.state.step]).toEqual([200, 200]);
    expect(weightsOf(model)).not.toEqual(numbersOf(model.state.initial.W1 as never));
  });

  test("drops what came after the step at which it is steered, and a schedule ends with a rate by hand", () => {
    const model = modelOf({ schedule: list([0.1, 0.2, 0.3, 0.3]) });
    const player = playerOn(model);
    player.show(10);
    expect(numbersOf(played(model).rates).slice(0, 4)).toEqual([0.1, 0.2, 0.3, 0.3]);
    player.scrub(3);
    player.steer({ learning_rate: 0.5 });
    expect([player.steps, model.state.settings.learning_rate]).toEqual([3, 0.5]);
    player.show(4);
    expect(numbersOf(played(model).rates)).toEqual([0.1, 0.2, 0.3, 0.5]);
  });

  test("has other weights from another seed, and other layers", () => {
    const model = modelOf();
    const player = playerOn(model);
    player.show(5);
    const before = numbersOf(model.state.initial.W1 as never);
    player.renew();
    expect([model.state.step, model.state.settings.seed]).toEqual([0, 1]);
    expect(weightsOf(model)).not.toEqual(before);
    player.steer({ widths: [2, 4], activation: "relu" });
    expect(model.state.network).toEqual({ ...NETWORK, sizes: [2, 4, 1], activation: "relu" });
    expect(Object.keys(model.state.layers)).toEqual(["layer 1", "layer 2", "layer 3"]);
    player.show(2);
    expect([model.state.step, Object.keys(model.state.parameters).length]).toEqual([2, 6]);
  });

  test("takes up Python's parameters, pauses, and drops what came after", () => {
    const model = modelOf();
    const player = playerOn(model);
    player.play(true);
    frames(4);
    model.change({
      parameters: { ...model.state.initial, b2: list([9]) },
      revision: 1,
    });
    expect([model.state.playing, player.step]).toEqual([false, 12]);
    expect([weightsOf(model, "b2"), player.training?.trainer.parameters.get("b2")?.data[0]]).toEqual([
      [9],
      9,
    ]);
  });

  test("hears of steps, settings and points that others set", () => {
    const model = modelOf();
    const player = playerOn(model);
    model.change({ step: 6 });
    expect([player.step, numbersOf(played(model).losses).length]).toEqual([6, 6]);
    model.change({ settings: { ...SETTINGS, learning_rate: 0.7 } });
    expect(player.training?.trainer.settings.rule.learning_rate).toBe(0.7);
    model.change({ playing: true });
    frames(2);
    expect(player.step).toBe(12);
  });

  test("two views of one widget: one trains, and the other follows", () => {
    const model = modelOf();
    const [one, other] = [playerOn(model), playerOn(model)];
    one.show(8);
    expect([one.step, other.step]).toEqual([8, 8]);
    one.steer({ learning_rate: 0.4 });
    other.show(9);
    expect([one.step, other.step, one.training?.trainer.losses.values]).toEqual([
      9,
      9,
      other.training?.trainer.losses.values,
    ]);
    one.edit("W1", 2, 1.5);
    one.add([3, 4], -1);
    other.show(12);
    expect(one.training?.trainer.parameters).toEqual(other.training?.trainer.parameters);
    other.play(true);
    frames(40);
    one.play(false);
    expect([one.step, model.state.step]).toEqual([other.step, other.step]);
  });

  test("adds points, of which all are a batch if all were", () => {
    const model = modelOf({ settings: { ...SETTINGS, batch_size: 5 } });
    const player = playerOn(model);
    player.show(2);
    player.add([3, 4], -1);
    expect([model.state.X.shape, numbersOf(model.state.y).at(-1)]).toEqual([[6, 2], -1]);
    expect([model.state.settings.batch_size, player.step, player.steps]).toEqual([6, 2, 2]);
  });

  test("looks at all samples on its way to a step, and not where each batch has them all", () => {
    const player = playerOn(modelOf());
    player.show(50);
    const [, full] = player.series;
    expect([full?.kind, Array.from(full?.at ?? [])]).toEqual(["full", [8, 16, 24, 32, 40, 48]]);
    const whole = playerOn(modelOf({ settings: { ...SETTINGS, batch_size: 5 } }));
    whole.show(50);
    expect(whole.series.map(({ kind }) => kind)).toEqual(["batch"]);
  });

  test("changes a weight by hand", () => {
    const model = modelOf();
    const player = playerOn(model);
    player.show(4);
    player.edit("W1", 2, 1.5);
    expect([weightsOf(model)[2], model.state.step, player.steps]).toEqual([1.5, 4, 4]);
  });

  test("has another one run along, from the same weights", () => {
    const model = modelOf();
    const player = playerOn(model);
    player.show(6);
    player.compete(0.5);
    const before = player.drawn.value;
    frames(2);
    expect(player.drawn.value).toBeGreaterThan(before);
    const [batch, , other] = player.series;
    expect([other?.kind, other?.count, other?.values[0]]).toEqual(["other run", 6, batch?.values[0]]);
    expect(other?.values[5]).not.toBe(batch?.values[5]);
    player.compete(0);
    expect([player.series.some(({ kind }) => kind === "other run"), model.state.rival]).toEqual([false, 0]);
  });

  test("stops at the last step that is finite, and says what to try", () => {
    const model = modelOf({ settings: { ...SETTINGS, learning_rate: 1e300 } });
    const player = playerOn(model);
    player.play(true);
    frames(5);
    expect(model.state.playing).toBe(false);
    expect(player.failure).toMatch(/no longer finite after \d steps?\. You see step \d.*lower learning rate/);
    expect(played(model).stopped).toMatch(/no longer finite/);
    expect(weightsOf(model).every(Number.isFinite)).toBe(true);
  });

  test.each<[string, Partial<PlayerState>, RegExp]>([
    ["an unknown loss", { loss_name: "nobody's" }, /no loss called "nobody's"/],
    ["parameters that are missing", { initial: {} }, /parameters W1 are missing/],
    ["samples that do not fit", { y: list([1]) }, /5 inputs for 1 targets/],
    ["a damaged graph", { network: null, graphs: { 2: {} as never } }, /version undefined/],
  ])("says what is wrong with %s", (_, traits, message) => {
    const player = playerOn(modelOf(traits));
    expect(player.trouble.value).toMatch(message);
    player.play(true);
    frames(2); // and nothing breaks
  });
});

describe("a training that Python holds", () => {
  const b2 = [0, 10, 20];
  const W1 = list(Array(18).fill(1), 3, 2, 3);
  const states = {
    W1,
    b1: list(Array(9).fill(0), 3, 3),
    W2: list(Array(9).fill(1), 3, 3, 1),
    b2: list(b2, 3, 1),
  };
  const run = {
    ...{
      steps: 5,
      every: 1,
      losses: list([5, 4, 3, 2, 1]),
      held: list([], 2, 0),
      rates: list([1, 1, 1, 1, 1]),
    },
    ...{ kept: [0, 2, 5], states, stopped: "" },
  };
  const shownBy = (player: ReturnType<typeof playerOn>) =>
    player.training?.trainer.parameters.get("b2")?.data[0];

  test("is scrubbed to the nearest kept step, and stepped from one to the next", () => {
    const model = modelOf({ run, step: 5, trained_by: "nobody" });
    const player = playerOn(model);
    expect([player.step, player.steps, shownBy(player)]).toEqual([5, 5, 20]);
    player.scrub(3);
    expect([model.state.step, shownBy(player)]).toEqual([2, 10]);
    player.show(1);
    expect([model.state.step, shownBy(player)]).toEqual([0, 0]);
    player.show(1);
    expect(model.state.step).toBe(2);
    expect(model.sets).not.toContain("parameters");
  });

  test("plays through the kept steps, from the beginning if it is at its end, and stops there", () => {
    const model = modelOf({ run, step: 5, speed: 1, trained_by: "nobody" });
    const player = playerOn(model);
    player.play(true);
    const seen = Array.from({ length: 6 }, () => {
      frames();
      return model.state.step;
    });
    expect([seen, model.state.playing]).toEqual([[0, 2, 2, 2, 5, 5], false]);
  });

  test("is only told to play where Python trains, and follows what comes", () => {
    const model = modelOf({ dynamic: "it has dropout", network: null, trained_by: "python" });
    const player = playerOn(model);
    player.play(true);
    frames(3);
    expect([model.state.playing, model.sets, player.step]).toEqual([true, ["playing"], 0]);
    model.change({ run, step: 5 });
    expect([player.step, player.series[0]?.count]).toEqual([5, 5]);
  });
});
