// What a network of one feature says, as a curve, and the samples.

import { useMemo } from "preact/hooks";
import type { Curve } from "../../engine/reading";
import { Axes } from "../plot/axes";
import { curvePath } from "../plot/lines";
import { plural } from "../plural";
import { spanAround } from "./decision_grid";
import { NameUp } from "./name_up";
import { usePlane } from "./plane";
import "./picture.css";
import "./fit_plot.css";

export interface FitPlotProps {
  /** The samples: one feature, one target. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** The predictions, by rising x, from edge to edge of the picture. */
  readonly curve: Curve;
  readonly names: readonly [string, string];
  readonly width: number; // px
  readonly height: number; // px
}

export function FitPlot({ x, y, curve, names, width, height }: FitPlotProps) {
  const [bottom, top] = useMemo(() => spanOf(y), [y]);
  const ends = { left: curve.x[0] ?? -1, right: curve.x[curve.x.length - 1] ?? 1, bottom, top };
  const plane = usePlane(ends, width, height);
  const { frame, across, up } = plane;
  const points = useMemo(() => {
    return Array.from(x, (each, i) => {
      return `M${across.at(each).toFixed(1)} ${up.at(y[i] as number).toFixed(1)}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`;
    }).join("");
  }, [x, y, across, up]);
  return (
    <div class="ag-picture" style={{ width: `${width}px` }}>
      <div class="ag-picture-head">
        <ul class="ag-key">
          <li>
            <svg width="12" height="10" aria-hidden="true">
              <circle class="ag-sample" cx="6" cy="5" r="3" />
            </svg>{" "}
            samples
          </li>
          <li>
            <svg width="24" height="10" aria-hidden="true">
              <line class="ag-fit" x1="1" x2="23" y1="5" y2="5" />
            </svg>{" "}
            prediction
          </li>
        </ul>
      </div>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`Predictions of ${names[1]} by ${names[0]} as a curve, and ${plural(x.length, "sample")}.`}
      >
        <Axes {...plane} nameAcross={names[0]} nameUp={names[1]} />
        <path class="ag-sample" d={points} />
        <NameUp name={names[1]} frame={frame} />
        <path class="ag-fit" d={curvePath(curve, across, up, frame)} />
      </svg>
    </div>
  );
}

function spanOf(values: ArrayLike<number>): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i] as number);
    most = Math.max(most, values[i] as number);
  }
  return spanAround(least, most);
}
