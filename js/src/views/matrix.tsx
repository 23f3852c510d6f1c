// An array as a table of numbers: to read, or to change entry by entry.

import { type NDArray, type Shape, size } from "../engine/arrays";
import { formatEntry, formatShape } from "../engine/numbers";
import { NumberField } from "./number_field";
import { Scrolling } from "./scrolling";

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
  if (data.length > MOST || data.length === 0) {
    return (
      <p class="ag-note">
        An array of shape {formatShape(shape)}
        {data.length === 0 ? ", without entries." : ", not written out here"}
        {data.length > 0 && (onChange ? `; set it from Python: stepper.inputs["${name}"] = …` : ".")}
      </p>
    );
  }
  const columns = shape[shape.length - 1] as number;
  const rows = shape.length === 1 ? 1 : (shape[shape.length - 2] as number);
  const layers = shape.slice(0, -2);
  return (
    <div class="ag-layers">
      {Array.from({ length: size(layers) }, (_, layer) => {
        const before = placeIn(layers, layer);
        const what = size(layers) === 1 ? `${name}, shape ${formatShape(shape)}` : `${name}[${before}, …]`;
        return (
          <Scrolling class="ag-layer" key={layer}>
            <table class="ag-matrix" aria-label={what}>
              {size(layers) > 1 && <caption aria-hidden="true">[{before}, …]</caption>}
              <tbody>
                {Array.from({ length: rows }, (_, row) => (
                  <tr key={row}>
                    {Array.from({ length: columns }, (_, column) => {
                      const index = (layer * rows + row) * columns + column;
                      return <td key={column}>{entry(index, `${name}[${placeIn(shape, index)}]`)}</td>;
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolling>
        );
      })}
    </div>
  );
}

/** The place of an entry, given its number in row-major order: "1, 0". */
function placeIn(shape: Shape, index: number): string {
  const place: number[] = [];
  for (const [axis, length] of shape.entries())
    place.push(Math.floor(index / size(shape.slice(axis + 1))) % length);
  return place.join(", ");
}
