// The loss over the steps of a run, with a cursor at the step that is shown.

import { useMemo, useState } from "preact/hooks";
import { formatNumber } from "../../engine/numbers";
import { Axes } from "../plot/axes";
import { type Box, curvePath, held } from "../plot/lines";
import { linear, logarithmic, type Scale } from "../plot/scale";
import { linearTicks, powerTicks } from "../plot/ticks";
import { type LossSeries, linearDomain, logDomain, lossAt, roomFor, thinned, zerosAt } from "./loss_series";
import { frameFor } from "./plane";
import "./picture.css";
import "./loss_plot.css";

export interface LossPlotProps {
  readonly series: readonly LossSeries[];
  /** How many steps have been taken, and the one that is shown. */
  readonly steps: number;
  readonly step: number;
  readonly log: boolean;
  readonly width: number; // px
  readonly height: number; // px
  readonly onLog: (log: boolean) => void;
  readonly onScrub: (step: number) => void;
}

const ZEROS = 26; // px below the least loss of a logarithmic axis, for losses of 0
const ZERO = 5; // px above the bottom

export function LossPlot({ series, steps, step, log, width, height, onLog, onScrub }: LossPlotProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const room = roomFor(steps);
  const frame = useMemo(() => frameFor(width, height), [width, height]);
  const across = useMemo(() => linear([0, room], [frame.left, frame.right]), [room, frame]);
  const lines = series.map((each) => thinned(each, room, frame.right - frame.left));
  const [from, to] = log ? logDomain(lines) : linearDomain(lines);
  const zeros = log && lines.some(({ y }) => y.some((value) => value <= 0));
  const up = useMemo(
    () =>
      log
        ? logarithmic([from, to], [frame.bottom - (zeros ? ZEROS : 0), frame.top])
        : linear([from, to], [frame.bottom, frame.top]),
    [log, zeros, from, to, frame],
  );
  const ticksAcross = useMemo(
    () => linearTicks(across.domain, (frame.right - frame.left) / 80),
    [across, frame],
  );
  const ticksUp = useMemo(() => {
    const count = (frame.bottom - frame.top) / 34;
    return log ? powerTicks(up.domain, count) : linearTicks(up.domain, count);
  }, [log, up, frame]);
  const floor = log ? up.back(frame.bottom - ZERO) : 0;
  const negative = log && lines.some(({ y }) => y.some((value) => value < 0));
  const read = pointed ?? step;
  return (
    <div class="ag-picture" style={{ width: `${width}px` }}>
      <div class="ag-picture-head">
        <LossLegend series={series} step={read} pointed={pointed !== null} />
        <label class="ag-picture-switch">
          <input type="checkbox" checked={log} onChange={(event) => onLog(event.currentTarget.checked)} /> log
        </label>
      </div>
      <div class="ag-picture-box">
        {/* biome-ignore lint/a11y/useSemanticElements: it is no form */}
        <svg width={width} height={height} role="group" aria-label="Loss over the steps">
          <Axes {...{ frame, across, up, ticksAcross, ticksUp }} nameAcross="step" nameUp="loss" />
          {zeros && (
            <text class="ag-tick" x={frame.left - 6} y={frame.bottom - ZERO + 4} text-anchor="end">
              {negative ? "≤ 0" : "0"}
            </text>
          )}
          {lines.map((line, i) => (
            <path
              key={series[i]?.name}
              class={lossClass(series[i], series)}
              d={curvePath(zeros ? zerosAt(line, floor) : line, across, up, frame)}
            />
          ))}
          {series.every(({ count }) => count === 0) && (
            <text
              class="ag-picture-empty"
              x={(frame.left + frame.right) / 2}
              y={(frame.top + frame.bottom) / 2}
              text-anchor="middle"
            >
              Press play: the loss is drawn here.
            </text>
          )}
          {pointed !== null && pointed !== step && (
            <line class="ag-pointed" {...upright(across.at(pointed), frame)} />
          )}
          <Cursor
            {...{ series, steps, step, frame, across, onScrub }}
            heightOf={(loss) => up.at(log && loss <= 0 ? floor : loss)}
            onPoint={setPointed}
          />
        </svg>
      </div>
    </div>
  );
}

const upright = (x: number, { top, bottom }: Box) => ({ x1: x, x2: x, y1: top, y2: bottom });

/** A batch's losses are faint behind those of all samples; alone they are what one looks at. */
function lossClass(drawn: LossSeries | undefined, all: readonly LossSeries[]): string {
  const isAlone = drawn?.kind === "batch" && !all.some(({ kind }) => kind === "full");
  return `ag-loss ag-loss-${isAlone ? "full" : drawn?.kind.replace(" ", "-")}`;
}

interface LossLegendProps {
  readonly series: readonly LossSeries[];
  readonly step: number;
  readonly pointed: boolean;
}

/** What the lines are, and what they say at a step. */
function LossLegend({ series, step, pointed }: LossLegendProps) {
  return (
    <ul class="ag-key ag-loss-legend">
      <li class={pointed ? "ag-loss-step ag-loss-there" : "ag-loss-step"}>
        step <b>{step.toLocaleString("en")}</b>
      </li>
      {series.map((each) => (
        <li key={each.name}>
          <svg width="22" height="10" aria-hidden="true">
            <line class={lossClass(each, series)} x1="1" x2="21" y1="5" y2="5" />
          </svg>
          {each.name} <b>{shownLoss(each, step)}</b>
        </li>
      ))}
    </ul>
  );
}

function shownLoss(series: LossSeries, step: number): string {
  return series.count === 0 && !series.last ? "–" : formatNumber(lossAt(series, step), 4);
}

interface CursorProps {
  readonly series: readonly LossSeries[];
  readonly steps: number;
  readonly step: number;
  readonly frame: Box;
  readonly across: Scale;
  readonly heightOf: (loss: number) => number;
  readonly onPoint: (step: number | null) => void;
  readonly onScrub: (step: number) => void;
}

/** The step that is shown; it goes to wherever in the plot one presses, and along with the pointer. */
function Cursor({ series, steps, step, frame, across, heightOf, onPoint, onScrub }: CursorProps) {
  const { left, top, right, bottom } = frame;
  const x = across.at(step);
  const stepUnder = (event: PointerEvent) => {
    const picture = (event.currentTarget as SVGElement).closest("[role=group]") as Element;
    const place = across.back(event.clientX - picture.getBoundingClientRect().left);
    return Math.round(held(place, 0, steps));
  };
  return (
    <g
      class="ag-cursor"
      role="slider"
      tabindex={0}
      aria-label="Step that is shown"
      aria-valuemin={0}
      aria-valuemax={steps}
      aria-valuenow={step}
      aria-valuetext={[
        `step ${step} of ${steps}`,
        ...series.map((each) => `${each.name} ${shownLoss(each, step)}`),
      ].join(", ")}
      onKeyDown={(event: KeyboardEvent) => {
        const next = stepAfter(event, step, steps);
        if (next === null) return;
        event.preventDefault();
        event.stopPropagation();
        onScrub(next);
      }}
      onPointerDown={(event: PointerEvent) => {
        if (event.button !== 0) return;
        const cursor = event.currentTarget as SVGElement;
        cursor.setPointerCapture(event.pointerId);
        onScrub(stepUnder(event));
      }}
      onPointerMove={(event: PointerEvent) => {
        const under = stepUnder(event);
        if (event.buttons & 1) onScrub(under);
        onPoint(event.pointerType === "mouse" ? under : null);
      }}
      onPointerLeave={() => onPoint(null)}
    >
      <rect class="ag-plane-area" x={left} y={top} width={right - left} height={bottom - top} />
      <line class="ag-cursor-line" {...upright(x, frame)} />
      {series.map((each) => {
        const y = heightOf(lossAt(each, step));
        if (!Number.isFinite(y)) return null;
        return (
          <circle key={each.name} class={lossClass(each, series)} cx={x} cy={held(y, top, bottom)} r="3.5" />
        );
      })}
      <path class="ag-cursor-knob" d={`M${x} ${top + 7}l-6 -8v-5h12v5z`} />
    </g>
  );
}

/** The step that a key leads to; null if it is none of the slider's. */
export function stepAfter(event: KeyboardEvent, step: number, steps: number): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const page = Math.max(10, Math.round(steps / 20));
  const next: Record<string, number> = {
    ArrowRight: step + 1,
    ArrowUp: step + 1,
    ArrowLeft: step - 1,
    ArrowDown: step - 1,
    PageUp: step + page,
    PageDown: step - page,
    Home: 0,
    End: steps,
  };
  const found = next[event.key];
  return found === undefined ? null : held(found, 0, steps);
}
