// The computation as a picture: values as boxes, operations as circles, inputs left, root right.

import { useEffect, useMemo, useRef } from "preact/hooks";
import type { NDArray } from "../engine/arrays";
import type { Graph, Node } from "../engine/graph";
import { fittedNumber, formatArray, formatShape } from "../engine/numbers";
import type { Backward, Run } from "../engine/run";
import type { Progress, Step } from "../engine/steps";
import { whyFrozen } from "./frozen";
import {
  BETWEEN,
  BOX,
  GAP,
  isPill,
  type Layout,
  layout,
  type Place,
  signCentre,
  signWidth,
  type Wire,
} from "./layout";
import { shownSymbol } from "./lettering";
import { pure } from "./pure";
import { useWidth } from "./use_width";
import { ValueBox } from "./value_box";
import { windowAround } from "./window";
import "./graph.css";

export interface GraphViewProps {
  readonly graph: Graph;
  readonly run: Run;
  readonly step: Step;
  readonly progress: Progress;
  readonly selected: number | null;
  readonly onSelect: (id: number) => void;
  readonly onChange: (id: number, value: number) => void;
}

const ROOM = 9; // characters of a number in a box
const ROOM_IN_PILL = 7;
const ROOM_ON_WIRE = 5;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const SMALLEST = 0.72; // how far a wide graph is shrunk so that all of it is seen
const SCROLLED = 0.8; // how far one is that has to be scrolled all the same

export function GraphView(props: GraphViewProps) {
  const { graph, step, selected } = props;
  const focus = step.kind === "start" ? 0 : step.node;
  const shown = useMemo(() => windowAround(graph, focus), [graph, focus]);
  const key = shown.ids.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the ids
  const drawn = useMemo(() => layout(graph, shown.ids), [graph, key]);
  const viewport = useRef<HTMLDivElement>(null);
  const width = useWidth(viewport);
  const fitting = width === 0 ? 1 : Math.min(1, width / drawn.width);
  const scale = fitting < SMALLEST ? SCROLLED : fitting;
  useFollow(viewport, drawn, step.kind === "start" ? null : step.node, scale);

  const roles = rolesIn(step, props.run, graph);
  const tabStop = selected !== null && drawn.places.has(selected) ? selected : (shown.ids[0] ?? 0);
  return (
    <div class={step.kind === "seed" || step.kind === "backward" ? "ag-graph ag-backward-pass" : "ag-graph"}>
      {(shown.before > 0 || shown.after > 0) && (
        <p class="ag-note">
          A part of a large graph: {count(shown.before)} before this part, {count(shown.after)} after it.
        </p>
      )}
      {/* biome-ignore-start lint/a11y: a part that scrolls must be reachable by keyboard, and is no form */}
      <div class="ag-viewport" ref={viewport} tabIndex={0} role="group" aria-label="Computation graph">
        {/* biome-ignore-end lint/a11y: as above */}
        <div class="ag-canvas" style={{ width: drawn.width * scale, height: drawn.height * scale }}>
          <div
            class="ag-drawing"
            style={{ width: drawn.width, height: drawn.height, transform: `scale(${scale})` }}
          >
            <svg class="ag-wires" width={drawn.width} height={drawn.height} aria-hidden="true">
              <Drawing graph={graph} drawn={drawn} />
              <Flow step={step} run={props.run} graph={graph} drawn={drawn} />
            </svg>
            {shown.ids.map((id) => (
              <Box
                key={id}
                {...props}
                node={graph.nodes[id] as Node}
                place={drawn.places.get(id) as Place}
                role={roles.get(id) ?? ""}
                tabStop={id === tabStop}
              />
            ))}
            {labelsOf(step, props.run, drawn).map(({ wire, text }) => (
              <span key={wire.key} class="ag-wire-label" style={{ left: wire.label[0], top: wire.label[1] }}>
                {text}
              </span>
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

type Role = "active" | "receiving" | "giving";
type BoxProps = GraphViewProps & { node: Node; place: Place; role: Role | ""; tabStop: boolean };

function Box({ graph, run, progress, selected, node, place, role, tabStop, onSelect, onChange }: BoxProps) {
  const data = progress.data(node.id);
  const gradient = progress.gradient(node.id);
  const scalar = node.shape.length === 0;
  return (
    <ValueBox
      id={node.id}
      name={node.name}
      named={node.named}
      place={place}
      kind={node.isComputed ? "computed" : node.isLeaf ? "leaf" : "constant"}
      data={data && short(data, isPill(node) ? ROOM_IN_PILL : ROOM)}
      gradient={graph.wants[node.id] ? (gradient ? short(gradient, ROOM) : "0.0") : null}
      reached={gradient !== null}
      role={role}
      selected={node.id === selected}
      tabStop={tabStop}
      editable={node.isLeaf && scalar ? (run.data[node.id]?.data[0] as number) : null}
      frozen={whyFrozen(graph, node.id)}
      onSelect={onSelect}
      onChange={onChange}
    />
  );
}

/** Everything that stays as it is from step to step. */
const Drawing = pure(function Drawing({ graph, drawn }: { graph: Graph; drawn: Layout }) {
  return (
    <g>
      {drawn.wires.map((wire) => (
        <path key={wire.key} d={wire.path} class="ag-wire" />
      ))}
      {operationsIn(graph, drawn).map((node) => (
        <Sign key={node.id} node={node} places={drawn.places} />
      ))}
    </g>
  );
});

/** What moves in this step: along which wires, through which operation. */
function Flow({ graph, run, step, drawn }: { graph: Graph; run: Run; step: Step; drawn: Layout }) {
  if (step.kind === "start") return null;
  const node = graph.nodes[step.node] as Node;
  const moving = drawn.wires.filter((wire) => flows(step, run, wire));
  return (
    <g class="ag-flow">
      {moving.map((wire) => (
        <g key={wire.key}>
          <path d={wire.path} class="ag-wire ag-wiped" />
          <path d={wire.path} class={`ag-wire ag-flow-${step.kind}`} />
        </g>
      ))}
      {node.isComputed && drawn.places.has(node.id) && <Sign node={node} places={drawn.places} />}
    </g>
  );
}

function Sign({ node, places }: { node: Node; places: Layout["places"] }) {
  const [x, y] = signCentre(node, places);
  const width = signWidth(node);
  const symbol = shownSymbol(node.symbol);
  return (
    <g class="ag-operation">
      <path class="ag-wire" d={`M${x + width / 2},${y}h${GAP}`} />
      <rect x={x - width / 2} y={y - 15} width={width} height={30} rx={15} />
      <text x={x} y={y} font-size={symbol.length > 2 ? 12 : symbol.length > 1 ? 13 : 17}>
        {symbol}
      </text>
      <title>{node.symbol || "?"}</title>
    </g>
  );
}

function operationsIn(graph: Graph, drawn: Layout): Node[] {
  return [...drawn.places.keys()].map((id) => graph.nodes[id] as Node).filter((node) => node.isComputed);
}

/** An array, or a number with as many digits as fit in its box. */
function short(array: NDArray, room: number): string {
  if (array.shape.length === 0 && (array.dtype === "float64" || array.dtype === "float32")) {
    return fittedNumber(array.data[0] as number, room);
  }
  const text = formatArray(array, 3);
  return text.startsWith("an array") ? `array ${formatShape(array.shape)}` : text;
}

function count(operations: number): string {
  return `${operations.toLocaleString("en")} ${operations === 1 ? "operation" : "operations"}`;
}

/** Which part each node plays in a step. */
function rolesIn(step: Step, run: Run, graph: Graph): ReadonlyMap<number, Role> {
  const roles = new Map<number, Role>();
  if (step.kind === "start") return roles;
  if (step.kind === "forward") {
    for (const input of (graph.nodes[step.node] as Node).inputs) roles.set(input, "giving");
  } else if (step.kind === "backward") {
    for (const { input } of (run.backward[step.index] as Backward).contributions)
      roles.set(input, "receiving");
  }
  return roles.set(step.node, "active");
}

/** Whether something goes along a wire in a step. */
function flows(step: Step, run: Run, wire: Wire): boolean {
  if (step.kind === "start" || wire.to !== step.node) return false;
  if (step.kind === "forward") return true;
  const parts = step.kind === "backward" ? (run.backward[step.index] as Backward).contributions : [];
  return parts.some((part) => part.position === wire.position);
}

/** The local derivatives, on the wires along which a gradient flows back. */
function labelsOf(step: Step, run: Run, drawn: Layout): { wire: Wire; text: string }[] {
  if (step.kind !== "backward") return [];
  return (run.backward[step.index] as Backward).contributions.flatMap(({ position, local }) => {
    const wire = drawn.wires.find((wire) => wire.to === step.node && wire.position === position);
    return wire && local?.shape.length === 0 ? [{ wire, text: `· ${short(local, ROOM_ON_WIRE)}` }] : [];
  });
}

/** Scroll a node into sight when it becomes the one in focus. Where the viewport stands is noted as it scrolls. */
function useFollow(
  viewport: { current: HTMLElement | null },
  drawn: Layout,
  id: number | null,
  scale: number,
): void {
  const stands = useRef({ left: 0, top: 0, width: 0, height: 0 });
  useEffect(() => {
    const element = viewport.current;
    if (!element) return;
    const note = () => {
      stands.current = { ...stands.current, left: element.scrollLeft, top: element.scrollTop };
    };
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      stands.current = { ...stands.current, width, height };
    });
    element.addEventListener("scrollend", note); // asked for while it scrolls, it would cost a layout a frame
    observer.observe(element);
    return () => {
      element.removeEventListener("scrollend", note);
      observer.disconnect();
    };
  }, [viewport]);
  useEffect(() => {
    const place = id === null ? undefined : drawn.places.get(id);
    const { left, top, width, height } = stands.current;
    if (!place || width === 0) return;
    const margin = 12;
    const room = { x: 2 * BETWEEN + BOX.width, y: BOX.height }; // its inputs should be in sight as well
    const wanted = {
      left: into(left, width, (place.x - room.x) * scale - margin, (place.x + place.width) * scale + margin),
      top: into(top, height, place.y * scale - margin, (place.y + room.y) * scale + margin),
    };
    if (wanted.left !== left || wanted.top !== top) {
      viewport.current?.scrollTo({ ...wanted, behavior: stillness.matches ? "auto" : "smooth" });
      stands.current = { ...stands.current, ...wanted };
    }
  }, [viewport, drawn, id, scale]);
}

/** Where a viewport should stand to show a stretch: where it stands if it shows it, else with the stretch in the middle. */
function into(stands: number, size: number, from: number, to: number): number {
  return from >= stands && to <= stands + size ? stands : Math.max(0, (from + to - size) / 2);
}
