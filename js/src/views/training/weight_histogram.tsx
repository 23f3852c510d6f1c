// How the weights of each layer are spread.

import { formatNumber } from "../../engine/numbers";
import { largest, roundUp } from "./rounding";
import "./layers.css";
import "./weight_histogram.css";

export interface WeightHistogramProps {
  readonly layers: readonly { readonly name: string; readonly weights: ArrayLike<number> }[];
}

const BINS = 33; // an odd number: one of them is around 0
const TALL = 34; // px

/** How many numbers fall in each of some equal parts of [−end, end]; what is not finite falls in none. */
export function counted(values: ArrayLike<number>, end: number, bins: number): number[] {
  const counts = Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i] as number) / end + 1) * 0.5 * bins);
    if (bin >= 0 && bin <= bins) (counts[Math.min(bin, bins - 1)] as number)++;
  }
  return counts;
}

export function WeightHistogram({ layers }: WeightHistogramProps) {
  const end = roundUp(largest(layers.map(({ weights }) => weights)));
  return (
    <ul class="ag-by-layer" aria-label="Weights, by layer">
      {layers.map(({ name, weights }) => {
        const [mean, deviation] = meanAndDeviation(weights);
        return (
          <li key={name}>
            <span class="ag-layer-name">{name}</span>
            <Bars counts={counted(weights, end, BINS)} />
            <span class="ag-layer-number ag-spread">
              <span>mean {formatNumber(mean, 2)}</span>
              <span>spread {formatNumber(deviation, 2)}</span>
            </span>
          </li>
        );
      })}
      <li class="ag-weights-ticks" aria-hidden="true">
        <span />
        <span class="ag-weights-axis">
          <span>{formatNumber(-end, 3)}</span>
          <span>0</span>
          <span>{formatNumber(end, 3)}</span>
        </span>
        <span />
      </li>
    </ul>
  );
}

function Bars({ counts }: { counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  const bars = counts.map((count, bin) => {
    const height = count === 0 ? 0 : Math.max(1.5, (TALL * count) / most); // one weight of many can still be seen
    return height && `M${bin} ${TALL}v${-height.toFixed(1)}h1V${TALL}z`;
  });
  return (
    <svg
      class="ag-weights"
      viewBox={`0 0 ${counts.length} ${TALL}`}
      height={TALL}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <line class="ag-zero" x1={counts.length / 2} x2={counts.length / 2} y1="0" y2={TALL} />
      <path class="ag-weights-bars" d={bars.filter(Boolean).join("")} />
      <line class="ag-zero" x1="0" x2={counts.length} y1={TALL} y2={TALL} />
    </svg>
  );
}

/** The mean and the standard deviation. */
export function meanAndDeviation(values: ArrayLike<number>): readonly [number, number] {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const away = (values[i] as number) - mean; // Welford's way (1962), which loses no digits
    mean += away / (i + 1);
    squares += away * ((values[i] as number) - mean);
  }
  return [mean, Math.sqrt(squares / values.length)];
}
