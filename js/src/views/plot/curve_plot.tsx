// The curve of a function along one input, its tangent, and the secant of a difference quotient.

import { useMemo } from "preact/hooks";
import { formatNumber } from "../../engine/numbers";
import type { Curve, Method, Reading } from "../../engine/reading";
import { pure } from "../pure";
import { Axes } from "./axes";
import { frameOf } from "./frame";
import { Handles } from "./handles";
import { type Box, curvePath, withMargin } from "./lines";
import { CLOSER, usePanning } from "./panning";
import { quotientOf } from "./quotient";
import { linear, type Scale } from "./scale";
import { Secant, Tangent } from "./slopes";
import { isSetOff } from "./step_drag";
import { linearTicks } from "./ticks";
import { Legend, ZoomTools } from "./toolbar";
import { centre, type View, zoomed } from "./view";
import "./curve_plot.css";

export interface CurvePlotProps {
  /** What the function is called, and the number that is moved. */
  readonly title: string;
  readonly variable: string;
  /** What the step is called. */
  readonly step?: string;
  readonly reading: Reading;
  readonly method: Method;
  readonly view: View;
  /** In px; the plot fills it. */
  readonly width: number;
  readonly height: number;
  /** Why the handles can't be moved, or "". */
  readonly disabled?: string;
  readonly onMoveX: (x: number) => void;
  readonly onMoveH: (h: number) => void;
  /** A handle is held by a pointer, and let go: meanwhile the view should stay. */
  readonly onGrab?: () => void;
  readonly onRelease?: () => void;
  readonly onView: (view: View) => void;
  /** Show what suits the function; and show h as large as can be. */
  readonly onFit: () => void;
  readonly onMagnify: () => void;
}

const WIDE = 660; // px: from here on the legend says more
const NARROW = 360; // px: up to here the legend is packed, as more than two lines would not be seen

export function CurvePlot(props: CurvePlotProps) {
  const {
    title,
    variable,
    step = "h",
    reading,
    method,
    view,
    width,
    height,
    onView,
    onFit,
    onMagnify,
  } = props;
  const { left, right, bottom, top } = view;
  const frame = useMemo(() => frameOf(width, height), [width, height]);
  const across = useMemo(() => linear([left, right], [frame.left, frame.right]), [left, right, frame]);
  const up = useMemo(() => linear([bottom, top], [frame.bottom, frame.top]), [bottom, top, frame]);
  const ticksAcross = useMemo(
    () => linearTicks(across.domain, Math.max(2, (frame.right - frame.left) / 80)),
    [across, frame],
  );
  const ticksUp = useMemo(
    () => linearTicks(up.domain, Math.max(2, (frame.bottom - frame.top) / 50)),
    [up, frame],
  );
  const entries = useMemo(() => legendOf(title, variable), [title, variable]);
  const panning = usePanning({ view, frame, across, up, onView, onFit });
  const plane = { frame, across, up };
  const quotient = quotientOf(reading, method, variable, step);
  return (
    <div class="ag-plot" style={{ width: `${width}px`, height: `${height}px` }}>
      <div class="ag-above">
        <Legend entries={entries} wide={width >= WIDE} narrow={width < NARROW} />
        <ZoomTools
          onIn={() => onView(zoomed(view, CLOSER, centre(view)))}
          onOut={() => onView(zoomed(view, 1 / CLOSER, centre(view)))}
          onFit={onFit}
          onMagnify={onMagnify}
          step={step}
        />
      </div>
      {/* biome-ignore-start lint/a11y: it has keys of its own, and is no form */}
      <svg
        class="ag-plane"
        width={width}
        height={height}
        role="group"
        aria-label={`Plot of ${title}: arrow keys move it, + and − zoom, 0 fits`}
        tabindex={0} // in small letters: an SVG takes it as it is written
        {...panning}
      >
        {/* biome-ignore-end lint/a11y: as above */}
        <rect class="ag-ground" width={width} height={height} />
        <Axes {...plane} {...{ ticksAcross, ticksUp }} nameAcross={variable} nameUp={title} zeros />
        <CurveLine curve={reading.curve} {...plane} />
        <Secant quotient={quotient} {...plane} />
        <Tangent reading={reading} {...plane} />
        <Handles {...props} step={step} {...plane} />
      </svg>
      <TooSmall reading={reading} variable={variable} step={step} {...plane} onMagnify={onMagnify} />
    </div>
  );
}

interface TooSmallProps {
  readonly reading: Reading;
  readonly variable: string;
  readonly step: string;
  readonly frame: Box;
  readonly across: Scale;
  readonly up: Scale;
  readonly onMagnify: () => void;
}

/** A word on a step too small to be seen, in the corner that is farthest from it. */
function TooSmall({ reading, variable, step, frame, across, up, onMagnify }: TooSmallProps) {
  const { x, h, value } = reading;
  if (h === 0 || !Number.isFinite(h) || !isSetOff(h * across.perUnit)) return null;
  const low = up.at(value) > (frame.top + frame.bottom) / 2;
  const right = across.at(x) > (frame.left + frame.right) / 2;
  const place = `${low ? "ag-top" : "ag-bottom"} ${right ? "ag-left" : "ag-right"}`;
  const size = `${step} = ${formatNumber(h)}`;
  const magnify = (event: Event) => {
    const button = event.currentTarget as HTMLElement;
    button.parentElement?.querySelector<SVGElement>(".ag-plane")?.focus(); // the button is about to go
    onMagnify();
  };
  if (x + h === x) {
    return (
      <span class={`ag-caption ${place}`}>
        {size} is lost: {variable} + {step} rounds to {variable}
      </span>
    );
  }
  return (
    <button type="button" class={`ag-caption ${place}`} onClick={magnify}>
      <span class="ag-link">Zoom in</span> to see {size}
    </button>
  );
}

const MOST_LETTERS = 14; // of a function's name in the legend

function fittedName(title: string, variable: string): string {
  const name = title.length > MOST_LETTERS ? `${title.slice(0, MOST_LETTERS - 1)}…` : title;
  return `${name}(${variable})`;
}

function legendOf(title: string, variable: string) {
  return [
    { class: "ag-curve", name: fittedName(title, variable) },
    { class: "ag-tangent", name: "tangent", more: "exact derivative" },
    { class: "ag-secant ag-between", name: "secant", more: "difference quotient" },
  ];
}

interface CurveLineProps {
  readonly curve: Curve;
  readonly frame: Box;
  readonly across: Scale;
  readonly up: Scale;
}

const BLEED = 4; // px: a line is as wide at the frame as elsewhere

const CurveLine = pure(function CurveLine({ curve, frame, across, up }: CurveLineProps) {
  const { left, top, right, bottom } = frame;
  return (
    <svg
      aria-hidden="true"
      x={left}
      y={top}
      width={right - left}
      height={bottom - top}
      viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
    >
      <path class="ag-curve" d={curvePath(curve, across, up, withMargin(frame, BLEED))} />
    </svg>
  );
});
