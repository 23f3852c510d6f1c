// The neurons of a column: their numbers, their biases, and what they are called.

import { fittedNumber } from "../../engine/numbers";
import { textWidth } from "../lettering";
import { NEURON_HEIGHT, type NeuronColumn } from "./network_layout";

export const NAME_SIZE = 12; // px

export interface NeuronsProps {
  readonly column: NeuronColumn;
  readonly half: number;
  readonly heading: string;
  readonly names: readonly string[];
  /** Whether the names stand on the left. */
  readonly leftwards: boolean;
  readonly nameRoom: number;
  readonly biases: ArrayLike<number> | null;
  readonly scale: number;
  readonly activations: ArrayLike<number> | null;
}

export function Neurons(props: NeuronsProps) {
  const { column, half, heading, names, leftwards, nameRoom, biases, scale, activations } = props;
  const { x, y: rows, more, moreY } = column;
  const wide = half > NEURON_HEIGHT / 2;
  return (
    <g>
      {(wide || heading === "inputs") && (
        <text class="ag-tick" x={x} y="13" text-anchor="middle">
          {heading}
        </text>
      )}
      {rows.map((y, i) => {
        const output = activations?.[i];
        const sign =
          output === undefined ? "" : output < 0 ? " ag-negative" : output > 0 ? " ag-positive" : "";
        return (
          <g key={i}>
            <rect
              class={`ag-neuron${sign}`}
              x={x - half}
              y={y - NEURON_HEIGHT / 2}
              width={2 * half}
              height={NEURON_HEIGHT}
              rx={NEURON_HEIGHT / 2}
            />
            {biases && <Bias share={(biases[i] as number) / scale} x={x - half + (wide ? 7 : half)} y={y} />}
            {wide && output !== undefined && (
              <text class="ag-neuron-number" x={x + (biases ? 4 : 0)} y={y + 3.5} text-anchor="middle">
                {fittedNumber(output, 5)}
              </text>
            )}
            {names[i] !== undefined && (
              <text
                class="ag-neuron-name"
                x={leftwards ? x - half - 6 : x + half + 6}
                y={y + 4}
                text-anchor={leftwards ? "end" : "start"}
              >
                {shortened(names[i] as string, nameRoom)}
              </text>
            )}
          </g>
        );
      })}
      {more > 0 && (
        <text class="ag-tick" x={x} y={moreY + 4} text-anchor="middle">
          + {more.toLocaleString("en")} more
        </text>
      )}
    </g>
  );
}

/** A triangle that points up or down, by the sign of a bias, as large as it is. */
function Bias({ share, x, y }: { share: number; x: number; y: number }) {
  if (!(Math.abs(share) > 0) || !Number.isFinite(share)) return null;
  const size = 2 + 2.5 * Math.min(1, Math.abs(share));
  const up = share > 0 ? -size : size;
  return (
    <path
      class={share > 0 ? "ag-bias-plus" : "ag-bias-minus"}
      d={`M${x - size} ${y - up}h${2 * size}L${x} ${y + up}z`}
    />
  );
}

function shortened(name: string, room: number): string {
  if (textWidth(name, NAME_SIZE) <= room) return name;
  let count = name.length - 1;
  while (count > 1 && textWidth(`${name.slice(0, count)}…`, NAME_SIZE) > room) count--;
  return `${name.slice(0, count)}…`;
}
