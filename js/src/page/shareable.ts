// A widget's state as an address has it, and back.

import { type Pair, readAddress, writeAddress } from "./address";
import { STEPPER } from "./kinds/backprop_stepper";
import { EXPLORER } from "./kinds/derivative_explorer";
import type { Bundle, Kind } from "./kinds/kind";
import { PLAYER } from "./kinds/training_player";
import { type State, takeInto, toldBy } from "./slots";

const KINDS: Readonly<Record<string, Kind>> = {
  backprop_stepper: STEPPER,
  derivative_explorer: EXPLORER,
  training_player: PLAYER,
};

/** A widget as it was saved. */
export interface Saved {
  readonly kind: string;
  readonly state: State;
  readonly bundle: Bundle;
}

/** The saved state with what an address sets; or what of that is not understood: then nothing is set. */
export function stateFrom({ kind, state, bundle }: Saved, pairs: readonly Pair[]): State | string {
  if (pairs.length === 0) return state;
  const rules = kindOf(kind);
  const into: State = { ...state, playing: false };
  const left = rules.take?.(pairs, into, state) ?? pairs;
  const problem = typeof left === "string" ? left : takeInto(into, rules.slots(state, bundle), left);
  return problem || into;
}

/** What is written after the # for a widget as it is now; or why nothing can be, and what of it is lost. */
export function addressOf(
  id: string,
  saved: Saved,
  now: State,
): { readonly hash: string; readonly problem: string; readonly lost: string } {
  const rules = kindOf(saved.kind);
  const pairs = [
    ...toldBy(rules.slots(saved.state, saved.bundle), now),
    ...(rules.told?.(now, saved.state) ?? []),
  ];
  const hash = writeAddress(id, pairs);
  const read = readAddress(hash); // as whoever opens the link does, so that none is given that leads nowhere
  const again = read?.problem || stateFrom(saved, read?.pairs ?? []);
  return {
    hash,
    problem: typeof again === "string" ? again : "",
    lost: rules.lost?.(now, saved.state) ?? "",
  };
}

function kindOf(kind: string): Kind {
  return KINDS[kind] ?? { slots: () => new Map() };
}
