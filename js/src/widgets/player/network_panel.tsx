// The network as a diagram.

import { useMemo, useState } from "preact/hooks";
import { Sized } from "../../views/sized";
import type { WeightPlace } from "../../views/training/network_layout";
import { NetworkView } from "../../views/training/network_view";
import type { Looks } from "./looks";
import { Panel } from "./panel";
import type { Player } from "./player_state";

const FIRST: WeightPlace = { layer: 0, i: 0, j: 0 };
export const OUTPUTS = "outputs"; // among the parts that are open

interface NetworkPanelProps {
  readonly player: Player;
  readonly looks: Looks;
  /** What has been drawn so far: the parameters change in place, and nothing else here tells. */
  readonly at: number;
}

export function NetworkPanel({ player, looks }: NetworkPanelProps) {
  const [chosen, setChosen] = useState(FIRST);
  const { features, kind, sample, shown, opened } = player.traits;
  const drawn = looks.network;
  const count = player.training?.samples.y.shape[0] as number;
  const place = Math.min(sample.value, count - 1);
  const isOpen = opened.value.includes(OUTPUTS);
  const last = drawn?.layers.at(-1)?.outputs ?? 1;
  const isClassified = kind.value === "classes";
  const outputs = useMemo(
    () =>
      last === 1
        ? ["ŷ"]
        : Array.from({ length: last }, (_, i) => (isClassified ? `class ${i}` : `ŷ${i + 1}`)),
    [last, isClassified],
  );
  const names = features.value;
  const width = drawn?.layers[0]?.inputs ?? 0;
  const inputs = useMemo(
    () => Array.from({ length: width }, (_, i) => names[i] ?? `x${i + 1}`),
    [width, names],
  );
  if (!drawn) return null;
  const { layers, gradients } = drawn;
  const shows = shown.value === "gradients" ? "gradients" : "weights";
  const there = layers[chosen.layer];
  const isThere = there && chosen.i < there.inputs && chosen.j < there.outputs;
  const edit = (layer: number, i: number, j: number, value: number) => {
    const { outputs: columns = 1 } = layers[layer] ?? {};
    if (i < 0) player.edit(`b${layer + 1}`, j, value);
    else player.edit(`W${layer + 1}`, i * columns + j, value);
  };
  return (
    <Panel name="The network" title={`The network: ${shows}`} file="network">
      <Sized tallest={0}>
        {(room) => (
          <NetworkView
            layers={layers}
            gradients={gradients}
            shows={shows}
            inputs={inputs}
            outputs={outputs}
            activations={isOpen ? looks.activations(place) : null}
            sample={place}
            samples={count}
            chosen={isThere ? chosen : FIRST}
            width={room}
            onShows={player.setShown}
            onOutputs={(wanted) => player.open(OUTPUTS, wanted)}
            onSample={player.setSample}
            onChoose={setChosen}
            {...(player.trains && { onWeight: edit })}
          />
        )}
      </Sized>
    </Panel>
  );
}
