// A player's step and what is looked at, and what leads to that step: see training.ts.

import type { PlayerState } from "../../contract";
import { choice, numberWriting, type Slot, type State, trait } from "../slots";
import type { Kind } from "./kind";
import { lostOf, takeTraining, tellTraining } from "./training";

const MOST_STEPS = 100_000; // which the browser takes anew

export const PLAYER: Kind = {
  slots(saved: State) {
    const { trained_by, run, X } = saved as unknown as PlayerState;
    const slots: [string, Slot][] = [
      trait("shown", saved, choice(["weights", "gradients"])),
      trait("scale", saved, choice(["linear", "log"])),
      trait("sample", saved, numberWriting(0, Math.max(0, (X?.shape?.[0] ?? 1) - 1), true)),
    ];
    if (trained_by === "browser") {
      slots.unshift(
        trait("step", saved, numberWriting(0, MOST_STEPS, true)),
        trait("rival", saved, numberWriting(0, 1e300)),
      );
    } else if (run?.kept) {
      const { kept } = run;
      const whole = numberWriting(0, kept.at(-1) ?? 0, true);
      const value = (text: string) => {
        const step = whole.value(text);
        return step !== undefined && kept.includes(step) ? step : undefined;
      };
      slots.unshift(trait("step", saved, { ...whole, value, wanted: `${whole.wanted} that was kept` }));
    }
    return new Map(slots);
  },
  told: tellTraining,
  take: takeTraining,
  lost: lostOf,
};
