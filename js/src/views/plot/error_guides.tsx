// The two lines that an error follows: what is cut off grows with h, what is rounded with 1/h.

import type { Method, Reading } from "../../engine/reading";
import { textWidth } from "../lettering";
import { truncationGuide } from "./error_marks";
import { type Box, cut, type Segment } from "./lines";
import type { Scale } from "./scale";

interface GuidesProps {
  readonly reading: Reading;
  readonly method: Method;
  /** What the step is called. */
  readonly step: string;
  readonly frame: Box;
  readonly across: Scale;
  readonly up: Scale;
}

export function Guides({ reading, method, step, frame, across, up }: GuidesProps) {
  const { factor, power } = truncationGuide(reading, method);
  const line = (scale: number, exponent: number): Segment | null => {
    if (!(scale > 0) || !Number.isFinite(scale)) return null;
    const [from, to] = across.domain;
    const at = (h: number) => up.at(scale * h ** exponent);
    return cut([across.at(from), at(from), across.at(to), at(to)], { ...frame, bottom: up.range[0] });
  };
  const cutOff = line(factor, power);
  const rounded = line(reading.noise, -1);
  const meet = factor > 0 ? across.at((reading.noise / factor) ** (1 / (power + 1))) : frame.right;
  const marker = across.at(Math.abs(reading.h)); // −∞ or nan where there is none
  return (
    <svg aria-hidden="true">
      <Guide at={rounded} from={frame.left} to={meet} avoid={marker} words={`rounding ∝ 1/${step}`} />
      <Guide
        at={cutOff}
        from={meet}
        to={frame.right}
        avoid={marker}
        words={`truncation ∝ ${step}${power === 1 ? "" : "²"}`}
      />
    </svg>
  );
}

interface GuideProps {
  readonly at: Segment | null;
  /** Where along it the words may stand, in px. */
  readonly from: number;
  readonly to: number;
  /** Where along it they may not stand. */
  readonly avoid: number;
  readonly words: string;
}

const SIZE = 11.5; // px

const CLEAR = 8; // px, beside what is avoided

/** The middle of the words between two ends: in the middle, or on the wider side of what they must not lie under. */
export function placeOfWords(begin: number, end: number, room: number, avoid: number): number | null {
  if (end - begin <= room) return null;
  const middle = (begin + end) / 2;
  if (!(Math.abs(avoid - middle) < room / 2 + CLEAR)) return middle;
  const [from, to] = avoid - begin > end - avoid ? [begin, avoid - CLEAR] : [avoid + CLEAR, end];
  return to - from > room ? (from + to) / 2 : null;
}

function Guide({ at, from, to, avoid, words }: GuideProps) {
  if (at === null) return null;
  const [x1, y1, x2, y2] = at;
  const slope = (y2 - y1) / (x2 - x1);
  const [begin, end] = [
    Math.max(x1, Number.isFinite(from) ? from : x1),
    Math.min(x2, Number.isFinite(to) ? to : x2),
  ];
  const room = (textWidth(words, SIZE) + 16) / Math.hypot(1, slope);
  const x = placeOfWords(begin, end, room, avoid);
  const turned = (Math.atan(slope) * 180) / Math.PI;
  return (
    <g>
      <line class="ag-guide" x1={x1} y1={y1} x2={x2} y2={y2} />
      {x !== null && (
        <text
          class="ag-guide-name ag-halo"
          transform={`translate(${x.toFixed(1)} ${(y1 + slope * (x - x1)).toFixed(1)}) rotate(${turned.toFixed(1)})`}
          y="-7"
          text-anchor="middle"
        >
          {words}
        </text>
      )}
    </g>
  );
}
