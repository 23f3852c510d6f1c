// The gradient at a glance: a bar for each number that can be moved.

import { formatNumber } from "../engine/numbers";
import { pure } from "./pure";
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
  const largest = all.reduce(
    (most, each) => (Number.isFinite(each) ? Math.max(most, Math.abs(each)) : most),
    0,
  );
  return all.map((each) => {
    if (Number.isNaN(each) || each === 0) return 0;
    return Number.isFinite(each) ? each / largest : Math.sign(each);
  });
}

const MOST = 24; // bars

/** The places of those that are shown: all, or of many the largest and the one that moves, in order. */
export function shownBars(names: readonly string[], gradient: ArrayLike<number>, wrt: string): number[] {
  const all = names.map((_, i) => i);
  if (all.length <= MOST) return all;
  const rank = (i: number) => (names[i] === wrt ? Number.POSITIVE_INFINITY : Math.abs(gradient[i] ?? 0) || 0);
  return all
    .sort((i, j) => rank(j) - rank(i) || i - j)
    .slice(0, MOST)
    .sort((i, j) => i - j);
}

/** What is said of the bars, where not all are shown. */
export function shownAre(
  names: readonly string[],
  gradient: ArrayLike<number>,
  wrt: string,
  count: number,
): string {
  const all = names.length.toLocaleString("en");
  const among = shownBars(names, gradient, "").includes(names.indexOf(wrt)); // the one that moves or no matter which
  return among
    ? `The ${count} largest of ${all}.`
    : `The ${count - 1} largest of ${all}, and ${wrt}, which moves.`;
}

export function GradientBars({ title, names, gradient, wrt, disabled, onWrt }: GradientBarsProps) {
  const lengths = barLengths(gradient);
  const shown = shownBars(names, gradient, wrt);
  return (
    <ul class="ag-bars" aria-label={`Derivatives of ${title}`}>
      {shown.length < names.length && <li class="ag-note">{shownAre(names, gradient, wrt, shown.length)}</li>}
      {shown.map((i) => (
        <li key={names[i]}>
          <Bar
            name={names[i] ?? ""}
            slope={gradient[i] ?? Number.NaN}
            length={lengths[i] ?? 0}
            pressed={names[i] === wrt}
            title={title}
            disabled={disabled}
            onWrt={onWrt}
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
  readonly onWrt: (name: string) => void;
}

const Bar = pure(function Bar({ name, slope, length, pressed, title, disabled, onWrt }: BarProps) {
  const number = `${slope > 0 ? "+" : ""}${formatNumber(slope)}`;
  return (
    <button
      type="button"
      class="ag-bar"
      aria-pressed={pressed}
      title={disabled || (pressed ? `${name} is the one that moves` : `Move ${name}`)}
      disabled={disabled !== "" && !pressed}
      onClick={() => onWrt(name)}
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
});
