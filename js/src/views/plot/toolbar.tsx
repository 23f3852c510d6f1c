// What stands above a plot: what its lines mean, and the buttons that zoom.

import type { ComponentChildren } from "preact";
import { pure } from "../pure";
import "./toolbar.css";

export interface LegendEntry {
  readonly class: string;
  readonly name: string;
  /** What is said besides where there is room. */
  readonly more?: string;
}

export const Legend = pure(function Legend({
  entries,
  wide,
  narrow,
}: {
  entries: readonly LegendEntry[];
  wide: boolean;
  narrow: boolean;
}) {
  return (
    <ul class={narrow ? "ag-plot-legend ag-narrow" : "ag-plot-legend"}>
      {entries.map(({ class: name, name: shown, more }) => (
        <li key={name} title={more ? `${shown}: ${more}` : shown}>
          <svg width="24" height="10" aria-hidden="true">
            <line class={name} x1="1" x2="23" y1="5" y2="5" />
          </svg>
          <span>
            {shown}
            {more && <span class={wide ? "" : "ag-spoken"}>: {more}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
});

export interface ZoomToolsProps {
  readonly onIn: () => void;
  readonly onOut: () => void;
  readonly onFit: () => void;
  readonly onMagnify: () => void;
  /** What the step is called. */
  readonly step?: string;
}

export function ZoomTools({ onIn, onOut, onFit, onMagnify, step = "h" }: ZoomToolsProps) {
  return (
    <div class="ag-tools" role="toolbar" aria-label="Zoom">
      <Tool name="Zoom out (−)" onPress={onOut}>
        <path d="M5 10h10" />
      </Tool>
      <Tool name="Zoom in (+)" onPress={onIn}>
        <path d="M5 10h10M10 5v10" />
      </Tool>
      <Tool name="Fit the view (0)" onPress={onFit}>
        <path d="M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4" />
      </Tool>
      <Tool name={`Zoom to ${step}`} onPress={onMagnify}>
        <text x="10" y="15" text-anchor="middle">
          {step === "step" ? "h" : step}
        </text>
        <path d="M2 5v10M18 5v10" />
      </Tool>
    </div>
  );
}

interface ToolProps {
  readonly name: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

function Tool({ name, onPress, children }: ToolProps) {
  return (
    <button type="button" class="ag-tool" aria-label={name} title={name} onClick={onPress}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}
