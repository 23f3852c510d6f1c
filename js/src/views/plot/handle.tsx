// A handle in a picture, which can be dragged, or moved with the arrow keys.

import type { ComponentChildren } from "preact";
import { stepsOf } from "../pace";
import { type DragActions, useDrag } from "./drag";
import "./handle.css";

export interface HandleProps<Held> extends DragActions<Held> {
  readonly class: string;
  readonly name: string;
  readonly value: number;
  /** What its number means, in words. */
  readonly text: string;
  readonly x: number; // px
  readonly y: number; // px
  /** Whether the true place is out of sight, so that it stands at the edge. */
  readonly away?: boolean;
  /** Why it can't be moved. */
  readonly disabled?: string | undefined;
  readonly title?: string;
  /** So many steps to the right, by a key. */
  readonly onSteps: (steps: number) => void;
  readonly children?: ComponentChildren;
}

export function Handle<Held>({ begin, move, end, ...props }: HandleProps<Held>) {
  const { name, value, text, x, y, away = false, disabled, title, onSteps, children } = props;
  const drag = useDrag<Held>({ begin: () => (disabled ? null : begin()), move, ...(end && { end }) });
  const state = `${away ? " ag-away" : ""}${disabled ? " ag-fixed" : ""}`;
  return (
    <g
      class={`ag-handle ${props.class}${state}`}
      transform={`translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`}
      role="slider"
      tabindex={0} // in small letters: an SVG takes it as it is written
      aria-label={name}
      aria-valuenow={Number.isFinite(value) ? value : 0}
      aria-valuetext={text}
      aria-disabled={disabled ? true : undefined}
      aria-description={disabled || undefined}
      {...drag}
      onKeyDown={(event: KeyboardEvent) => {
        const steps = stepsOf(event);
        if (steps === null) return;
        event.preventDefault(); // Alt and ← would go back in the browser's history
        event.stopPropagation();
        if (!disabled) onSteps(steps);
      }}
      onDblClick={(event: MouseEvent) => event.stopPropagation()}
    >
      <title>{disabled || title || text}</title>
      <circle class="ag-hit" />
      {children}
    </g>
  );
}
