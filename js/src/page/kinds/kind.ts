// What of a widget's state an address may hold: said in one file for each kind of widget, beside this one.

import type { Pair } from "../address";
import type { Slots, State } from "../slots";

/** What a widget's bundle exports. */
export interface Bundle {
  readonly default: {
    render(host: { model: unknown; el: HTMLElement }): () => void;
  };
  /** Of a stepper: the number of the last step, and which leaves can't be changed here. */
  readonly limits?: (graph: unknown) => { readonly lastStep: number; readonly fixed: readonly string[] };
}

export interface Kind {
  /** What there is to set in a widget that was saved like this. */
  slots(saved: State, bundle: Bundle): Slots;
  /** What differs and is no matter of one name, before what is. */
  readonly told?: (now: State, saved: State) => Pair[];
  /** Take up such things, and return the pairs that are left; a text if something is not understood. */
  readonly take?: (pairs: readonly Pair[], into: State, saved: State) => readonly Pair[] | string;
  /** What differs and can't be written. */
  readonly lost?: (now: State, saved: State) => string;
}
