// What a network of two features says of each place, and the samples.

import { useMemo, useRef, useState } from "preact/hooks";
import { formatNumber } from "../../engine/numbers";
import { FINITE } from "../allowed";
import { GroupForm } from "../group";
import { NumberField } from "../number_field";
import { Axes } from "../plot/axes";
import type { Box } from "../plot/lines";
import type { Scale } from "../plot/scale";
import type { View } from "../plot/view";
import { significant } from "../round_numbers";
import { CLASS_COLOURS, classOfMark, markAt } from "./classes";
import { colourField } from "./decision_field";
import { leads, zeroLines } from "./decision_grid";
import { NameUp } from "./name_up";
import { usePainted } from "./painting";
import { usePlane } from "./plane";
import "./picture.css";
import "./decision_plot.css";

export interface DecisionPlotProps {
  /** The part of the plane that is shown, and what is said at `gridPoints(view, size)`. */
  readonly view: View;
  readonly size: number;
  /** (size², 1) for two classes, below or above 0; (size², classes) for more, of which the greatest wins. */
  readonly values: ArrayLike<number>;
  readonly classes: readonly string[];
  /** The samples (count, 2), new arrays when there are others; their classes, and the classes that the network gives them. */
  readonly points: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  /** What the features are called. */
  readonly names: readonly [string, string];
  readonly width: number; // px
  readonly height: number; // px
  /** The class of the points that are added. */
  readonly adding: number;
  readonly onAdding: (which: number) => void;
  /** Not given, no points can be added. */
  readonly onAdd?: (x: number, y: number, which: number) => void;
}

export function DecisionPlot(props: DecisionPlotProps) {
  const { view, size, values, classes, points, labels, predicted, names, width, height, adding, onAdd } =
    props;
  const [pointed, setPointed] = useState<readonly [number, number] | null>(null);
  const plane = usePlane(view, width, height);
  const { frame, across, up } = plane;
  const count = labels.length;
  const wrong = Array.from({ length: count }, (_, i) => i).filter((i) => labels[i] !== predicted[i]);
  const placeOf = (event: MouseEvent): [number, number] => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return [
      significant(view.left + ((event.clientX - box.left) / box.width) * (view.right - view.left), 4),
      significant(view.top - ((event.clientY - box.top) / box.height) * (view.top - view.bottom), 4),
    ];
  };
  const right = `${(count - wrong.length).toLocaleString("en")} of ${count.toLocaleString("en")} right`;
  return (
    <div class="ag-picture" style={{ width: `${width}px` }}>
      <div class="ag-picture-head">
        <ul class="ag-key" aria-label="Classes">
          {classes.map((name, which) => (
            <li key={name}>
              <Mark which={which} /> {name}
            </li>
          ))}
          <li>
            <svg width="16" height="16" aria-hidden="true">
              <circle class="ag-wrong" cx="8" cy="8" r="6.5" />
            </svg>{" "}
            wrong
          </li>
        </ul>
        <span class="ag-figures">{pointed ? saidAt(pointed, props) : right}</span>
      </div>
      <div class="ag-picture-box">
        <Field {...{ frame, size, values }} classes={classes.length} />
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`Decisions of the network by ${names[0]} and ${names[1]}: ${right}.`}
        >
          <Axes {...plane} nameAcross={names[0]} nameUp={names[1]} />
          <path class="ag-boundary" d={boundaryPath(values, size, classes.length, frame)} />
          <Points {...{ points, labels, across, up }} classes={classes.length} />
          <path
            class="ag-wrong"
            d={wrong
              .map((i) => ringAt(across.at(points[2 * i] as number), up.at(points[2 * i + 1] as number)))
              .join("")}
          />
          <NameUp name={names[1]} frame={frame} />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the fields below are the keyboard's way */}
          <rect
            class={onAdd ? "ag-plane-area ag-adds" : "ag-plane-area"}
            x={frame.left}
            y={frame.top}
            width={frame.right - frame.left}
            height={frame.bottom - frame.top}
            onClick={(event) => onAdd?.(...placeOf(event), adding)}
            onPointerMove={(event) => setPointed(event.pointerType === "mouse" ? placeOf(event) : null)}
            onPointerLeave={() => setPointed(null)}
          />
        </svg>
      </div>
      {onAdd && <Adding {...props} onAdd={onAdd} />}
    </div>
  );
}

function Mark({ which }: { which: number }) {
  return (
    <svg width="14" height="14" aria-hidden="true">
      <path class={classOfMark(which)} d={markAt(7, 7, which)} />
    </svg>
  );
}

/** What the network says at a place: of the nearest point of the grid. */
function saidAt(
  [x, y]: readonly [number, number],
  { view, size, values, classes }: DecisionPlotProps,
): string {
  const column = Math.round(((x - view.left) / (view.right - view.left)) * (size - 1));
  const row = Math.round(((y - view.bottom) / (view.top - view.bottom)) * (size - 1));
  const at = row * size + column;
  const place = `(${formatNumber(x, 3)}, ${formatNumber(y, 3)})`;
  if (classes.length === 2) return `${place}: ${formatNumber(values[at] ?? Number.NaN, 3)}`;
  const scores = classes.map((_, which) => values[at * classes.length + which] as number);
  return `${place}: ${classes[scores.indexOf(Math.max(...scores))] ?? "–"}`;
}

interface FieldProps {
  readonly frame: Box;
  readonly size: number;
  readonly values: ArrayLike<number>;
  readonly classes: number;
}

/** The colours behind it all: an image of a pixel a place, of which the outer ones are cut in half. */
function Field({ frame, size, values, classes }: FieldProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const image = useMemo(() => new ImageData(size, size), [size]);
  const colours = CLASS_COLOURS.slice(0, classes);
  const repaint = usePainted(
    canvas,
    size,
    size,
    colours,
    (context, found) => {
      colourField(new Uint32Array(image.data.buffer), values, size, classes, found);
      context.putImageData(image, 0, 0);
    },
    1,
  );
  const [width, height] = [frame.right - frame.left, frame.bottom - frame.top];
  const beyond = (length: number) => length / (size - 1) / 2;
  return (
    <div class="ag-field" aria-hidden="true" style={{ left: frame.left, top: frame.top, width, height }}>
      <canvas
        ref={canvas}
        class="ag-painted"
        style={{
          left: -beyond(width),
          top: -beyond(height),
          width: width + 2 * beyond(width),
          height: height + 2 * beyond(height),
        }}
        onTransitionEnd={repaint}
      />
    </div>
  );
}

const tenth = (place: number) => Math.round(place * 10) / 10;
const ringAt = (x: number, y: number) => `M${tenth(x - 8)} ${tenth(y)}a8 8 0 1 0 16 0a8 8 0 1 0 -16 0`;

/** Where the network changes its mind, as data of a path. */
function boundaryPath(values: ArrayLike<number>, size: number, classes: number, frame: Box): string {
  const fields =
    classes === 2 ? [values] : Array.from({ length: classes }, (_, which) => leads(values, classes, which));
  const [right, down] = [frame.right - frame.left, frame.top - frame.bottom].map((px) => px / (size - 1));
  let path = "";
  for (const field of fields) {
    const lines = zeroLines(field, size);
    for (let i = 0; i < lines.length; i += 2) {
      const x = tenth(frame.left + (lines[i] as number) * (right as number));
      const y = tenth(frame.bottom + (lines[i + 1] as number) * (down as number));
      path += `${i % 4 ? "L" : "M"}${x} ${y}`;
    }
  }
  return path;
}

interface PointsProps {
  readonly points: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  readonly across: Scale;
  readonly up: Scale;
}

/** The samples, in one path a class; they stay while the network learns. */
function Points({ points, labels, classes, across, up }: PointsProps) {
  const paths = useMemo(() => {
    const found = Array<string>(classes).fill("");
    for (let i = 0; i < labels.length; i++) {
      const which = labels[i] as number;
      found[which] += markAt(across.at(points[2 * i] as number), up.at(points[2 * i + 1] as number), which);
    }
    return found;
  }, [points, labels, classes, across, up]);
  return (
    <>
      {paths.map((path, which) => (
        <g key={which}>
          <path class="ag-mark-halo" d={path} />
          <path class={classOfMark(which)} d={path} />
        </g>
      ))}
    </>
  );
}

interface AddingProps extends DecisionPlotProps {
  readonly onAdd: (x: number, y: number, which: number) => void;
}

/** The class of points that are added, by a press in the picture, or by numbers. */
function Adding({ classes, names, adding, onAdding, onAdd }: AddingProps) {
  const [place, setPlace] = useState<readonly [number, number]>([0, 0]);
  return (
    <GroupForm class="ag-picture-row" name="Add a point" onSubmit={() => onAdd(...place, adding)}>
      <span>A click adds</span>
      {classes.map((name, which) => (
        <label key={name} class="ag-choice">
          <input
            type="radio"
            name="adding"
            checked={which === adding}
            onChange={() => onAdding(which)}
            aria-label={`Add points of class ${name}`}
          />
          <Mark which={which} /> {name}
        </label>
      ))}
      <span class="ag-adding-place">
        or at
        {names.map((name, axis) => (
          <span key={name} class="ag-choice">
            <i aria-hidden="true">{name}</i>
            <NumberField
              name={name}
              value={place[axis] as number}
              allowed={FINITE}
              onChange={(value) => setPlace(axis ? [place[0], value] : [value, place[1]])}
            />
          </span>
        ))}
        <button type="submit">Add</button>
      </span>
    </GroupForm>
  );
}
