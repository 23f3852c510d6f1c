// A number on a slider. What lies beyond its ends pins the thumb there and stays as it is.

import { formatNumber } from "../engine/numbers";
import { LARGEST_STEP, positionOf, SMALLEST_STEP, stepAt, steppedBy } from "./log_slider";
import { stepsOf } from "./pace";
import { niceStep, roundedTo, writtenSum } from "./round_numbers";
import "./slider.css";

export interface SliderProps {
  readonly name: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** How exact a number chosen here is; otherwise a round part of the range. */
  readonly step?: number;
  /** Whether powers of ten take equal room. The range is then that of |value|, and the sign stays. */
  readonly log?: boolean;
  readonly disabled?: boolean;
  /** Why it can't be moved, or what it is for. */
  readonly title?: string;
  readonly onChange: (value: number) => void;
}

/** What a slider makes of a place along it and of keys. */
export interface Track {
  readonly from: number;
  readonly to: number;
  readonly place: number;
  chosen(place: number): number;
  moved(steps: number): number;
}

/** A track on which equal lengths are equal differences; places are numbers. */
export function linearTrack(value: number, from: number, to: number, given?: number): Track {
  const step = given ?? niceStep(Math.abs(to - from) / 200 || 1);
  const within = (place: number) => Math.min(Math.max(place, from), to);
  return {
    from,
    to,
    place: Number.isNaN(value) ? from : within(value),
    chosen: (place) => within(roundedTo(place, step)),
    moved: (steps) => (Number.isFinite(value) ? writtenSum(value, steps * step) : from),
  };
}

/** A track on which equal lengths are equal ratios; places are exponents. */
export function logTrack(value: number, from = SMALLEST_STEP, to = LARGEST_STEP): Track {
  return {
    from: Math.log10(from),
    to: Math.log10(to),
    place: positionOf(value, from, to),
    chosen: (place) => stepAt(place, value),
    moved: (steps) => steppedBy(value, steps),
  };
}

export function Slider({
  name,
  value,
  from,
  to,
  step,
  log = false,
  disabled = false,
  title,
  onChange,
}: SliderProps) {
  const track = log ? logTrack(value, from, to) : linearTrack(value, from, to, step);
  const share = (100 * (track.place - track.from)) / (track.to - track.from || 1);
  return (
    <input
      class="ag-slider"
      type="range"
      min={track.from}
      max={track.to}
      step="any"
      value={track.place}
      disabled={disabled}
      aria-label={name}
      aria-valuetext={formatNumber(value)}
      aria-description={disabled ? title : undefined}
      title={title}
      style={{ "--ag-share": `${share}%` }}
      onInput={(event) => onChange(track.chosen(Number(event.currentTarget.value)))}
      onKeyDown={(event) => {
        const steps = stepsOf(event);
        if (steps === null || disabled) return;
        event.preventDefault();
        event.stopPropagation();
        onChange(track.moved(steps));
      }}
    />
  );
}
