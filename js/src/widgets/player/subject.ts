// What predictions are about: samples, their classes, and the places at which predictions are drawn.

import type { PlayerState } from "../../contract";
import { fromData, type NDArray } from "../../engine/arrays";
import type { View } from "../../views/plot/view";
import { gridPoints, viewOf } from "../../views/training/decision_grid";

export interface Subject {
  readonly shows: "decision" | "fit" | "table";
  readonly X: NDArray;
  readonly y: NDArray;
  /** What the classes are called; empty for numbers. */
  readonly classes: readonly string[];
  /** The samples' classes, from 0. */
  readonly labels: Float64Array;
  /** Where predictions are drawn, row by row; of a plane the part that it shows, and the points along a side. */
  readonly places: NDArray | null;
  readonly view: View;
  readonly size: number;
  readonly names: readonly string[];
}

type Told = Pick<PlayerState, "X" | "y" | "grid" | "kind" | "features">;

const OWN_SIZE = 40; // points along a side
const NOWHERE: View = { left: -1, right: 1, bottom: -1, top: 1 };
const CLASSES: Readonly<Record<string, readonly string[]>> = { signs: ["−1", "1"], bits: ["0", "1"] };

/** @param outputs how many numbers are predicted for a sample. @param free whether any place may be predicted. */
export function subjectOf(told: Told, outputs: number, free: boolean): Subject {
  const [X, y] = [fromData(told.X), fromData(told.y)];
  const width = X.shape.length === 2 ? (X.shape[1] as number) : 0;
  const isOrdered = told.kind === "classes";
  const classes = isOrdered
    ? Array.from({ length: outputs }, (_, i) => String(i))
    : (CLASSES[told.kind] ?? []);
  const isDecision = width === 2 && classes.length > 1 && (isOrdered || outputs === 1);
  const sent = told.grid ? fromData(told.grid) : null;
  const isPlane = isDecision && (free || sent !== null);
  const isCurve = width === 1 && outputs === 1 && sent !== null;
  const view = !isPlane ? NOWHERE : free || !sent ? viewOf(X.data) : viewOfGrid(sent);
  const size = free || !sent ? OWN_SIZE : Math.round(Math.sqrt(sent.shape[0] as number));
  const own = () => ({ shape: [size * size, 2], dtype: X.dtype, data: gridPoints(view, size) });
  return {
    ...{ X, y, classes, view, size },
    shows: isPlane ? "decision" : isCurve ? "fit" : "table",
    labels: Float64Array.from(y.data, (target) => (told.kind === "signs" ? Number(target > 0) : target)),
    places: isPlane ? (free ? own() : sent) : isCurve ? sent : null,
    names: told.features,
  };
}

function viewOfGrid({ data }: NDArray): View {
  const last = data.length - 2;
  return {
    left: data[0] as number,
    bottom: data[1] as number,
    right: data[last] as number,
    top: data[last + 1] as number,
  };
}

/** From where on a prediction of a single number stands for the second class. */
export function thresholdOf(kind: string, loss: string): number {
  return kind === "bits" && loss !== "binary_cross_entropy" ? 0.5 : 0;
}

/** Predictions by how far they are above a threshold. */
export function above(values: ArrayLike<number>, threshold: number): ArrayLike<number> {
  return threshold === 0 ? values : Float64Array.from(values, (value) => value - threshold);
}

/** The class that is predicted for each sample. */
export function predictedClasses(predictions: ArrayLike<number>, outputs: number): Float64Array {
  const count = predictions.length / outputs;
  return Float64Array.from({ length: count }, (_, i) => {
    if (outputs === 1) return Number((predictions[i] as number) > 0);
    let best = 0;
    for (let j = 1; j < outputs; j++)
      if ((predictions[i * outputs + j] as number) > (predictions[i * outputs + best] as number)) best = j;
    return best;
  });
}

/** Probabilities from scores, row by row. */
export function probabilities(scores: ArrayLike<number>, classes: number): Float64Array {
  const found = Float64Array.from(scores);
  for (let at = 0; at < found.length; at += classes) {
    const row = found.subarray(at, at + classes);
    const most = Math.max(...row);
    const sum = row.reduce((total, score) => total + Math.exp(score - most), 0);
    for (let j = 0; j < classes; j++) row[j] = Math.exp((row[j] as number) - most) / sum;
  }
  return found;
}
