/** Softmax and its kin: autograd_widgets/engine/ops/probabilities.py in TypeScript. */

import { type NDArray, type Shape, sameShape, scalar, size } from "../arrays";
import { entriesAt, groups, largest, reduced, regrouped, total, withoutSomeAxes } from "./axes";
import { axesOf, input, type Options, type Structural } from "./structural";

export const probabilities: Readonly<Record<string, Structural>> = {
  softmax: {
    shape: (shapes, options) => sameWithEntries(input(shapes), options),
    forward: (inputs, options, dtype) => regrouped(input(inputs), options, dtype, shares),
    vjps: [
      (g, _, options, out) =>
        regrouped(out, options, g.dtype, (parts, group) => {
          const upstream = entriesAt(g, group);
          const sum = total(parts.map((part, i) => part * (upstream[i] as number)));
          return parts.map((part, i) => part * ((upstream[i] as number) - sum));
        }),
    ],
  },
  log_softmax: {
    shape: (shapes, options) => sameWithEntries(input(shapes), options),
    forward: (inputs, options, dtype) => regrouped(input(inputs), options, dtype, logarithms),
    vjps: [
      (g, _, options, out) =>
        regrouped(out, options, g.dtype, (logs, group) => {
          const upstream = entriesAt(g, group);
          const sum = total(upstream);
          return logs.map((log, i) => (upstream[i] as number) - Math.exp(log) * sum);
        }),
    ],
  },
  logsumexp: {
    shape: (shapes, options) => withoutSomeAxes(input(shapes), options),
    forward: (inputs, options, dtype) => reduced(input(inputs), options, dtype, logOfSum),
    vjps: [
      (g, inputs, options, out) =>
        regrouped(input(inputs), options, g.dtype, (entries, _, k) =>
          entries.map((x) => (g.data[k] as number) * Math.exp(x - (out.data[k] as number))),
        ),
    ],
  },
  cross_entropy: {
    shape: (shapes) => crossEntropyShape(input(shapes), input(shapes, 1)),
    forward: (inputs, _, dtype) => {
      const losses = samples(input(inputs), input(inputs, 1)).map(({ logits, wanted }) => {
        const logs = logarithms(logits);
        return -total(wanted.map((part, i) => (part === 0 ? 0 : part * (logs[i] as number))));
      });
      return scalar(total(losses) / losses.length, dtype);
    },
    vjps: [crossEntropyGradient, null],
  },
};

function sameWithEntries(shape: Shape, options: Options): number[] {
  axesOf(options, "axis", shape);
  withoutSomeAxes(shape, { ...options, keepdims: false });
  return [...shape];
}

/** The exponentials of numbers, none above 1, so that none overflows, and their sum. */
function powers(entries: readonly number[]): { below: number[]; powers: number[]; sum: number } {
  const top = largest(entries);
  const below = entries.map((x) => x - top);
  const found = below.map(Math.exp);
  return { below, powers: found, sum: total(found) };
}

function shares(entries: readonly number[]): number[] {
  const { powers: found, sum } = powers(entries);
  return found.map((x) => x / sum);
}

function logarithms(entries: readonly number[]): number[] {
  const { below, sum } = powers(entries);
  return below.map((x) => x - Math.log(sum));
}

function logOfSum(entries: readonly number[]): number {
  const top = largest(entries);
  const shift = Number.isFinite(top) ? top : 0; // ∞ − ∞ would be nan
  return shift + Math.log(total(entries.map((x) => Math.exp(x - shift))));
}

function crossEntropyShape(logits: Shape, targets: Shape): number[] {
  const fits = sameShape(targets, logits) || sameShape(targets, logits.slice(0, -1));
  if (fits && (logits.length === 1 || logits.length === 2) && size(logits) > 0) return [];
  throw new Error(`logits [${logits}] and targets [${targets}] are no batch of samples and what was wanted`);
}

/** The logits of each sample, and the probabilities that were wanted: 1 for its class, if targets are classes. */
function samples(logits: NDArray, targets: NDArray): { logits: number[]; wanted: number[] }[] {
  const rows = groups(logits.shape, { axis: [logits.shape.length - 1] });
  return rows.map((row, k) => ({
    logits: entriesAt(logits, row),
    wanted: sameShape(targets.shape, logits.shape)
      ? entriesAt(targets, row)
      : oneHot(targets.data[k] as number, row.length),
  }));
}

function oneHot(place: number, count: number): number[] {
  if (!(Number.isInteger(place) && place >= 0 && place < count))
    throw new Error(`target ${place} is no class from 0 to ${count - 1}`);
  return Array.from({ length: count }, (_, i) => Number(i === place));
}

/** What the logits make probable, minus what was wanted. */
function crossEntropyGradient(g: NDArray, inputs: readonly NDArray[]): NDArray {
  const [logits, targets] = [input(inputs), input(inputs, 1)];
  const all = samples(logits, targets);
  const scale = (g.data[0] as number) / all.length;
  return regrouped(logits, { axis: [logits.shape.length - 1] }, g.dtype, (entries, _, k) => {
    const { wanted } = all[k] as { wanted: number[] };
    const sum = total(wanted);
    return shares(entries).map((part, i) => scale * (part * sum - (wanted[i] as number)));
  });
}
