// A stepper's step, the node in focus, and its inputs.

import type { StepperState } from "../../contract";
import { inputSlots, numberWriting, type State, trait } from "../slots";
import type { Bundle, Kind } from "./kind";

export const STEPPER: Kind = {
  slots(saved: State, bundle: Bundle) {
    const { graph } = saved as unknown as StepperState;
    const { lastStep, fixed } = bundle.limits?.(graph) ?? { lastStep: 0, fixed: [] };
    const names = (graph?.nodes ?? []).map(({ name }) => name);
    const traits = [
      trait("step", saved, numberWriting(0, lastStep, true)),
      trait("selected", saved, {
        text: (name: string | null) => name ?? "",
        value: (text) => (text === "" ? null : names.find((name) => name === text)),
        wanted: "the name of a value, or nothing",
      }),
    ];
    return new Map([...traits, ...inputSlots(saved, ["step", "selected"], fixed)]);
  },
};
