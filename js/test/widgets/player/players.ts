import { afterEach, beforeEach, expect, vi } from "vitest";
import type { ArrayData, PlayerState } from "../../../src/contract";
import { fromData, toData } from "../../../src/engine/arrays";
import { drawn } from "../../../src/engine/training/network";
import { Host } from "../../../src/host";
import { networkOf } from "../../../src/widgets/player/model";
import { Player } from "../../../src/widgets/player/player_state";
import { sent } from "../../../src/widgets/sent_inputs";
import { FakeModel } from "../fake_model";

// A player on a fake model, for tests of its state: frames come when a test asks for them.

export const NETWORK = {
  n_in: 2,
  sizes: [3, 1],
  activation: "tanh",
  output_activation: "",
  dtype: "float64",
};
const X = [0, 0, 0, 1, 1, 0, 1, 1, 2, 1];

export const list = (numbers: readonly number[], ...shape: number[]): ArrayData =>
  toData({
    shape: shape.length ? shape : [numbers.length],
    dtype: "float64",
    data: Float64Array.from(numbers),
  });
export const numbersOf = (data: ArrayData) => Array.from(fromData(data).data);
export const SETTINGS = {
  ...{ optimizer: "SGD", learning_rate: 0.1, momentum: 0, nesterov: false, weight_decay: 0, decay: 0.99 },
  ...{ epsilon: 1e-8, beta1: 0.9, beta2: 0.999, batch_size: 2, seed: 0, l2: 0, noise: 0 },
};

export function modelOf(traits: Partial<PlayerState> = {}): FakeModel<PlayerState> {
  const initial = sent(drawn(networkOf(NETWORK, "squared_error"), 0));
  return new FakeModel<PlayerState>({
    ...{ title: "MLP", network: NETWORK, graphs: {}, loss_name: "squared_error", kind: "signs" },
    ...{ features: ["x1", "x2"], X: list(X, 5, 2), y: list([-1, 1, 1, -1, 1]), held_X: null, held_y: null },
    ...{ grid: null, layers: { "layer 1": ["W1", "b1"], "layer 2": ["W2", "b2"] }, initial },
    ...{
      parameters: initial,
      revision: 0,
      answered: 0,
      settings: SETTINGS,
      schedule: null,
      rival: 0,
      step: 0,
    },
    ...{ loss: list([0]), playing: false, speed: 3, run: null, played: null, look: null, dynamic: "" },
    trained_by: "browser",
    ...{ problem: "", note: "", scale: "linear", sample: 0, shown: "weights", opened: [], graph_step: 0 },
    ...{ selected: null, ...traits },
  });
}

const players: [Player, FakeModel<PlayerState>][] = [];
let waiting: FrameRequestCallback | null = null;

export function playerOn(model: FakeModel<PlayerState>): Player {
  const player = new Player(new Host(model));
  players.push([player, model]);
  return player;
}

/** Let frames pass; returns whether another one is wanted. */
export function frames(count = 1): boolean {
  for (let i = 0; i < count; i++) {
    vi.advanceTimersByTime(16);
    const callback = waiting;
    waiting = null;
    callback?.(performance.now());
  }
  return waiting !== null;
}

beforeEach(() => {
  vi.useFakeTimers();
  waiting = null;
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => {
    waiting = callback;
    return 1;
  });
  vi.stubGlobal("cancelAnimationFrame", () => {
    waiting = null;
  });
});

afterEach(() => {
  const all = players.splice(0);
  for (const [player] of all) player.close();
  for (const [, model] of all) expect(model.listening).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
