// One of a network's weights, chosen by its layer and its two ends: the keyboard's way to every line.

import type { NetworkLayer, WeightPlace } from "./network_layout";

export interface WeightPickerProps {
  readonly layers: readonly NetworkLayer[];
  readonly inputs: readonly string[];
  readonly chosen: WeightPlace;
  readonly onChoose: (place: WeightPlace) => void;
}

export function WeightPicker({ layers, inputs, chosen, onChoose }: WeightPickerProps) {
  const layer = layers[chosen.layer];
  const from = Array.from({ length: layer?.inputs ?? 0 }, (_, i) => {
    return { value: i, name: (chosen.layer === 0 ? inputs[i] : undefined) ?? String(i + 1) };
  });
  const to = Array.from({ length: layer?.outputs ?? 0 }, (_, j) => ({ value: j, name: String(j + 1) }));
  return (
    <>
      <Picker
        name="layer"
        value={chosen.layer}
        options={layers.map((_, i) => ({ value: i, name: String(i + 1) }))}
        onChange={(i) => onChoose({ layer: i, i: layers[i]?.biases ? -1 : 0, j: 0 })}
      />
      <Picker
        name="from"
        value={chosen.i}
        options={layer?.biases ? [{ value: -1, name: "bias" }, ...from] : from}
        onChange={(i) => onChoose({ ...chosen, i })}
      />
      <Picker name="to" value={chosen.j} options={to} onChange={(j) => onChoose({ ...chosen, j })} />
    </>
  );
}

interface PickerProps {
  readonly name: string;
  readonly value: number;
  readonly options: readonly { readonly value: number; readonly name: string }[];
  readonly onChange: (value: number) => void;
}

function Picker({ name, value, options, onChange }: PickerProps) {
  return (
    <label class="ag-choice">
      <span>{name}</span>
      <select
        class="ag-picker"
        value={String(value)}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      >
        {options.map((option) => (
          <option key={option.value} value={String(option.value)}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
