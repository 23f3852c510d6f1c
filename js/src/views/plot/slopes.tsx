// The tangent, the secant, and the secant's rise and run.

import { formatNumber } from "../../engine/numbers";
import type { Reading } from "../../engine/reading";
import { textWidth } from "../lettering";
import { type Box, cut, held, lineThrough, type Segment } from "./lines";
import type { Quotient } from "./quotient";
import type { Scale } from "./scale";
import "./slopes.css";

interface Plane {
  readonly frame: Box;
  readonly across: Scale;
  readonly up: Scale;
}

function Line({ class: name, at }: { class: string; at: Segment | null }) {
  if (at === null) return null;
  const [x1, y1, x2, y2] = at.map((place) => Math.round(place * 100) / 100) as [
    number,
    number,
    number,
    number,
  ];
  return <line class={name} x1={x1} y1={y1} x2={x2} y2={y2} />;
}

/** A line from edge to edge through a place of the curve. */
function steep({ frame, across, up }: Plane, x: number, y: number, slope: number): Segment | null {
  return lineThrough(across.at(x), up.at(y), (slope * up.perUnit) / across.perUnit, frame);
}

export function Tangent({ reading, ...plane }: Plane & { reading: Reading }) {
  return <Line class="ag-tangent" at={steep(plane, reading.x, reading.value, reading.derivative)} />;
}

const LEAST_RUN = 30; // px: a smaller triangle would only be in the way
const LEAST_RISE = 16; // px, to be labelled
const SIZE = 11.5; // px, of the numbers

export function Secant({ quotient, ...plane }: Plane & { quotient: Quotient }) {
  const { frame, across, up } = plane;
  const { from, to, middle, runName, run, rise, slope } = quotient;
  const [x1, y1, x2, y2] = [across.at(from.x), up.at(from.y), across.at(to.x), up.at(to.y)];
  const known = [x1, y1, x2, y2].every(Number.isFinite);
  const across1 = known ? cut([x1, y1, x2, y1], frame) : null;
  const up2 = known ? cut([x2, y1, x2, y2], frame) : null;
  return (
    <g>
      <Line class="ag-secant" at={steep(plane, from.x, from.y, slope)} />
      {known && <Line class="ag-secant ag-between" at={cut([x1, y1, x2, y2], frame)} />}
      {Math.abs(x2 - x1) >= LEAST_RUN && (
        <g>
          <Line class="ag-side" at={across1} />
          <Line class="ag-side" at={up2} />
          {across1 && (
            <RunLabel
              at={across1}
              outwards={y2 <= y1 ? 1 : -1}
              avoid={middle && up.at(middle.y)}
              frame={frame}
              text={`${runName} = ${formatNumber(run)}`}
            />
          )}
          {up2 && Math.abs(up2[3] - up2[1]) >= LEAST_RISE && (
            <RiseLabel at={up2} rightwards={x2 >= x1} frame={frame} text={`rise ${formatNumber(rise)}`} />
          )}
        </g>
      )}
    </g>
  );
}

interface LabelProps {
  readonly at: Segment;
  readonly frame: Box;
  readonly text: string;
}

interface RunLabelProps extends LabelProps {
  /** Down (1) or up (−1), away from the triangle. */
  readonly outwards: 1 | -1;
  /** How high the point in the middle is, which the label must not meet. */
  readonly avoid: number | null;
}

/** On the outer side of the triangle, unless a point is there; within the frame, else beside the corner. */
function RunLabel({ at: [x1, y1, x2], outwards, avoid, frame, text }: RunLabelProps) {
  const inside = avoid !== null && (avoid - y1) * outwards > 0;
  const half = textWidth(text, SIZE) / 2;
  const x = held(x1 + (x2 - x1) * (inside ? 0.7 : 0.5), frame.left + half + 4, frame.right - half - 4);
  const down = inside ? -outwards : outwards;
  if (down > 0 ? y1 + 21 > frame.bottom : y1 - 23 < frame.top) {
    const right = x2 >= x1;
    return (
      <text
        class="ag-side-label ag-halo"
        x={right ? x2 + 9 : x2 - 9}
        y={y1 + 4}
        text-anchor={right ? "start" : "end"}
      >
        {text}
      </text>
    );
  }
  return (
    <text class="ag-side-label ag-halo" x={x} y={down > 0 ? y1 + 17 : y1 - 9} text-anchor="middle">
      {text}
    </text>
  );
}

/** Beside the middle of the rise; where only the triangle has room, near its corner, away from the secant. */
function RiseLabel({ at: [x, y1, , y2], rightwards, frame, text }: LabelProps & { rightwards: boolean }) {
  const width = textWidth(text, SIZE) + 12;
  const right = rightwards ? x + width <= frame.right : x - width < frame.left;
  return (
    <text
      class="ag-side-label ag-halo"
      x={right ? x + 9 : x - 9}
      y={held(y1 + (y2 - y1) * (right === rightwards ? 0.5 : 0.25) + 4, frame.top + 14, frame.bottom - 6)}
      text-anchor={right ? "start" : "end"}
    >
      {text}
    </text>
  );
}
