// How large the gradient of each layer is: where it vanishes, and where it explodes.

import { formatNumber } from "../../engine/numbers";
import { powerOfTen } from "../plot/ticks";
import "./layers.css";
import "./gradient_norms.css";

export interface GradientNormsProps {
  /** What the layers are called, from the input on, and the norms of their gradients. */
  readonly names: readonly string[];
  readonly norms: ArrayLike<number>;
}

const LEAST = -8; // powers of ten at both ends
const MOST = 4;
const TICKS = [-8, -4, 0, 4];

/** How long a bar is, from 0 to 1; what lies beyond the ends of the axis is held there. */
export function barShare(norm: number): number {
  if (!(norm > 0)) return 0;
  return Math.min(1, Math.max(0, (Math.log10(norm) - LEAST) / (MOST - LEAST)));
}

export function GradientNorms({ names, norms }: GradientNormsProps) {
  return (
    <div>
      <ul class="ag-by-layer" aria-label="Norm of the gradient, by layer">
        {names.map((name, i) => {
          const norm = norms[i] ?? Number.NaN;
          const beyond = Number.isFinite(norm) ? "" : " ag-endless-norm";
          return (
            <li key={name}>
              <span class="ag-layer-name">{name}</span>
              <span class="ag-norm-track" aria-hidden="true">
                <span class={`ag-norm${beyond}`} style={{ width: `${100 * barShare(norm)}%` }} />
              </span>
              <span class="ag-layer-number">{formatNumber(norm, 3)}</span>
            </li>
          );
        })}
        <li class="ag-norm-ticks" aria-hidden="true">
          <span />
          <span class="ag-norm-axis">
            {TICKS.map((power) => (
              <span key={power} style={{ left: `${(100 * (power - LEAST)) / (MOST - LEAST)}%` }}>
                {powerOfTen(power)}
              </span>
            ))}
          </span>
          <span />
        </li>
      </ul>
      <p class="ag-by-layer-told">{told(norms)}</p>
    </div>
  );
}

const MUCH = 100; // times, from the first layer to the last
const HUGE = 1000;
const TINY = 1e-4;

/** What the norms mean for learning. */
export function told(norms: ArrayLike<number>): string {
  const all = Array.from(norms);
  const [first, last] = [all[0], all[all.length - 1]];
  if (first === undefined || last === undefined) return "No step has been taken yet.";
  if (!all.every(Number.isFinite)) return "Not all gradients are finite: no step can be taken from here.";
  if (all.every((norm) => norm === 0)) return "All gradients are 0: nothing moves.";
  if (Math.max(...all) > HUGE) return "These gradients are huge: a lower learning rate helps.";
  if (Math.max(...all) < TINY) return "These gradients are next to nothing: hardly anything moves.";
  if (all.includes(0)) return `The gradient of layer ${all.indexOf(0) + 1} is 0: it can't learn.`;
  if (all.length > 1 && last > MUCH * first) {
    return `Vanishing: the first layer's gradient is ${times(last / first)} times smaller than the last's.`;
  }
  if (all.length > 1 && first > MUCH * last) {
    return `Growing: the first layer's gradient is ${times(first / last)} times larger than the last's.`;
  }
  return "All layers learn at a similar pace.";
}

function times(ratio: number): string {
  const rounded = Number(ratio.toPrecision(2));
  return rounded < 1e6 ? rounded.toLocaleString("en") : formatNumber(rounded, 2);
}
