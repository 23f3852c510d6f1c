// The controls that move through the steps.

import type { ComponentChildren } from "preact";
import { pure } from "./pure";
import "./player.css";

export interface PlayerProps {
  readonly step: number;
  /** How many steps there are, and how many of them belong to the forward pass. */
  readonly steps: number;
  readonly forward: number;
  readonly heading: string;
  readonly playing: boolean;
  readonly speed: number;
  readonly onStep: (step: number) => void;
  readonly onPlay: (playing: boolean) => void;
  readonly onSpeed: (speed: number) => void;
}

export const SPEEDS = [0.5, 1, 2, 4, 8]; // steps a second

export const Player = pure(function Player({
  step,
  steps,
  forward,
  heading,
  playing,
  speed,
  onStep,
  onPlay,
  onSpeed,
}: PlayerProps) {
  const share = steps === 0 ? 100 : (100 * forward) / steps;
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
  return (
    <div class="ag-player" role="toolbar" aria-label="Steps">
      <div class="ag-buttons">
        <IconButton name="To the start (Home)" disabled={step === 0} onPress={() => onStep(0)}>
          <path d="M5 4v12M16 4L8 10l8 6z" />
        </IconButton>
        <IconButton name="One step back (←)" disabled={step === 0} onPress={() => onStep(step - 1)}>
          <path d="M14 4L6 10l8 6z" />
        </IconButton>
        <IconButton name={playing ? "Pause (Space)" : "Play (Space)"} strong onPress={() => onPlay(!playing)}>
          {playing ? <path d="M6 4h3v12H6zM11.5 4h3v12h-3z" /> : <path d="M6 4l10 6-10 6z" />}
        </IconButton>
        <IconButton name="One step forward (→)" disabled={step === steps} onPress={() => onStep(step + 1)}>
          <path d="M6 4l8 6-8 6z" />
        </IconButton>
        <IconButton name="To the end (End)" disabled={step === steps} onPress={() => onStep(steps)}>
          <path d="M15 4v12M4 4l8 6-8 6z" />
        </IconButton>
      </div>
      <label class="ag-scrub">
        <input
          type="range"
          min={0}
          max={steps}
          step={1}
          value={step}
          aria-label="Step"
          aria-valuetext={`${step} of ${steps}: ${heading}`}
          style={{ "--ag-share": `${share}%` }}
          onInput={(event) => onStep(Number(event.currentTarget.value))}
        />
        <span class="ag-passes" aria-hidden="true">
          <span style={{ width: `${share}%` }}>forward</span>
          <span style={{ width: `${100 - share}%` }}>backward</span>
        </span>
      </label>
      <span class="ag-count" style={{ minWidth: `${2 * String(steps).length + 3}ch` }}>
        {step} / {steps}
      </span>
      <label class="ag-speed">
        <span>Speed</span>
        <select
          aria-label="Speed, in steps a second"
          value={String(speed)}
          onChange={(event) => onSpeed(Number(event.currentTarget.value))}
        >
          {speeds.map((each) => (
            <option key={each} value={String(each)}>
              {each}×
            </option>
          ))}
        </select>
      </label>
    </div>
  );
});

interface IconButtonProps {
  readonly name: string;
  readonly disabled?: boolean;
  readonly strong?: boolean;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** It stays focusable while it does nothing, so that a keyboard user is not thrown out at the last step. */
export function IconButton({ name, disabled = false, strong = false, onPress, children }: IconButtonProps) {
  return (
    <button
      type="button"
      class={strong ? "ag-icon ag-strong" : "ag-icon"}
      aria-label={name}
      title={name}
      aria-disabled={disabled}
      onClick={() => disabled || onPress()}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}
