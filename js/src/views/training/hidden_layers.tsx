// How many hidden layers a network has, and how wide they are.

import { WholeNumberField } from "../whole_number_field";

export interface HiddenLayersProps {
  readonly widths: readonly number[];
  /** Why they can't be changed, or "". */
  readonly disabled: string;
  readonly onWidths: (widths: readonly number[]) => void;
}

const MOST_LAYERS = 8;
const MOST_NEURONS = 128;
const FIRST_WIDTH = 4;

export function HiddenLayers({ widths, disabled, onWidths }: HiddenLayersProps) {
  const off = disabled !== "";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a row everywhere
    <div
      class="ag-setting ag-hidden-layers"
      role="group"
      aria-label="Hidden layers"
      title={disabled || undefined}
    >
      <span aria-hidden="true">hidden layers</span>
      <button
        type="button"
        aria-label="One layer less"
        title="One layer less"
        aria-disabled={off || widths.length === 0}
        onClick={() => off || widths.length === 0 || onWidths(widths.slice(0, -1))}
      >
        −
      </button>
      {widths.map((width, i) => (
        <WholeNumberField
          key={i}
          name={`Neurons in hidden layer ${i + 1}`}
          value={width}
          most={MOST_NEURONS}
          disabled={off}
          onChange={(wanted) => onWidths(widths.map((each, other) => (other === i ? wanted : each)))}
        />
      ))}
      {widths.length === 0 && <span class="ag-note">none</span>}
      <button
        type="button"
        aria-label="One layer more"
        title="One layer more"
        aria-disabled={off || widths.length === MOST_LAYERS}
        onClick={() =>
          off ||
          widths.length === MOST_LAYERS ||
          onWidths([...widths, widths[widths.length - 1] ?? FIRST_WIDTH])
        }
      >
        +
      </button>
    </div>
  );
}
