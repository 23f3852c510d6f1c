// The frame of a plot: grid lines, axes, and the numbers along them.

import { textWidth } from "../lettering";
import { pure } from "../pure";
import type { Box } from "./lines";
import type { Scale } from "./scale";
import type { Ticks } from "./ticks";
import "./axes.css";

export interface AxesProps {
  readonly frame: Box;
  readonly across: Scale;
  readonly up: Scale;
  readonly ticksAcross: Ticks;
  readonly ticksUp: Ticks;
  /** What the axes show. */
  readonly nameAcross: string;
  readonly nameUp: string;
  /** Whether the lines where a number is 0 are drawn as axes. */
  readonly zeros?: boolean;
}

const NAME_ROOM = 34; // px, at least: labels this near to the end give way to the name
const NAME_SIZE = 12; // px

export const Axes = pure(function Axes(props: AxesProps) {
  const { frame, across, up, ticksAcross, ticksUp, nameAcross, nameUp, zeros = false } = props;
  const nameRoom = Math.max(NAME_ROOM, textWidth(nameAcross, NAME_SIZE) + 20);
  return (
    <svg class="ag-axes" aria-hidden="true">
      {ticksAcross.values.map((value, i) => {
        const x = crisp(across.at(value));
        return (
          <g key={value}>
            <line class={lineClass(value, zeros)} x1={x} x2={x} y1={frame.top} y2={frame.bottom} />
            {x < frame.right - nameRoom && (
              <text class="ag-tick" x={x} y={frame.bottom + 15} text-anchor="middle">
                {ticksAcross.labels[i]}
              </text>
            )}
          </g>
        );
      })}
      {ticksUp.values.map((value, i) => {
        const y = crisp(up.at(value));
        return (
          <g key={value}>
            <line class={lineClass(value, zeros)} x1={frame.left} x2={frame.right} y1={y} y2={y} />
            <text class="ag-tick" x={frame.left - 6} y={y + 4} text-anchor="end">
              {ticksUp.labels[i]}
            </text>
          </g>
        );
      })}
      <rect
        class="ag-frame"
        x={frame.left}
        y={frame.top}
        width={frame.right - frame.left}
        height={frame.bottom - frame.top}
      />
      <text class="ag-axis-name" x={frame.right} y={frame.bottom + 15} text-anchor="end">
        {nameAcross}
      </text>
      {ticksAcross.base && (
        <text class="ag-base" x={frame.right - 6} y={frame.bottom - 7} text-anchor="end">
          {nameAcross} = {ticksAcross.base} + …
        </text>
      )}
      {ticksUp.base && (
        <text class="ag-base" x={frame.left + 6} y={frame.top + 15}>
          {nameUp} = {ticksUp.base} + …
        </text>
      )}
    </svg>
  );
});

const crisp = (place: number) => Math.round(place) + 0.5;

function lineClass(value: number, zeros: boolean): string {
  return zeros && value === 0 ? "ag-zero" : "ag-grid";
}
