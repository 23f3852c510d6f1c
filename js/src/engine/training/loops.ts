/** The inner loops of a plan: sums are in the order in which `run` takes them. */

import type { Numbers } from "../arrays";

/** Read from places. */
export function gather(out: Numbers, from: Numbers, places: Int32Array): void {
  for (let i = 0; i < places.length; i++) out[i] = from[places[i] as number] as number;
}

/** Add up at places, in an array that is cleared first. */
export function scatter(sums: Numbers, from: Numbers, places: Int32Array): void {
  sums.fill(0);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    sums[place] = (sums[place] as number) + (from[i] as number);
  }
}

/** x @ y, of two matrices. */
export function times(out: Numbers, x: Numbers, y: Numbers, columns: number): void {
  out.fill(0);
  for (let to = 0, at = 0; to < out.length; to += columns) {
    for (let from = 0; from < y.length; from += columns) {
      const factor = x[at++] as number;
      for (let j = 0; j < columns; j++)
        out[to + j] = (out[to + j] as number) + factor * (y[from + j] as number);
    }
  }
}

/** What x @ y hands back to x: g @ yᵀ. */
export function timesLeft(out: Numbers, g: Numbers, y: Numbers, inner: number, columns: number): void {
  for (let row = 0, to = 0; to < out.length; row += columns) {
    for (let k = 0; k < inner; k++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += (g[row + j] as number) * (y[k * columns + j] as number);
      out[to++] = sum;
    }
  }
}

/** What x @ y hands back to y: xᵀ @ g. */
export function timesRight(out: Numbers, x: Numbers, g: Numbers, columns: number): void {
  out.fill(0);
  for (let row = 0, at = 0; row < g.length; row += columns) {
    for (let to = 0; to < out.length; to += columns) {
      const factor = x[at++] as number;
      for (let j = 0; j < columns; j++)
        out[to + j] = (out[to + j] as number) + factor * (g[row + j] as number);
    }
  }
}
