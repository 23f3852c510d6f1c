// From the step that is shown to the forward and the backward pass of one sample.

import { useEffect, useMemo } from "preact/hooks";
import { Group } from "../../views/group";
import { onStepperKey, StepperView } from "../stepper/stepper_view";
import type { Player } from "./player_state";
import { canStep } from "./sample_stepper";

const SAMPLE = "sample"; // among the parts that are open

export function SampleSteps({ player }: { player: Player }) {
  player.drawn.value; // another model
  const { opened, sample } = player.traits;
  if (!canStep(player)) return null;
  const isOpen = opened.value.includes(SAMPLE);
  return (
    <Group class="ag-behind" name="One sample, step by step">
      <button
        type="button"
        class="ag-open"
        aria-expanded={isOpen}
        onClick={() => player.open(SAMPLE, !isOpen)}
      >
        {isOpen ? "Hide the steps" : `Step through sample ${sample.value + 1}`}
      </button>
      {isOpen && <Steps key={player.training?.model.network?.sizes.join() ?? ""} player={player} />}
    </Group>
  );
}

function Steps({ player }: { player: Player }) {
  const stepper = useMemo(() => player.newStepper(), [player]);
  useEffect(() => () => stepper.close(), [stepper]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that no control in it has used
    <div class="ag-stepper ag-inner" onKeyDown={(event) => onStepperKey(stepper, event.currentTarget, event)}>
      <StepperView stepper={stepper} />
    </div>
  );
}
