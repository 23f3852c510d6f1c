// What the browser trained, as it travels: enough to go on with it elsewhere, and to reach each of its steps again.

import type { ArrayData, ChangeData, PlayedData } from "../../contract";
import { fromData, type NDArray, type Numbers, size, toData } from "../../engine/arrays";
import { partsOf } from "../../engine/training/flat";
import type { State } from "../../engine/training/kept";
import { Losses } from "../../engine/training/losses";
import { buffersOf } from "../../engine/training/optimiser";
import type { Samples } from "../../engine/training/samples";
import type { Change } from "../../engine/training/steering";
import type { Saved, Trainer } from "../../engine/training/trainer";
import { type Described, settingsOf } from "./model";
import type { SparseLosses } from "./sparse_losses";

const PLACES = 4; // rows of them

/** A training as it travels, with as many states as there is room for. */
export function playedOf(
  trainer: Trainer,
  about: { validated: SparseLosses; schedule: Numbers | null; stopped: string; bytes: number },
): PlayedData {
  const { losses, changes, states } = trainer.saved(about.bytes);
  const parts = states.map(({ state }) => partsOf(trainer.layout, state.parameters));
  const places = states.flatMap(({ state, byHand }) => [
    state.epoch,
    state.used,
    state.memory.steps,
    Number(byHand),
  ]);
  const { rows } = about.validated;
  return {
    run: {
      ...{
        steps: losses.length,
        every: losses.every,
        losses: list(losses.values),
        rates: list(trainer.rates),
      },
      held: list(rows, 2, rows.length / 2),
      kept: states.map(({ state }) => state.step),
      states: Object.fromEntries(
        [...trainer.parameters].map(([name, { shape, dtype }]) => {
          const data = joined(parts.map((each) => each.get(name) as Numbers));
          return [name, toData({ shape: [states.length, ...shape], dtype, data })];
        }),
      ),
      stopped: about.stopped,
    },
    changes: changes.map(({ step, settings }) => ({ step, ...(settings.described as Described) })),
    schedule: about.schedule && list(about.schedule),
    places: list(transposed(places, states.length), PLACES, states.length),
    memory: list(joined(states.flatMap(({ state }) => state.memory.buffers))),
  };
}

/** What a training followed. */
export function changesFrom({ changes, schedule }: PlayedData, whole: Samples): Change[] {
  const rates = schedule && numbersOf(schedule);
  return changes.map(
    ({ step, ...described }: ChangeData): Change => ({ step, settings: settingsOf(described, rates, whole) }),
  );
}

/** A training as it came, for a trainer of the same parameters. */
export function savedFrom(played: PlayedData, trainer: Trainer, whole: Samples): Saved {
  const { run, places, memory } = played;
  const losses = new Losses(numbersOf(run.losses), run.every, run.steps);
  const followed = changesFrom(played, whole);
  const settingsAt = (step: number) => followed.filter((each) => each.step <= step).at(-1)?.settings;
  const sent = new Map(Object.entries(run.states).map(([name, array]) => [name, fromData(array)]));
  const [rows, remembered] = [numbersOf(places), numbersOf(memory)];
  const count = run.kept.length;
  let from = 0;
  const states = run.kept.map((step, i) => {
    const settings = settingsAt(step);
    if (!settings) throw new Error(`nothing is known of the settings at step ${step}.`);
    const [epoch, used, steps, byHand] = Array.from(
      { length: PLACES },
      (_, row) => rows[row * count + i] ?? 0,
    );
    const { all } = trainer.layout;
    const buffers = Array.from({ length: buffersOf(settings.rule) * all.length }, (_, place) => {
      const buffer = (all[place % all.length] as Numbers).slice();
      buffer.set(remembered.subarray(from, from + buffer.length));
      from += buffer.length;
      return buffer;
    });
    const parameters = all.map((numbers) => numbers.slice());
    for (const [name, part] of partsOf(trainer.layout, parameters))
      part.set(entry(sent.get(name), i, part.length));
    const state = { step, epoch, used, settings, parameters, memory: { steps, buffers } } as State;
    return { state, byHand: byHand === 1 };
  });
  const isWhole =
    states[0]?.state.step === 0 && states.at(-1)?.state.step === run.steps && from === remembered.length;
  if (!isWhole) throw new Error("what was played does not fit together.");
  return { losses, changes: followed, states };
}

/** One of the states' arrays. */
function entry(all: NDArray | undefined, place: number, length: number): Numbers {
  const part = all?.data.subarray(place * length, (place + 1) * length);
  if (!all || part?.length !== length || size(all.shape.slice(1)) !== length)
    throw new Error("the parameters that were played have other shapes.");
  return part;
}

function numbersOf(data: ArrayData): Numbers {
  return fromData(data).data;
}

function list(data: Numbers | number[], ...shape: number[]): ArrayData {
  return toData({
    shape: shape.length ? shape : [data.length],
    dtype: "float64",
    data: Float64Array.from(data),
  });
}

function joined(all: readonly Numbers[]): Float64Array {
  const whole = new Float64Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of all) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

function transposed(numbers: readonly number[], rows: number): number[] {
  const columns = numbers.length / (rows || 1);
  return Array.from(numbers, (_, i) => numbers[(i % rows) * columns + Math.floor(i / rows)] as number);
}
