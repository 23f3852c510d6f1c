// The error of difference quotients over the step, on logarithmic axes: why smaller is not always better.

import { useMemo } from "preact/hooks";
import { formatNumber } from "../../engine/numbers";
import { METHODS, type Method, type Reading, type Sweep } from "../../engine/reading";
import { textWidth } from "../lettering";
import { LARGEST_STEP, SMALLEST_STEP, steppedBy } from "../log_slider";
import { pure } from "../pure";
import { significant } from "../round_numbers";
import { Axes } from "./axes";
import { Guides } from "./error_guides";
import { advice, errorDomain } from "./error_marks";
import { frameOf } from "./frame";
import { Handle } from "./handle";
import { type Box, held } from "./lines";
import { logarithmic, type Scale } from "./scale";
import { powerTicks } from "./ticks";
import "./error_plot.css";

export interface ErrorPlotProps {
  /** What the step is called. */
  readonly step?: string;
  readonly reading: Reading;
  readonly method: Method;
  /** In px; the plot fills it. */
  readonly width: number;
  readonly height: number;
  /** Why h can't be moved, or "". */
  readonly disabled?: string;
  readonly onMoveH: (h: number) => void;
}

const ZEROS = 18; // px below the smallest error, for errors of exactly 0

export function ErrorPlot(props: ErrorPlotProps) {
  const { reading, method, step = "h", width, height, disabled, onMoveH } = props;
  const { sweep } = reading;
  const domain = useMemo(() => errorDomain(sweep), [sweep]);
  const [least, most] = domain ?? [1e-16, 1];
  const frame = useMemo(() => frameOf(width, height), [width, height]);
  const across = useMemo(
    () => logarithmic([SMALLEST_STEP, LARGEST_STEP], [frame.left, frame.right - 8]),
    [frame],
  );
  const up = useMemo(
    () => logarithmic([least, most], [frame.bottom - ZEROS, frame.top]),
    [least, most, frame],
  );
  const ticksAcross = useMemo(
    () => powerTicks(across.domain, (frame.right - frame.left) / 44),
    [across, frame],
  );
  const ticksUp = useMemo(() => powerTicks(up.domain, (frame.bottom - frame.top) / 24), [up, frame]);
  const plane = { frame, across, up };
  const size = { width: `${width}px`, height: `${height}px` };
  if (domain === null) {
    return (
      <div class="ag-plot ag-empty" style={size}>
        <p class="ag-note">There is no derivative here, so there is no error to show.</p>
      </div>
    );
  }
  return (
    <div class="ag-plot" style={size}>
      <div class="ag-above">
        <ErrorLegend method={method} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: it is no form */}
      <svg
        width={width}
        height={height}
        role="group"
        aria-label={`Error of the ${method} difference by ${step}`}
      >
        <Axes {...plane} {...{ ticksAcross, ticksUp }} nameAcross={step} nameUp="error" />
        <Marks sweep={sweep} method={method} {...plane} />
        <Guides reading={reading} method={method} step={step} {...plane} />
        <Best reading={reading} method={method} h={step} {...plane} />
        <Marker
          reading={reading}
          method={method}
          step={step}
          disabled={disabled}
          onMoveH={onMoveH}
          {...plane}
        />
      </svg>
    </div>
  );
}

interface Plane {
  readonly frame: Box;
  readonly across: Scale;
  readonly up: Scale;
}

/** Each method by a shape of its own, around a place. */
const SHAPES: Record<Method, string> = {
  forward: "h0",
  backward: "m-2.5 0h5",
  central: "m-2 -2l4 4m0 -4l-4 4",
};

const ErrorLegend = pure(function ErrorLegend({ method }: { method: Method }) {
  return (
    <ul class="ag-plot-legend" aria-label="Error of">
      <li class="ag-plot-legend-title" aria-hidden="true">
        Error of
      </li>
      {METHODS.map((each) => (
        <li key={each} class={each === method ? "ag-chosen" : ""}>
          <svg width="14" height="10" aria-hidden="true">
            <path class={markClass(each, method)} d={`M7 5${SHAPES[each]}`} />
          </svg>
          <span>{each}</span>
        </li>
      ))}
    </ul>
  );
});

function markClass(each: Method, chosen: Method): string {
  return `ag-error ag-${each}${each === chosen ? " ag-chosen" : ""}`;
}

const Marks = pure(function Marks({ sweep, method, ...plane }: Plane & { sweep: Sweep; method: Method }) {
  const inOrder = [...METHODS].sort((a, b) => Number(a === method) - Number(b === method)); // the chosen one on top
  return (
    <svg aria-hidden="true">
      {inOrder.map((each) => {
        const { marks, zeros } = marksOf(sweep.h, sweep.errors[each], SHAPES[each], plane);
        return (
          <g key={each}>
            <path class={markClass(each, method)} d={marks} />
            <path class={`ag-zero-error${each === method ? " ag-chosen" : ""}`} d={zeros} />
          </g>
        );
      })}
      <text class="ag-tick" x={plane.frame.left - 6} y={plane.frame.bottom + 4} text-anchor="end">
        0
      </text>
    </svg>
  );
});

const tenth = (place: number) => Math.round(place * 10) / 10;

/** All marks of a method as the data of two paths: errors, and hollow ones for errors of exactly 0. */
function marksOf(steps: Float64Array, errors: Float64Array, shape: string, { frame, across, up }: Plane) {
  let marks = "";
  let zeros = "";
  for (const [i, h] of steps.entries()) {
    const error = Math.abs(errors[i] as number);
    if (!Number.isFinite(error)) continue;
    const x = tenth(across.at(h));
    if (error === 0) zeros += `M${x} ${frame.bottom - 3}a3 3 0 1 0 0.01 0z`;
    else marks += `M${x} ${tenth(held(up.at(error), frame.top, up.range[0]))}${shape}`;
  }
  return { marks, zeros };
}

function Best({
  reading,
  method,
  h,
  frame,
  across,
}: Plane & { reading: Reading; method: Method; h: string }) {
  const { step, words } = advice(reading, method, h);
  const half = textWidth(words, 12) / 2;
  const x = step === null ? (frame.left + frame.right) / 2 : across.at(step);
  return (
    <g>
      {step !== null && <line class="ag-best" x1={x} x2={x} y1={frame.top + 20} y2={frame.bottom} />}
      <text
        class="ag-best-name ag-halo"
        x={held(x, frame.left + half + 4, frame.right - half - 4)}
        y={frame.top + 15}
        text-anchor="middle"
      >
        {words}
      </text>
    </g>
  );
}

interface MarkerProps extends Plane {
  readonly step: string;
  readonly reading: Reading;
  readonly method: Method;
  readonly disabled: string | undefined;
  readonly onMoveH: (h: number) => void;
}

/** The step that is taken now, which can be dragged. */
function Marker({ reading, method, step, disabled, onMoveH, frame, across, up }: MarkerProps) {
  const { h, errors } = reading;
  const [least, most] = across.range;
  const place = Math.abs(h) > 0 ? across.at(Math.abs(h)) : least; // h may be 0 or nan
  const x = held(place, least, most);
  const bottom = frame.bottom - ZEROS / 2;
  const height = bottom - frame.top;
  const error = Math.abs(errors[method]);
  const text = `${step} = ${formatNumber(h)}`;
  const leftwards = x + 16 + textWidth(text, 12) > frame.right;
  const y = error > 0 ? held(up.at(error), frame.top, up.range[0]) : bottom;
  return (
    <Handle<number>
      class="ag-handle-h ag-marker"
      name={step}
      value={h}
      text={`${text}, error ${formatNumber(error)}`}
      x={x}
      y={bottom}
      away={x !== place}
      disabled={disabled}
      begin={() => x}
      move={(caught, right, _down, fine) => {
        const size = significant(across.back(held(caught + right, least, most)), fine ? 2 : 1);
        onMoveH(h < 0 ? -size : size);
      }}
      onSteps={(steps) => onMoveH(steppedBy(h, steps))}
    >
      <rect class="ag-grip" x="-11" width="22" y={-height} height={height} />
      <line class="ag-now" x1="0" x2="0" y1={20 - height} y2={ZEROS / 2} />
      {error > 0 && <circle class="ag-now-error" cx="0" cy={y - bottom} r="4.5" />}
      <path class="ag-knob" d="M0 -9L9 0L0 9L-9 0Z" />
      <text
        class="ag-now-name ag-halo"
        x={leftwards ? -13 : 13}
        y="-8"
        text-anchor={leftwards ? "end" : "start"}
      >
        {text}
      </text>
    </Handle>
  );
}
