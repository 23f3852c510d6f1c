// Predictions beside what they should be, in rows.

import { fittedNumber, formatNumber } from "../../engine/numbers";
import { plural } from "../plural";
import "./prediction_table.css";

export interface PredictionTableProps {
  /** (samples, outputs); of classes their numbers, one a sample. */
  readonly targets: ArrayLike<number>;
  /** (samples, outputs); of classes the probabilities, (samples, classes). */
  readonly predictions: ArrayLike<number>;
  /** The names of the classes; empty where the targets are numbers. */
  readonly classes: readonly string[];
  /** How many numbers are predicted for a sample: each has a row. */
  readonly outputs: number;
}

const MOST = 12; // rows

export function PredictionTable({ targets, predictions, classes, outputs }: PredictionTableProps) {
  const count = targets.length;
  const classified = classes.length > 0;
  const each = classified ? 1 : outputs; // rows of a sample
  const room = each > 1 ? 7 : 9; // characters, in the narrowest place
  const shown = Array.from({ length: rowsShown(count, each) }, (_, i) => i);
  return (
    <div class={each > 1 ? "ag-predictions ag-many-outputs" : "ag-predictions"}>
      <table aria-label="Predictions">
        <thead>
          <tr>
            <th scope="col">sample</th>
            <th scope="col">target</th>
            <th scope="col">prediction</th>
            <th scope="col">{classified ? "probability" : "error"}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((i) => {
            const target = targets[i] as number;
            const prediction = predictions[i] as number;
            const name = rowName(i, each);
            if (!classified) {
              return (
                <Row
                  key={i}
                  cells={[
                    name,
                    fittedNumber(target, room),
                    fittedNumber(prediction, room),
                    fittedNumber(prediction - target, room),
                  ]}
                />
              );
            }
            const which = likeliest(predictions, classes.length, i);
            const probability = predictions[i * classes.length + which] ?? Number.NaN;
            return (
              <Row
                key={i}
                wrong={which !== target}
                cells={[
                  name,
                  classes[target] ?? String(target),
                  classes[which] ?? "–",
                  formatNumber(probability, 3),
                ]}
              />
            );
          })}
        </tbody>
      </table>
      <p class="ag-note">
        {count > shown.length && `${plural(count - shown.length, "more row")}. `}
        {summary(targets, predictions, classes.length)}
      </p>
    </div>
  );
}

/** Those of whole samples, where they are not too many. */
export function rowsShown(count: number, outputs: number): number {
  return Math.min(count, outputs > MOST ? MOST : MOST - (MOST % outputs));
}

export function rowName(row: number, outputs: number): string {
  const sample = String(Math.floor(row / outputs) + 1);
  return outputs > 1 ? `${sample}, output ${(row % outputs) + 1}` : sample;
}

function Row({ cells, wrong = false }: { cells: readonly string[]; wrong?: boolean }) {
  const [name, target, prediction, last] = cells;
  return (
    <tr class={wrong ? "ag-wrong-row" : ""}>
      <th scope="row">{name}</th>
      <td>{target}</td>
      <td>
        {wrong && <span title="wrong">✗ </span>}
        {prediction}
      </td>
      <td>{last}</td>
    </tr>
  );
}

/** The class with the greatest probability in a row; −1 if none is a number. */
export function likeliest(predictions: ArrayLike<number>, classes: number, row: number): number {
  let found = -1;
  for (let which = 0; which < classes; which++) {
    const here = predictions[row * classes + which] as number;
    if (found < 0 ? !Number.isNaN(here) : here > (predictions[row * classes + found] as number))
      found = which;
  }
  return found;
}

/** How good all the predictions are: how many are right, or how far they are from their targets. */
export function summary(targets: ArrayLike<number>, predictions: ArrayLike<number>, classes: number): string {
  const count = targets.length;
  if (count === 0) return "There are no samples.";
  if (classes === 0) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += ((predictions[i] as number) - (targets[i] as number)) ** 2;
    return `Mean squared error: ${formatNumber(sum / count)}`;
  }
  let right = 0;
  for (let i = 0; i < count; i++) if (likeliest(predictions, classes, i) === targets[i]) right++;
  const share = formatNumber((100 * right) / count, 3);
  return `${right.toLocaleString("en")} of ${count.toLocaleString("en")} right: ${share} %`;
}
