// An array as a table of numbers: to read, or to change entry by entry.

import type { NDArray } from "../engine/arrays";
import { formatEntry, formatShape } from "../engine/numbers";
import { NumberField } from "./number_field";

const MOST = 64; // entries that are shown

export interface MatrixProps {
  readonly name: string;
  readonly array: NDArray;
  readonly disabled?: boolean;
  readonly title?: string | undefined;
  /** Given, the entries can be changed. */
  readonly onChange?: (array: NDArray) => void;
}

export function Matrix({ name, array, disabled = false, title, onChange }: MatrixProps) {
  const { shape, data, dtype } = array;
  const entry = (index: number, label: string) => {
    const value = data[index] as number;
    if (!onChange) return <span class="ag-entry">{formatEntry(value, dtype)}</span>;
    return (
      <NumberField
        name={label}
        value={value}
        disabled={disabled}
        {...(title ? { title } : {})}
        onChange={(number) => {
          const changed = data.slice();
          changed[index] = number;
          onChange({ shape, dtype, data: changed });
        }}
      />
    );
  };
  if (shape.length === 0) return entry(0, name);
  if (data.length > MOST || shape.length > 2) {
    return (
      <p class="ag-note">
        An array of shape {formatShape(shape)}, not written out here
        {onChange ? `; set it from Python: stepper.inputs["${name}"] = …` : "."}
      </p>
    );
  }
  const columns = shape[shape.length - 1] ?? 0;
  const rows = shape.length === 1 ? 1 : (shape[0] as number);
  return (
    <table class="ag-matrix" aria-label={`${name}, shape ${formatShape(shape)}`}>
      <tbody>
        {Array.from({ length: rows }, (_, row) => (
          <tr key={row}>
            {Array.from({ length: columns }, (_, column) => {
              const place = shape.length === 1 ? `[${column}]` : `[${row}, ${column}]`;
              return <td key={column}>{entry(row * columns + column, `${name}${place}`)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
