// One node looked at closely: its numbers, its rule, what its gradient is made of, and a check by finite differences.

import type { NDArray } from "../engine/arrays";
import type { Graph, Node } from "../engine/graph";
import { FEW, formatArray, formatNumber, formatShape } from "../engine/numbers";
import { finiteDifference, type Inputs, type Run } from "../engine/run";
import type { Progress, Step } from "../engine/steps";
import { inWords } from "./chain";
import { Group } from "./group";
import { Matrix } from "./matrix";
import { ForwardMath } from "./step_card";
import "./node_card.css";

export interface NodeCardProps {
  readonly graph: Graph;
  readonly run: Run;
  readonly inputs: Inputs;
  readonly steps: readonly Step[];
  readonly progress: Progress;
  readonly step: number;
  readonly node: Node;
  /** Whether a person chose this node; otherwise it follows the steps. */
  readonly chosen: boolean;
  readonly frozen: string;
  readonly onFollow: () => void;
  readonly onChange: (id: number, array: NDArray) => void;
}

export function NodeCard(props: NodeCardProps) {
  const { graph, run, progress, node, chosen } = props;
  const data = progress.data(node.id);
  const gradient = progress.gradient(node.id);
  return (
    <Group class="ag-card ag-node-card" name={`Node ${node.name}`}>
      <div class="ag-title">
        <div class="ag-heading">
          {node.op === "constant" ? "A constant" : node.name}
          <span class="ag-what">{whatItIs(node, props.frozen)}</span>
        </div>
        {chosen && (
          <button type="button" class="ag-link" onClick={props.onFollow}>
            follow the steps
          </button>
        )}
      </div>
      {node.isComputed && data && node.op !== "opaque" && <ForwardMath graph={graph} run={run} node={node} />}
      <dl class="ag-facts">
        <dt>data</dt>
        <dd>
          {node.isLeaf ? (
            <LeafField {...props} />
          ) : data ? (
            <Matrix name={node.name} array={data} />
          ) : (
            "not computed yet"
          )}
        </dd>
        {graph.wants[node.id] && (
          <>
            <dt>gradient so far</dt>
            <dd>
              {gradient ? (
                <Matrix name={`gradient of ${node.name}`} array={gradient} />
              ) : (
                "0.0, nothing has arrived yet"
              )}
            </dd>
          </>
        )}
        {node.shape.length > 0 && (
          <>
            <dt>shape</dt>
            <dd>{formatShape(node.shape)}</dd>
          </>
        )}
        {node.scope && (
          <>
            <dt>part of</dt>
            <dd>{node.scope}</dd>
          </>
        )}
      </dl>
      {graph.wants[node.id] ? <Gradient {...props} /> : <p class="ag-note">{noGradient(node)}</p>}
    </Group>
  );
}

function LeafField({ run, node, frozen, onChange }: NodeCardProps) {
  return (
    <>
      <Matrix
        name={node.name}
        array={run.data[node.id] as NDArray}
        disabled={frozen !== ""}
        title={frozen || undefined}
        onChange={(array) => onChange(node.id, array)}
      />
      {frozen && <p class="ag-note">{frozen}</p>}
    </>
  );
}

/** The parts that a gradient is made of, each with the step in which it arrives. */
function Gradient({ graph, run, inputs, steps, step, node }: NodeCardProps) {
  const arrivals = [...(graph.consumers[node.id] ?? [])].reverse().flatMap((id) => {
    const index = graph.backwardOrder.indexOf(id);
    const record = run.backward[index];
    const number = steps.length - graph.backwardOrder.length + index; // the backward steps come last
    return (record?.contributions ?? [])
      .filter((part) => part.input === node.id)
      .map((part) => ({
        part,
        number,
        from: graph.nodes[id] as Node,
        upstream: record?.upstream as NDArray,
      }));
  });
  const isRoot = node.id === graph.root.id;
  const seed = steps.length - graph.backwardOrder.length - 1;
  const complete = Math.max(seed, ...arrivals.map(({ number }) => number));
  return (
    <>
      <div class="ag-subheading">Where its gradient comes from</div>
      <ul class="ag-arrivals">
        {isRoot && (
          <li class={step >= seed ? "" : "ag-pending"}>It is the root: its gradient starts at 1.</li>
        )}
        {arrivals.map(({ part, number, from, upstream }) => (
          <li key={`${number}-${part.position}`} class={number <= step ? "" : "ag-pending"}>
            <span>through {from.name}: </span>
            <span class="ag-arrival">{number <= step ? inWords(part, upstream) : `in step ${number}`}</span>
          </li>
        ))}
        {!isRoot && arrivals.length === 0 && <li>Nothing reaches it.</li>}
      </ul>
      {step >= complete ? (
        <Check graph={graph} run={run} inputs={inputs} node={node} />
      ) : (
        <p class="ag-note">
          Once its gradient is complete, after step {complete}, it is checked by finite differences.
        </p>
      )}
    </>
  );
}

function Check({ graph, run, inputs, node }: Pick<NodeCardProps, "graph" | "run" | "inputs" | "node">) {
  const measured = finiteDifference(graph, run, inputs, node.id);
  const exact = run.gradients[node.id];
  if (!measured || !exact) return null;
  const error = largestError(measured, exact);
  const agrees = error <= tolerance(exact, run.data[graph.root.id] as NDArray);
  const moved = node.shape.length === 0 ? node.name : `each entry of ${node.name}`;
  const root = graph.root.shape.length === 0 ? graph.root.name : `the sum of ${graph.root.name}`;
  return (
    <div class="ag-check">
      <div class="ag-subheading">Check by finite differences</div>
      <p>
        Move {moved} a little both ways:{" "}
        {exact.data.length > FEW ? (
          `how many times as far ${root} moves is compared with what backpropagation says. `
        ) : (
          <>
            {root} moves <strong>{formatArray(measured)}</strong> times as far. Backpropagation says{" "}
            <strong>{formatArray(exact)}</strong>.{" "}
          </>
        )}
        <span class={agrees ? "ag-agrees" : "ag-differs"}>{verdict(agrees, error)}</span>
      </p>
      {!agrees && Number.isFinite(error) && (
        <p class="ag-note">
          A difference this large means a kink, a jump, or numbers too large for a small step.{" "}
          {tiesOf(graph, node)}
        </p>
      )}
    </div>
  );
}

/** What is known about kinks in the operations that a node goes into. */
function tiesOf(graph: Graph, node: Node): string {
  const ties = (graph.consumers[node.id] ?? []).flatMap((id) => {
    const { op, operation } = graph.nodes[id] as Node;
    return operation?.ties ? [`${op}: ${operation.ties}`] : [];
  });
  return [...new Set(ties)].join(" ");
}

function verdict(agrees: boolean, error: number): string {
  if (error === 0) return "✓ They agree exactly.";
  if (agrees) return `✓ They agree, to within ${formatNumber(error, 2)}.`;
  return Number.isFinite(error)
    ? `≠ They differ by ${formatNumber(error, 2)}.`
    : "≠ One of them is no finite number.";
}

/** The largest distance between two entries; nan if any is nan. */
function largestError(measured: NDArray, exact: NDArray): number {
  let largest = 0; // a loop: arrays may be longer than what a call can be given
  for (let i = 0; i < exact.data.length; i++)
    largest = Math.max(largest, Math.abs((measured.data[i] as number) - (exact.data[i] as number)));
  return largest;
}

/** What rounding and the curvature of ordinary functions explain. */
function tolerance(exact: NDArray, root: NDArray): number {
  const size = ({ data }: NDArray) => Array.from(data).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  return (exact.dtype === "float32" ? 1e-2 : 1e-6) * (size(exact) + size(root));
}

function whatItIs(node: Node, frozen: string): string {
  if (node.op === "leaf") return frozen ? "a leaf" : "a leaf: you can change it";
  if (node.op === "constant")
    return `a bare ${node.shape.length === 0 ? "number" : "array"} in the expression`;
  if (node.onlyPython)
    return `made by ${node.operation ? node.op : node.symbol || "a function"}, in Python only`;
  return `made by ${node.op}${node.op === node.symbol ? "" : ` (${node.symbol})`}`;
}

function noGradient(node: Node): string {
  if (node.op === "constant")
    return "Constants have no gradient: nobody asked how the result depends on them.";
  if (node.dtype === "bool") return "True or false can't move a little, so it has no gradient.";
  if (node.dtype === "int64") return "A whole number can't move a little, so it has no gradient.";
  return "No gradient passes through here.";
}
