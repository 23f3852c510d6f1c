// What the training is steered with, and another learning rate that is tried beside it.

import { LOSS_NAMES } from "../../engine/training/network";
import { NumberField } from "../../views/number_field";
import { TrainingControls, type TrainingSettings } from "../../views/training/training_controls";
import type { Player } from "./player_state";

const OPTIMISERS = ["SGD", "RMSProp", "Adam", "AdamW"];
const ACTIVATIONS = ["", "tanh", "relu", "leaky_relu", "sigmoid", "softplus", "silu", "gelu", "elu"];
const OTHER_RATES = { from: 1e-300, to: 1e300, words: "numbers above 0" };
const SETTINGS = "settings"; // among the parts that are open
const HELD = "This run is over: Python holds it, and it can't be changed.";
const RECORDED = "It is fixed in the graphs that were recorded of this model.";
const KERNEL = "Python trains this model: change it there.";

export function Controls({ player }: { player: Player }) {
  player.drawn.value; // steps, and why there are no more
  const { settings, network, opened, playing, speed, X, rival } = player.traits;
  const { optimizer, learning_rate, batch_size, momentum, l2, noise } = settings.value;
  const data = network.value;
  const isTraining = player.trains;
  return (
    <>
      <TrainingControls
        playing={playing.value}
        step={player.step}
        steps={player.steps}
        speed={speed.value}
        settings={{
          ...{ learning_rate, batch_size, momentum, l2, noise, optimiser: optimizer },
          activation: data?.activation ?? "",
          widths: data?.sizes.slice(0, -1) ?? [],
        }}
        samples={X.value.shape[0] ?? 0}
        optimisers={OPTIMISERS}
        activations={ACTIVATIONS}
        layered={data !== null}
        opened={opened.value.includes(SETTINGS)}
        stopped={player.stopped}
        fixed={fixedOf(player)}
        onPlay={player.play}
        onStep={player.show}
        onReset={player.reset}
        {...(isTraining && data && { onNewWeights: player.renew })}
        onSpeed={player.setSpeed}
        onSettings={player.steer}
        onOpened={(open) => player.open(SETTINGS, open)}
      />
      {isTraining && (
        <div class="ag-rival">
          <label class="ag-choice">
            <input
              type="checkbox"
              checked={rival.value > 0}
              onChange={(event) => player.compete(event.currentTarget.checked ? suggested(learning_rate) : 0)}
            />{" "}
            try another learning rate beside it
          </label>
          {rival.value > 0 && (
            <NumberField
              name="The other learning rate"
              value={rival.value}
              room={8}
              allowed={OTHER_RATES}
              onChange={player.compete}
            />
          )}
        </div>
      )}
    </>
  );
}

function suggested(rate: number): number {
  return rate <= 0.25 ? 0.5 : Number((rate / 10).toPrecision(2));
}

/** Why some settings can't be changed. */
function fixedOf(player: Player): Partial<Record<keyof TrainingSettings, string>> {
  const { network, dynamic, loss_name } = player.traits;
  const layers = { activation: RECORDED, widths: RECORDED };
  if (player.trains) {
    const known = LOSS_NAMES.includes(loss_name.value);
    return network.value && known ? {} : { ...layers, batch_size: RECORDED, l2: RECORDED };
  }
  const isOver = dynamic.value === "" || !player.live;
  if (!isOver) return { activation: KERNEL, widths: KERNEL, noise: KERNEL };
  const each = { learning_rate: HELD, batch_size: HELD, optimiser: HELD, momentum: HELD, l2: HELD };
  return { ...each, noise: HELD, activation: HELD, widths: HELD };
}
