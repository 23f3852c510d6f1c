// What a training is steered with: play, steps and speed, and what the next steps are made of.

import { useId } from "preact/hooks";
import { formatNumber } from "../../engine/numbers";
import { IconButton } from "../player";
import { HiddenLayers } from "./hidden_layers";
import { Choice, NumberSetting } from "./settings";
import "../player.css";
import "./training_controls.css";

/** By Python's names. */
export interface TrainingSettings {
  readonly learning_rate: number;
  /** How many samples a step takes; as many as there are: all of them. */
  readonly batch_size: number;
  readonly optimiser: string;
  readonly momentum: number;
  readonly l2: number;
  readonly noise: number;
  readonly activation: string;
  /** Of the hidden layers. */
  readonly widths: readonly number[];
}

export interface TrainingControlsProps {
  readonly playing: boolean;
  readonly step: number;
  /** How many steps have been taken. */
  readonly steps: number;
  /** Steps a frame; below 1 fewer than one: 1/60 is one a second. */
  readonly speed: number;
  readonly settings: TrainingSettings;
  readonly samples: number;
  readonly optimisers: readonly string[];
  readonly activations: readonly string[];
  /** Whether it is a multi-layer perceptron, whose layers may be others. */
  readonly layered?: boolean;
  /** Whether the further settings are in sight. */
  readonly opened: boolean;
  /** Why no step can be taken from here; "" if one can. */
  readonly stopped: string;
  /** Why some of the settings can't be changed. */
  readonly fixed: Partial<Record<keyof TrainingSettings, string>>;
  readonly onPlay: (playing: boolean) => void;
  /** To a step; one beyond the last takes it. */
  readonly onStep: (step: number) => void;
  /** These two are left out where they make no sense. */
  readonly onReset?: () => void;
  readonly onNewWeights?: () => void;
  readonly onSpeed: (speed: number) => void;
  readonly onSettings: (changed: Partial<TrainingSettings>) => void;
  readonly onOpened: (opened: boolean) => void;
}

const SECOND = 60; // frames
export const SPEEDS = [1 / SECOND, 10 / SECOND, 1, 3, 10, 30, 100]; // steps a frame

export function TrainingControls(props: TrainingControlsProps) {
  const { opened, onOpened } = props;
  const id = useId();
  return (
    <div class="ag-training">
      <Transport {...props} />
      <Essentials {...props} />
      <button
        type="button"
        class="ag-more"
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => onOpened(!opened)}
      >
        {opened ? "Fewer settings" : "More settings"}
      </button>
      <div id={id} class="ag-settings" hidden={!opened}>
        {opened && <Further {...props} />}
      </div>
    </div>
  );
}

function Transport(props: TrainingControlsProps) {
  const { playing, step, steps, speed, stopped, onPlay, onStep, onReset, onNewWeights, onSpeed } = props;
  const ended = stopped !== "" && step === steps;
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
  return (
    <div class="ag-transport" role="toolbar" aria-label="Training">
      <div class="ag-buttons">
        {onReset && (
          <IconButton name="Reset to the first weights" disabled={steps === 0} onPress={onReset}>
            <path d="M5 4v12M16 4L8 10l8 6z" />
          </IconButton>
        )}
        <IconButton name="One step back" disabled={step === 0} onPress={() => onStep(step - 1)}>
          <path d="M14 4L6 10l8 6z" />
        </IconButton>
        <IconButton
          name={playing ? "Pause" : ended ? `Play (${stopped})` : "Play"}
          strong
          disabled={ended && !playing}
          onPress={() => onPlay(!playing)}
        >
          {playing ? <path d="M6 4h3v12H6zM11.5 4h3v12h-3z" /> : <path d="M6 4l10 6-10 6z" />}
        </IconButton>
        <IconButton name="One step" disabled={ended} onPress={() => onStep(step + 1)}>
          <path d="M6 4l8 6-8 6z" />
        </IconButton>
      </div>
      <span class="ag-steps-taken">
        step <b>{step.toLocaleString("en")}</b> of {steps.toLocaleString("en")}
      </span>
      <Choice
        name="speed"
        value={String(speed)}
        options={speeds.map((each) => ({ value: String(each), name: speedName(each) }))}
        onChange={(value) => onSpeed(Number(value))}
      />
      {onNewWeights && (
        <button type="button" class="ag-quiet-button" onClick={onNewWeights}>
          New weights
        </button>
      )}
    </div>
  );
}

export function speedName(speed: number): string {
  return speed < 1
    ? `${formatNumber(speed * SECOND, 2).replace(".0", "")} a second`
    : `${speed.toLocaleString("en")} a frame`;
}

// as Python has them
const RATES = { from: 0, to: 1e300, words: "numbers from 0 up" };
const SHARES = { from: 0, to: 1 - 1e-12, words: "numbers from 0 to below 1" };
const STRENGTHS = { from: 0, to: 1e6, words: "numbers from 0 to a million" };

function Essentials({ settings, samples, optimisers, fixed, onSettings }: TrainingControlsProps) {
  return (
    <div class="ag-settings">
      <NumberSetting
        name="learning rate"
        value={settings.learning_rate}
        from={1e-5}
        to={10}
        allowed={RATES}
        disabled={fixed.learning_rate}
        onChange={(learning_rate) => onSettings({ learning_rate })}
      />
      <Choice
        name="batch"
        value={String(settings.batch_size)}
        options={batchSizes(samples, settings.batch_size).map((size) => ({
          value: String(size),
          name: size === samples ? `all ${size.toLocaleString("en")}` : size.toLocaleString("en"),
        }))}
        disabled={fixed.batch_size}
        onChange={(value) => onSettings({ batch_size: Number(value) })}
      />
      <Choice
        name="optimiser"
        value={settings.optimiser}
        options={named(optimisers)}
        disabled={fixed.optimiser}
        onChange={(optimiser) => onSettings({ optimiser })}
      />
    </div>
  );
}

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** The sizes of a batch to choose from: powers of two, all samples, and the one that is. */
export function batchSizes(samples: number, current: number): number[] {
  const sizes = [...SIZES.filter((size) => size < samples), samples, current];
  return [...new Set(sizes)].sort((a, b) => a - b);
}

const named = (values: readonly string[]) => values.map((value) => ({ value, name: value || "none" }));

function Further({ settings, activations, fixed, layered = true, onSettings }: TrainingControlsProps) {
  return (
    <>
      <NumberSetting
        name="momentum"
        value={settings.momentum}
        from={0}
        to={0.99}
        linear
        allowed={SHARES}
        disabled={fixed.momentum}
        onChange={(momentum) => onSettings({ momentum })}
      />
      <NumberSetting
        name="L2"
        value={settings.l2}
        from={1e-6}
        to={1}
        allowed={STRENGTHS}
        disabled={fixed.l2}
        onChange={(l2) => onSettings({ l2 })}
      />
      <NumberSetting
        name="noise"
        value={settings.noise}
        from={0}
        to={1}
        linear
        allowed={STRENGTHS}
        disabled={fixed.noise}
        onChange={(noise) => onSettings({ noise })}
      />
      {layered && (
        <>
          <Choice
            name="activation"
            value={settings.activation}
            options={named(activations)}
            disabled={fixed.activation}
            onChange={(activation) => onSettings({ activation })}
          />
          <HiddenLayers
            widths={settings.widths}
            disabled={fixed.widths ?? ""}
            onWidths={(widths) => onSettings({ widths })}
          />
        </>
      )}
    </>
  );
}
