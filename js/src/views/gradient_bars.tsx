// The gradient at a glance: a bar for each number that can be moved.

import { formatNumber } from "../engine/numbers";
import "./gradient_bars.css";

export interface GradientBarsProps {
  /** What the function is called. */
  readonly title: string;
  /** The numbers that can be moved, and the derivative by each. */
  readonly names: readonly string[];
  readonly gradient: ArrayLike<number>;
  /** The one that is moved. */
  readonly wrt: string;
  /** Why another one can't be chosen, or "". */
  readonly disabled: string;
  readonly onWrt: (name: string) => void;
}

/** How long each bar is, from −1 to 1, by the longest; nan has none. */
export function barLengths(gradient: ArrayLike<number>): number[] {
  const all = Array.from(gradient);
  const largest = Math.max(0, ...all.map(Math.abs).filter(Number.isFinite));
  return all.map((each) => {
    if (Number.isNaN(each) || each === 0) return 0;
    return Number.isFinite(each) ? each / largest : Math.sign(each);
  });
}

export function GradientBars({ title, names, gradient, wrt, disabled, onWrt }: GradientBarsProps) {
  const lengths = barLengths(gradient);
  return (
    <ul class="ag-bars" aria-label={`Derivatives of ${title}`}>
      {names.map((name, i) => (
        <li key={name}>
          <Bar
            name={name}
            slope={gradient[i] ?? Number.NaN}
            length={lengths[i] ?? 0}
            pressed={name === wrt}
            title={title}
            disabled={disabled}
            onPress={() => onWrt(name)}
          />
        </li>
      ))}
    </ul>
  );
}

interface BarProps {
  readonly name: string;
  readonly slope: number;
  readonly length: number;
  readonly pressed: boolean;
  readonly title: string;
  readonly disabled: string;
  readonly onPress: () => void;
}

function Bar({ name, slope, length, pressed, title, disabled, onPress }: BarProps) {
  const number = `${slope > 0 ? "+" : ""}${formatNumber(slope)}`;
  return (
    <button
      type="button"
      class="ag-bar"
      aria-pressed={pressed}
      title={disabled || (pressed ? `${name} is the one that moves` : `Move ${name}`)}
      disabled={disabled !== "" && !pressed}
      onClick={onPress}
    >
      <span class="ag-bar-name">
        ∂{title}/∂<i>{name}</i>
      </span>
      <span class="ag-bar-track">
        {length !== 0 && (
          <span
            class={`ag-bar-length ${length > 0 ? "ag-plus" : "ag-minus"}${Number.isFinite(slope) ? "" : " ag-endless"}`}
            style={{ width: `${Math.abs(length) * 50}%` }}
          />
        )}
      </span>
      <span class="ag-bar-number">{number}</span>
    </button>
  );
}
