// The two handles on a curve, of x and of the step h, and what is said where the function isn't defined.

import { useState } from "preact/hooks";
import { formatNumber } from "../../engine/numbers";
import type { Method, Reading } from "../../engine/reading";
import { textWidth } from "../lettering";
import { SMALLEST_STEP, steppedBy } from "../log_slider";
import { decimalStep, niceStep, roundedTo, significant, writtenSum } from "../round_numbers";
import { Handle } from "./handle";
import { type Box, held } from "./lines";
import { type Spot, sideOf, spotsOf } from "./quotient";
import type { Scale } from "./scale";
import { APART, draggedLength, gripDistance, type HeldStep, isSetOff } from "./step_drag";

export interface HandlesProps {
  readonly title: string;
  readonly variable: string;
  readonly step: string;
  readonly reading: Reading;
  readonly method: Method;
  readonly frame: Box;
  readonly across: Scale;
  readonly up: Scale;
  readonly disabled?: string;
  readonly onMoveX: (x: number) => void;
  readonly onMoveH: (h: number) => void;
  /** A handle is held by a pointer, and let go. */
  readonly onGrab?: (() => void) | undefined;
  readonly onRelease?: (() => void) | undefined;
}

export function Handles(props: HandlesProps) {
  const { title, variable, step, reading, method, frame, across, disabled, onMoveX, onMoveH } = props;
  const [dragged, setDragged] = useState<number | null>(null); // how far from x the handle of h is held, in px
  const side = sideOf(method);
  const { here, before, after } = spotsOf(reading, variable, step);
  const there = side > 0 ? after : before;
  const { onGrab, onRelease } = props;
  const perPixel = 1 / across.perUnit;
  const length = side * reading.h * across.perUnit;
  const setOff = dragged !== null || isSetOff(length) || !Number.isFinite(here.x);

  const origin = inPlane(across.at(here.x), frame);
  const point = standing(props, across.at(here.x), here.y);
  const target = standing(props, across.at(there.x), there.y);
  const distance = dragged ?? gripDistance(length, side);
  const grip = setOff ? besides(point, { ...target, x: origin + distance }, frame) : target;

  const heldStep = (): HeldStep | null => {
    if (!Number.isFinite(across.at(here.x))) return null; // there is no place that a step could be measured from
    onGrab?.();
    return { distance: grip.x - origin || side, length: length || side * SMALLEST_STEP * across.perUnit };
  };
  const moveStep = (caught: HeldStep, right: number, _down: number, fine: boolean) => {
    const place = held(origin + caught.distance + right, frame.left, frame.right);
    const now = place - origin;
    const next = draggedLength(now, caught);
    setDragged(next === now ? null : now);
    onMoveH(side * stepOfLength(next, perPixel, fine));
  };
  const stepByKey = (steps: number) => onMoveH(steppedBy(reading.h, steps * (Math.sign(length) || 1)));
  const moveX = (caught: number, right: number, _down: number, fine: boolean) => {
    const x = across.back(held(caught + right, frame.left, frame.right));
    onMoveX(roundedTo(x, decimalStep(perPixel) * (fine ? 0.1 : 1)));
  };
  const viewWidth = across.domain[1] - across.domain[0];
  const numbers = { h: formatNumber(reading.h), x: formatNumber(here.x), y: formatNumber(here.y) };
  return (
    <g>
      {method === "central" && <Dot at={standing(props, across.at(before.x), before.y)} />}
      {setOff && <line class="ag-leader" x1={grip.x} y1={grip.y} x2={target.x} y2={target.y} />}
      <Handle<HeldStep>
        class={setOff ? "ag-handle-h ag-set-off" : "ag-handle-h"}
        name={step}
        value={reading.h}
        text={`${step} = ${numbers.h}, ${there.name} = ${formatNumber(there.x)}`}
        {...grip}
        disabled={disabled}
        begin={heldStep}
        move={moveStep}
        end={() => {
          setDragged(null);
          onRelease?.();
        }}
        onSteps={stepByKey}
      >
        <path class="ag-knob" d="M0 -9L9 0L0 9L-9 0Z" />
        {setOff && (
          <text class="ag-grip-name ag-halo" y={grip.y - 30 < frame.top ? 24 : -14} text-anchor="middle">
            {step}
          </text>
        )}
      </Handle>
      <Handle<number>
        class="ag-handle-x"
        name={variable}
        value={here.x}
        text={`${variable} = ${numbers.x}, ${title} = ${numbers.y}`}
        {...point}
        disabled={disabled}
        begin={() => {
          onGrab?.();
          return point.x;
        }}
        move={moveX}
        end={onRelease ?? nothing}
        onSteps={(steps) => onMoveX(writtenSum(here.x, niceStep(viewWidth / 100) * steps))}
      >
        <circle class="ag-knob" r="7" />
      </Handle>
      <Undefined title={title} spot={here} at={point} frame={frame} />
      {!setOff && <Undefined title={title} spot={there} at={target} frame={frame} />}
      {!setOff && method === "central" && (
        <Undefined
          title={title}
          spot={before}
          at={standing(props, across.at(before.x), before.y)}
          frame={frame}
        />
      )}
    </g>
  );
}

function nothing(): void {}

interface Standing {
  readonly x: number;
  readonly y: number;
  readonly away: boolean;
}

const INSET = 10; // px from the edge, of a handle whose place is out of sight

/** A place along the axis; the middle of the picture for one that is no number. */
function inPlane(x: number, { left, right }: Box): number {
  return Number.isNaN(x) ? (left + right) / 2 : x;
}

/** Where a handle stands: at the edge if its place is out of sight, on the axis if there is none. */
function standing({ frame, up }: HandlesProps, along: number, value: number): Standing {
  const x = inPlane(along, frame);
  const y = up.at(Number.isFinite(value) ? value : 0);
  const [seenX, seenY] = [held(x, frame.left, frame.right), held(y, frame.top, frame.bottom)];
  return {
    x: seenX === x ? x : held(x, frame.left + INSET, frame.right - INSET),
    y: seenY === y ? y : held(y, frame.top + INSET, frame.bottom - INSET),
    away: seenX !== along || seenY !== y || !Number.isFinite(value),
  };
}

/** A handle beside another one; where there is no room left beside it, above or below. */
function besides(point: Standing, wanted: Standing, frame: Box): Standing {
  const x = held(wanted.x, frame.left, frame.right);
  if (Math.hypot(x - point.x, wanted.y - point.y) >= APART || x === wanted.x)
    return { ...wanted, x, away: false };
  return { x, y: point.y + (point.y - frame.top > 60 ? -34 : 34), away: false };
}

/** The step of a length in px, as exact as a hand is. */
function stepOfLength(length: number, perPixel: number, fine: boolean): number {
  const size = Math.abs(length) * perPixel;
  const rounded = isSetOff(length)
    ? significant(size, fine ? 3 : 2)
    : roundedTo(size, decimalStep(perPixel) * (fine ? 0.1 : 1));
  return Math.sign(length) * Math.max(SMALLEST_STEP, rounded);
}

function Dot({ at }: { at: Standing }) {
  return at.away ? null : <circle class="ag-dot" cx={at.x} cy={at.y} r="4.5" />;
}

interface UndefinedProps {
  readonly title: string;
  readonly spot: Spot;
  readonly at: Standing;
  readonly frame: Box;
}

function Undefined({ title, spot, at, frame }: UndefinedProps) {
  if (Number.isFinite(spot.y)) return null;
  const what = Number.isNaN(spot.y) ? "not defined" : `${formatNumber(spot.y)}`;
  const text = `${title} is ${what} at ${spot.name}`;
  const half = textWidth(text, 12) / 2;
  const y = at.y - 36 < frame.top ? at.y + 30 : at.y - 20;
  return (
    <text
      class="ag-undefined ag-halo"
      x={held(at.x, frame.left + half + 4, frame.right - half - 4)}
      y={y}
      text-anchor="middle"
    >
      {text}
    </text>
  );
}
