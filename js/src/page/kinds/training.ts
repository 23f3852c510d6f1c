// What a training followed, as an address holds it: "learning_rate=0.5" from the first step on,
// "learning_rate@40=0.05" from step 40 on. With a seed, or other layers, new weights are drawn from the seed.

import type {
  ArrayData,
  ChangeData,
  NetworkData,
  PlayedData,
  PlayerState,
  SettingsData,
} from "../../contract";
import type { Pair } from "../address";
import { choice, list, misfit, numbersOf, numberWriting, type State, type Writing } from "../slots";

const MOST_NEURONS = 128; // of a layer, as in the player's own fields
const MOST_LAYERS = 8;
const ACTIVATIONS = ["", "tanh", "relu", "leaky_relu", "sigmoid", "softplus", "silu", "gelu", "elu"];
const SEED = numberWriting(0, 2 ** 32 - 1, true);
const STRENGTH = numberWriting(0, 1e6);

/** What can be changed on the way on a page, within the bounds that Python has. */
function settingsOf(saved: PlayerState): Readonly<Record<string, Writing<never>>> {
  const recorded = {
    optimizer: choice(["SGD", "RMSProp", "Adam", "AdamW"]),
    learning_rate: numberWriting(0, 1e300),
    momentum: numberWriting(0, 1 - 1e-12),
    noise: STRENGTH,
  };
  const built = { batch_size: numberWriting(1, saved.X.shape[0] ?? 1, true), l2: STRENGTH };
  return (networkOf(saved) ? { ...recorded, ...built } : recorded) as unknown as Record<
    string,
    Writing<never>
  >;
}

type Settings = Readonly<Record<string, unknown>>;

/** Traits that may be missing come as empty dictionaries. */
function networkOf({ network }: PlayerState): NetworkData | null {
  return network?.sizes ? network : null;
}

function playedOf({ played }: PlayerState): PlayedData | null {
  return played?.run ? played : null;
}

function changesOf(state: PlayerState): readonly ChangeData[] {
  const { settings, schedule, X } = state;
  const first = {
    ...{ step: 0, settings, scheduled: schedule?.shape !== undefined, samples: X.shape[0] ?? 0 },
  };
  return playedOf(state)?.changes ?? [first];
}

/** What differs from the saved training. */
export function tellTraining(nowState: State, savedState: State): Pair[] {
  const [now, saved] = [nowState, savedState] as unknown as [PlayerState, PlayerState];
  if (saved.trained_by !== "browser") return [];
  const isDrawn = now.initial !== saved.initial;
  const [before, after] = [changesOf(saved), changesOf(now)];
  const known = settingsOf(saved);
  const pairs = isDrawn ? tellNetwork(now, saved, (after[0] as ChangeData).settings.seed) : [];
  const differs = (i: number) => {
    const [one, other] = [before[i], after[i] as ChangeData];
    return one?.step !== other.step || differences(known, one.settings, other.settings).length > 0;
  };
  let from = isDrawn ? 0 : after.findIndex((_, i) => differs(i));
  const isCut = from < 0 && after.length < before.length; // what came later there does not hold here
  if (isCut) from = after.length - 1;
  if (from < 0) return pairs;
  for (const [i, { step, settings }] of after.entries()) {
    if (i < from) continue;
    const former = (i === 0 ? before[0] : after[i - 1]) as ChangeData;
    const changed = differences(known, former.settings, settings);
    if (isCut && changed.length === 0) changed.push(["learning_rate", String(settings.learning_rate)]);
    pairs.push(...changed.map(([name, text]): Pair => [step === 0 ? name : `${name}@${step}`, text]));
  }
  return pairs;
}

function differences(
  known: Readonly<Record<string, Writing<never>>>,
  before: SettingsData,
  after: SettingsData,
): Pair[] {
  return Object.entries(known).flatMap(([name, { text }]): Pair[] => {
    const [one, other] = [before, after].map((each) => text((each as unknown as Settings)[name] as never));
    return one === other ? [] : [[name, other as string]];
  });
}

function tellNetwork(now: PlayerState, saved: PlayerState, seed: number): Pair[] {
  const [one, other] = [networkOf(saved), networkOf(now)];
  const pairs: Pair[] = [["seed", SEED.text(seed)]];
  if (!one || !other) return pairs;
  const { layers, activation } = networkWritings(one);
  if (layers.text(hidden(one)) !== layers.text(hidden(other)))
    pairs.push(["layers", layers.text(hidden(other))]);
  if (one.activation !== other.activation) pairs.push(["activation", activation.text(other.activation)]);
  return pairs;
}

const hidden = ({ sizes }: NetworkData) => sizes.slice(0, -1);

function networkWritings(saved: NetworkData) {
  const most = Math.max(MOST_NEURONS, ...saved.sizes);
  const depth = Math.max(MOST_LAYERS, saved.sizes.length);
  return {
    seed: SEED,
    layers: list(`up to ${depth} whole numbers from 1 to ${most}, or none`, (widths) => {
      return widths.length <= depth && widths.every((n) => Number.isInteger(n) && n >= 1 && n <= most);
    }),
    activation: choice(ACTIVATIONS),
  };
}

/** Take up what an address says of a training; what it says of anything else is handed back. */
export function takeTraining(
  pairs: readonly Pair[],
  into: State,
  savedState: State,
): readonly Pair[] | string {
  const saved = savedState as unknown as PlayerState;
  if (saved.trained_by !== "browser") return pairs;
  const network = networkOf(saved);
  const known = settingsOf(saved);
  const ofNetwork: Readonly<Record<string, Writing<never>>> = network
    ? (networkWritings(network) as never)
    : {};
  const drawn: Record<string, unknown> = {};
  const steered = new Map<number, Record<string, unknown>>();
  const others: Pair[] = [];
  for (const [name, text] of pairs) {
    const [, setting = "", at = "0"] = /^(\w+)(?:@(\d{1,9}))?$/.exec(name) ?? [];
    const isOfNetwork = Object.hasOwn(ofNetwork, name);
    const writing = isOfNetwork ? ofNetwork[name] : Object.hasOwn(known, setting) && known[setting];
    if (!writing) {
      others.push([name, text]);
      continue;
    }
    const value = writing.value(text);
    if (value === undefined) return misfit(name, writing, text);
    if (isOfNetwork) drawn[name] = value;
    else steered.set(Number(at), { ...steered.get(Number(at)), [setting]: value });
  }
  const isDrawn = Object.keys(drawn).length > 0;
  if (!isDrawn && steered.size === 0) return others;
  const from = isDrawn ? 0 : Math.min(...steered.keys());
  if (!isDrawn && byHand(saved).some((step) => step <= from))
    return "weights were changed by hand in it, so it can't be trained anew with other settings";
  if (isDrawn && network) Object.assign(into, redrawn(network, drawn));
  const changes = changed(saved, steered, from, drawn.seed as number | undefined);
  const step = Number(pairs.find(([name]) => name === "step")?.[1] ?? saved.step);
  Object.assign(into, {
    settings: (changes.filter((each) => each.step <= step).at(-1) ?? changes[0])?.settings,
    played: { changes, schedule: saved.schedule?.shape ? saved.schedule : null },
    parameters: into.initial,
    answered: saved.revision,
  });
  return others;
}

/** Another network; that there are no weights yet says that they are to be drawn. */
function redrawn(
  network: NetworkData,
  { layers, activation }: Record<string, unknown>,
): Record<string, unknown> {
  const widths = (layers as number[] | undefined) ?? hidden(network);
  const sizes = [...widths, network.sizes.at(-1) as number];
  return {
    network: { ...network, sizes, activation: (activation as string | undefined) ?? network.activation },
    initial: null,
  };
}

/** The saved changes before a step, and the new ones from there on. */
function changed(
  saved: PlayerState,
  steered: ReadonlyMap<number, Settings>,
  from: number,
  seed: number | undefined,
): ChangeData[] {
  const before = changesOf(saved);
  const first = before[0] as ChangeData;
  const changes = before.filter(({ step }) => step < from);
  const steps = [...steered.keys()].sort((one, other) => one - other);
  if (changes.length === 0) {
    const settings = seed === undefined ? first.settings : { ...first.settings, seed };
    changes.push({ ...first, settings });
  }
  for (const step of steps) {
    const last = changes.at(-1) as ChangeData;
    const settings = { ...last.settings, ...steered.get(step) };
    const scheduled = last.scheduled && settings.learning_rate === last.settings.learning_rate;
    const change = { ...last, step, settings, scheduled };
    if (last.step === step) changes[changes.length - 1] = change;
    else changes.push(change);
  }
  return changes;
}

const PLACES = 4; // rows; the last says which states are a person's

/** After which steps weights were changed by hand: of steps at which settings changed too, nobody knows. */
function byHand(state: PlayerState): number[] {
  const played = playedOf(state);
  if (!played) return [];
  const data = numbersOf(played.places);
  const { kept } = played.run;
  const changes = played.changes.map(({ step }) => step);
  if (startsByHand(state.initial, played)) return [0];
  return kept.filter((step, i) => data[(PLACES - 1) * kept.length + i] === 1 && !changes.includes(step));
}

/** Whether a training started from other weights than its first: settings change at step 0 too, but change none. */
function startsByHand(initial: PlayerState["initial"], { run }: PlayedData): boolean {
  const differs = ([name, first]: [string, ArrayData]) => {
    const numbers = run.states[name] ? numbersOf(run.states[name]) : [];
    return numbersOf(first).some((number, i) => number !== numbers[i]);
  };
  return run.kept[0] === 0 && Object.entries(initial ?? {}).some(differs);
}

/** What an address does not hold of a training. */
export function lostOf(nowState: State, savedState: State): string {
  const [now, saved] = [nowState, savedState] as unknown as [PlayerState, PlayerState];
  const before = byHand(saved);
  const lost = [
    byHand(now).some((step) => !before.includes(step)) && "the weights that were changed by hand",
    now.X !== saved.X && "the samples that were added",
  ];
  return lost.filter(Boolean).join(" and ");
}
