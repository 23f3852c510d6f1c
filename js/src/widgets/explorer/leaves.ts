// Inputs by their own names, and by the names of their leaves in the graph.

import type { StepperState } from "../../contract";
import { own } from "../../engine/own";
import type { Inputs } from "../../engine/run";
import { received } from "../sent_inputs";

/** For each input that the graph uses, the name of its leaf. */
export type Leaves = Readonly<Record<string, string>>;

/** Inputs by the names of their leaves; those that the graph does not use are left out. */
export function byLeaf(inputs: Inputs, leaves: Leaves): Inputs {
  return new Map(
    [...inputs].flatMap(([name, array]) => {
      const leaf = own(leaves, name);
      return leaf === undefined ? [] : [[leaf, array] as const];
    }),
  );
}

/** Inputs, changed where a leaf has been. */
export function fromLeaves(inputs: Inputs, leaves: Leaves, changed: StepperState["inputs"]): Inputs {
  return new Map(
    [...inputs].map(([name, array]) => {
      const leaf = own(leaves, name);
      const data = leaf === undefined ? undefined : own(changed, leaf);
      return [name, (data && received(data)) ?? array] as const;
    }),
  );
}
