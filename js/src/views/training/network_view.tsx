// A network as a diagram: neurons in columns, and a line for each weight.

import { useMemo, useRef, useState } from "preact/hooks";
import { formatNumber } from "../../engine/numbers";
import { FINITE } from "../allowed";
import { GroupForm } from "../group";
import { textWidth } from "../lettering";
import { NumberField } from "../number_field";
import { WholeNumberField } from "../whole_number_field";
import { EDGE_COLOURS, paintEdges } from "./network_edges";
import {
  edgeOf,
  layoutOf,
  NEURON_HEIGHT,
  type NetworkLayer,
  type NetworkLayout,
  numberAt,
  placeUnder,
  scaleOf,
  type WeightPlace,
} from "./network_layout";
import { NAME_SIZE, Neurons } from "./neurons";
import { usePainted } from "./painting";
import { WeightPicker } from "./weight_picker";
import "./picture.css";
import "./network_view.css";

export type { NetworkLayer, WeightPlace };

export interface NetworkViewProps {
  readonly layers: readonly NetworkLayer[];
  /** The gradients by weights and biases, in the same form; null if they are not known. */
  readonly gradients: readonly NetworkLayer[] | null;
  readonly shows: "weights" | "gradients";
  /** What the features and the outputs are called. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What each neuron gives for one sample: its features, then the outputs of each layer; null if not shown. */
  readonly activations: readonly ArrayLike<number>[] | null;
  /** Which sample that is, from 0, and how many there are. */
  readonly sample: number;
  readonly samples: number;
  readonly chosen: WeightPlace;
  readonly width: number; // px
  readonly onShows: (shows: "weights" | "gradients") => void;
  /** Whether the activations are wanted, and of which sample. */
  readonly onOutputs: (wanted: boolean) => void;
  readonly onSample: (sample: number) => void;
  readonly onChoose: (place: WeightPlace) => void;
  /** Not given, weights can't be changed. With i = −1 it is a bias. */
  readonly onWeight?: (layer: number, i: number, j: number, value: number) => void;
}

const MOST_NAME = 92; // px for a name

export function NetworkView(props: NetworkViewProps) {
  const { layers, gradients, shows, inputs, outputs, activations, chosen, width, onChoose, onWeight } = props;
  const [pointed, setPointed] = useState<WeightPlace | null>(null);
  const shape = String(layers.map((each) => [each.inputs, each.outputs]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the shape of the layers matters
  const layout = useMemo(() => {
    const least = 8;
    return layoutOf(layers, roomFor(inputs, width) + least, width - roomFor(outputs, width) - least);
  }, [shape, width, inputs, outputs]);
  const drawn = shows === "gradients" && gradients ? gradients : layers;
  const scale = scaleOf(drawn);
  const read = pointed ?? chosen;
  const placeOf = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return placeUnder(layout, event.clientX - box.left, event.clientY - box.top);
  };
  return (
    <div class="ag-picture" style={{ width: `${width}px` }}>
      <NetworkHead {...props} scale={scale} />
      <div class="ag-picture-box">
        <Edges layers={drawn} layout={layout} scale={scale} width={width} />
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the fields below are the keyboard's way */}
        <svg
          class={pointed ? "ag-network ag-pointing" : "ag-network"}
          width={width}
          height={layout.height}
          role="img"
          aria-label={`A network of ${[layers[0]?.inputs, ...layers.map((each) => each.outputs)].join(", ")} neurons.`}
          onClick={(event) => {
            const place = placeOf(event);
            if (place) onChoose(place);
          }}
          onPointerMove={(event) => setPointed(event.pointerType === "mouse" ? placeOf(event) : null)}
          onPointerLeave={() => setPointed(null)}
        >
          <Chosen place={chosen} layout={layout} name="ag-chosen-edge" />
          {pointed && <Chosen place={pointed} layout={layout} name="ag-pointed-edge" />}
          {layout.columns.map((column, i) => (
            <Neurons
              key={i}
              column={column}
              half={layout.half}
              heading={i === 0 ? "inputs" : layers[i - 1]?.activation || "linear"}
              names={i === 0 ? inputs : i === layers.length ? outputs : NO_NAMES}
              leftwards={i === 0}
              nameRoom={i === 0 ? column.x - layout.half - 6 : width - column.x - layout.half - 6}
              biases={drawn[i - 1]?.biases ?? null}
              scale={scale}
              activations={activations?.[i] ?? null}
            />
          ))}
        </svg>
      </div>
      <p class="ag-network-line">{describe(read, props)}</p>
      <div class="ag-picture-row">
        <WeightPicker {...{ layers, inputs, chosen, onChoose }} />
        {onWeight && (
          <NumberField
            name={chosen.i < 0 ? "bias" : "weight"}
            value={numberAt(layers, chosen)}
            allowed={FINITE}
            onChange={(value) => onWeight(chosen.layer, chosen.i, chosen.j, value)}
          />
        )}
      </div>
    </div>
  );
}

const NO_NAMES: readonly string[] = [];

function roomFor(names: readonly string[], width: number): number {
  const widest = names.slice(0, 16).reduce((most, name) => Math.max(most, textWidth(name, NAME_SIZE)), 0);
  return Math.min(MOST_NAME, width / 6, widest + 4);
}

/** A weight or a bias in words, with its number and its gradient. */
function describe(
  { layer, i, j }: WeightPlace,
  { layers, gradients, inputs, activations }: NetworkViewProps,
): string {
  const place = { layer, i, j };
  const from = layer === 0 ? (inputs[i] ?? `input ${i + 1}`) : `neuron ${i + 1}`;
  const what = i < 0 ? "bias" : `weight from ${from} to neuron ${j + 1}`;
  const output = activations?.[layer + 1]?.[j];
  return [
    `Layer ${layer + 1}, ${i < 0 ? `neuron ${j + 1}, ` : ""}${what}: ${formatNumber(numberAt(layers, place))}`,
    gradients && `gradient ${formatNumber(numberAt(gradients, place))}`,
    i < 0 && output !== undefined && `its output ${formatNumber(output)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

function NetworkHead(props: NetworkViewProps & { scale: number }) {
  const { layers, gradients, shows, activations, sample, samples, scale, onShows, onOutputs, onSample } =
    props;
  return (
    <div class="ag-picture-head">
      {gradients && (
        <GroupForm class="ag-network-shows" name="What the lines show">
          {(["weights", "gradients"] as const).map((each) => (
            <label key={each} class="ag-choice">
              <input type="radio" name="shows" checked={shows === each} onChange={() => onShows(each)} />{" "}
              {each}
            </label>
          ))}
        </GroupForm>
      )}
      <ul class="ag-key" aria-label="What is drawn">
        <li>
          <svg width="24" height="10" aria-hidden="true">
            <line class="ag-edge-plus" x1="1" x2="23" y1="5" y2="5" />
          </svg>{" "}
          above 0
        </li>
        <li>
          <svg width="24" height="10" aria-hidden="true">
            <line class="ag-edge-minus" x1="1" x2="23" y1="5" y2="5" />
          </svg>{" "}
          below 0
        </li>
        <li>
          thickest <b>{formatNumber(scale, 3)}</b>
        </li>
        {layers.some(({ biases }) => biases) && (
          <li>
            <svg width="20" height="10" aria-hidden="true">
              <path class="ag-bias-plus" d="M0 9h9L4.5 1z" />
              <path class="ag-bias-minus" d="M11 1h9l-4.5 8z" />
            </svg>{" "}
            bias
          </li>
        )}
        {activations && <li>neurons: outputs for sample {sample + 1}</li>}
      </ul>
      <span class="ag-choice">
        <label class="ag-choice">
          <input
            type="checkbox"
            checked={activations !== null}
            onChange={(event) => onOutputs(event.currentTarget.checked)}
          />{" "}
          outputs for sample
        </label>
        <WholeNumberField
          name="Sample"
          value={sample + 1}
          most={samples}
          onChange={(wanted) => onSample(wanted - 1)}
        />
      </span>
    </div>
  );
}

interface EdgesProps {
  readonly layers: readonly NetworkLayer[];
  readonly layout: NetworkLayout;
  readonly scale: number;
  readonly width: number;
}

function Edges({ layers, layout, scale, width }: EdgesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const repaint = usePainted(canvas, width, layout.height, EDGE_COLOURS, (context, colours) =>
    paintEdges(context, layers, layout, scale, colours),
  );
  return (
    <div aria-hidden="true">
      <canvas
        ref={canvas}
        class="ag-painted"
        style={{ width: `${width}px`, height: `${layout.height}px` }}
        onTransitionEnd={repaint}
      />
    </div>
  );
}

/** A weight's line, or a bias's neuron, in sight above all others. */
function Chosen({ place, layout, name }: { place: WeightPlace; layout: NetworkLayout; name: string }) {
  const { x1, y1, x2, y2 } = edgeOf(layout, place);
  if (y2 === 0 || (place.i >= 0 && y1 === 0)) return null; // among those that are not shown
  const { half } = layout;
  if (place.i < 0) {
    const height = NEURON_HEIGHT + 6;
    return (
      <rect
        class={name}
        x={x2 - 3}
        y={y2 - height / 2}
        width={2 * half + 6}
        height={height}
        rx={height / 2}
      />
    );
  }
  return (
    <>
      <line class="ag-edge-halo" {...{ x1, y1, x2, y2 }} />
      <line class={name} {...{ x1, y1, x2, y2 }} />
    </>
  );
}
