import { describe, expect, test } from "vitest";
import type { PlayerState } from "../../src/contract";
import { readAddress } from "../../src/page/address";
import { addressOf, type Saved, stateFrom } from "../../src/page/shareable";
import type { State } from "../../src/page/slots";
import type { Player } from "../../src/widgets/player/player_state";
import type { FakeModel } from "../widgets/fake_model";
import { frames, modelOf, playerOn, SETTINGS } from "../widgets/player/players";

// A player whose training is shared by its address: what it followed comes back, and so every number.

type Model = FakeModel<PlayerState>;

const savedAs = (state: PlayerState): Saved => ({
  kind: "training_player",
  state: { ...state } as unknown as State,
  bundle: { default: { render: () => () => {} } },
});

function settle(player: Player): void {
  for (let i = 0; i < 200 && frames(); i++);
  expect(player.trouble.value).toBe("");
}

/** The training of an address, as a page shows it. */
function opened(saved: Saved, hash: string): { player: Player; model: Model } {
  const state = stateFrom(saved, readAddress(hash)?.pairs ?? []);
  if (typeof state === "string") throw new Error(state);
  const model = modelOf(state as unknown as Partial<PlayerState>);
  const player = playerOn(model);
  settle(player);
  return { player, model };
}

const parametersOf = (player: Player) =>
  [...(player.training?.trainer.parameters ?? [])].map(([name, { data }]) => [name, [...data]]);

describe("a training comes back by its address", () => {
  test.each<[string, (player: Player) => void, string]>([
    ["a step", (player) => player.show(30), "#w?step=30"],
    [
      "a learning rate from the first step on",
      (player) => {
        player.steer({ learning_rate: 0.25 });
        player.show(30);
      },
      "#w?step=30&learning_rate=0.25",
    ],
    [
      "settings that change on the way",
      (player) => {
        player.show(10);
        player.steer({ learning_rate: 0.01 });
        player.show(20);
        player.steer({ optimiser: "Adam", batch_size: 5 });
        player.show(30);
      },
      "#w?step=30&learning_rate@10=0.01&optimizer@20=Adam&batch_size@20=5",
    ],
    [
      "a step before the last, of which what comes after is known",
      (player) => {
        player.show(10);
        player.steer({ momentum: 0.9, noise: 0.1 });
        player.show(30);
        player.show(5);
      },
      "#w?step=5&momentum@10=0.9&noise@10=0.1",
    ],
    [
      "other settings in place of those that were tried",
      (player) => {
        player.show(20);
        player.steer({ l2: 0.1 });
        player.show(10);
        player.steer({ l2: 0.01 });
        player.show(12);
      },
      "#w?step=12&l2@10=0.01",
    ],
    [
      "new weights",
      (player) => {
        player.renew();
        player.show(7);
      },
      "#w?step=7&seed=1",
    ],
    [
      "other layers",
      (player) => {
        player.steer({ widths: [4, 2], activation: "relu" });
        player.show(3);
        player.steer({ learning_rate: 0.5 });
        player.show(7);
      },
      "#w?step=7&seed=0&layers=4,2&activation=relu&learning_rate@3=0.5",
    ],
    [
      "no hidden layers and no activation",
      (player) => {
        player.steer({ widths: [], activation: "" });
        player.show(7);
      },
      "#w?step=7&seed=0&layers=none&activation=none",
    ],
    [
      "a rival, a sample, what is shown",
      (player) => {
        player.compete(0.5);
        player.setSample(3);
        player.setShown("gradients");
        player.setScale(true);
      },
      "#w?rival=0.5&shown=gradients&scale=log&sample=3",
    ],
  ])("%s", (_, act, hash) => {
    const model = modelOf();
    const saved = savedAs(model.state);
    const player = playerOn(model);
    act(player);
    settle(player);
    const address = addressOf("w", saved, model.state as unknown as State);
    expect([address.hash, address.problem, address.lost]).toEqual([hash, "", ""]);
    const again = opened(saved, address.hash);
    expect(again.player.step).toBe(player.step);
    expect(parametersOf(again.player)).toEqual(parametersOf(player));
    expect(again.model.state.settings).toEqual(model.state.settings);
    expect(again.model.state.title).toBe(model.state.title);
    // and from there on, too
    for (const each of [player, again.player]) {
      each.show(40);
      settle(each);
    }
    expect(parametersOf(again.player)).toEqual(parametersOf(player));
    expect(addressOf("w", saved, again.model.state as unknown as State).hash).toBe(
      addressOf("w", saved, model.state as unknown as State).hash,
    );
  });

  test("also where a training was saved: what it followed before stays", () => {
    const model = modelOf();
    const first = playerOn(model);
    first.show(10);
    first.steer({ learning_rate: 0.01 });
    first.show(20);
    const saved = savedAs(model.state);
    first.show(15);
    first.steer({ learning_rate: 0.5 });
    first.show(25);
    const { hash } = addressOf("w", saved, model.state as unknown as State);
    expect(hash).toBe("#w?step=25&learning_rate@15=0.5");
    expect(parametersOf(opened(saved, hash).player)).toEqual(parametersOf(first));
    first.show(3);
    first.reset();
    first.show(25);
    const anew = addressOf("w", saved, model.state as unknown as State).hash;
    expect(anew).toBe("#w?step=25&learning_rate=0.1");
    expect(parametersOf(opened(saved, anew).player)).toEqual(parametersOf(first));
  });
});

describe("what an address can't hold of a training is said", () => {
  test("weights and samples that were changed by hand", () => {
    const model = modelOf();
    const saved = savedAs(model.state);
    const player = playerOn(model);
    player.show(5);
    player.edit("W1", 0, 3);
    player.add([1, 2], 1);
    player.show(6);
    const { lost } = addressOf("w", saved, model.state as unknown as State);
    expect(lost).toContain("the samples that were added");
  });

  test("a first weight that was changed by hand, and no first setting that was", () => {
    for (const [change, told] of [
      [(player: Player) => player.edit("W1", 0, 3), "the weights that were changed by hand"],
      [(player: Player) => player.steer({ learning_rate: 0.25 }), ""],
    ] as const) {
      const model = modelOf();
      const saved = savedAs(model.state);
      const player = playerOn(model);
      change(player);
      settle(player);
      expect(addressOf("w", saved, model.state as unknown as State).lost).toBe(told);
    }
  });

  test("other settings where weights were changed by hand before", () => {
    const model = modelOf();
    const before = savedAs(model.state);
    const player = playerOn(model);
    player.show(5);
    player.edit("W1", 0, 3);
    player.show(9);
    const { hash, lost } = addressOf("w", before, model.state as unknown as State);
    expect([hash, lost]).toEqual(["#w?step=9", "the weights that were changed by hand"]);
    const saved = savedAs(model.state);
    expect(stateFrom(saved, [["learning_rate@7", "1"]])).toMatch("weights were changed by hand in it");
    expect(stateFrom(saved, [["step", "3"]])).toMatchObject({ step: 3 });
  });

  test.each<[string, string]>([
    ["#w?step=100001", "step should be a whole number from 0 to 100,000, not “100001”"],
    ["#w?learning_rate=-1", "learning_rate should be a number from 0 to 1e300, not “-1”"],
    ["#w?learning_rate@x=1", "there is no “learning_rate@x” here that it can set"],
    ["#w?momentum@3=1", "momentum@3 should be a number from 0 to 1, not “1”"],
    ["#w?batch_size=6", "batch_size should be a whole number from 1 to 5, not “6”"],
    ["#w?optimizer=Lion", "optimizer should be one of SGD, RMSProp, Adam, AdamW, not “Lion”"],
    ["#w?layers=4,0", "layers should be up to 8 whole numbers from 1 to 128, or none, not “4,0”"],
    ["#w?layers=1e9", "layers should be up to 8 whole numbers from 1 to 128, or none, not “1e9”"],
    ["#w?seed=-1", "seed should be a whole number from 0 to 4,294,967,295, not “-1”"],
    ["#w?sample=5", "sample should be a whole number from 0 to 4, not “5”"],
    ["#w?constructor=1", "there is no “constructor” here that it can set"],
    ["#w?playing=true", "there is no “playing” here that it can set"],
  ])("%s", (hash, problem) => {
    expect(stateFrom(savedAs(modelOf().state), readAddress(hash)?.pairs ?? [])).toBe(problem);
  });

  test("what only Python trains goes to the steps that were kept, and no setting is changed", () => {
    const run = { kept: [0, 10, 20] } as unknown as PlayerState["run"];
    const saved = savedAs(modelOf({ trained_by: "nobody", run, step: 20 }).state);
    expect(stateFrom(saved, [["step", "10"]])).toMatchObject({ step: 10 });
    expect(stateFrom(saved, [["step", "11"]])).toMatch("that was kept");
    expect(stateFrom(saved, [["learning_rate", "1"]])).toMatch("there is no “learning_rate” here");
  });

  test("a recorded model keeps its layers and its batch", () => {
    const saved = savedAs(modelOf({ network: {} as never, graphs: {} }).state);
    for (const name of ["layers", "seed", "batch_size"])
      expect(stateFrom(saved, [[name, "2"]])).toMatch(`there is no “${name}” here`);
    expect(stateFrom(saved, [["learning_rate", "2"]])).toMatchObject({
      settings: { ...SETTINGS, learning_rate: 2 },
    });
  });
});
