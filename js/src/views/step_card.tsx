// What happens in the step in focus: heading, sentence, the mathematics, and why.

import type { NDArray } from "../engine/arrays";
import type { Graph, Node } from "../engine/graph";
import { reason } from "../engine/node";
import type { Backward, Run } from "../engine/run";
import type { Step } from "../engine/steps";
import { Because, Chain, Proof } from "./chain";
import { Derivative, Equals, Formula, MathLine, Numbers, Part } from "./formula";
import { Group } from "./group";
import { appliedFormula, nameSlots, numberSlots } from "./letters";
import "./step_card.css";

export interface StepCardProps {
  readonly graph: Graph;
  readonly run: Run;
  readonly step: Step;
  readonly told: { readonly heading: string; readonly sentence: string };
}

export function StepCard({ graph, run, step, told }: StepCardProps) {
  return (
    <Group class="ag-card ag-step-card" name="This step">
      <div class="ag-heading">{told.heading}</div>
      <StepMath graph={graph} run={run} step={step} />
      <p class="ag-sentence">{told.sentence}</p>
      {step.kind === "start" && <Legend />}
      {step.kind === "backward" && (
        <Why graph={graph} run={run} record={run.backward[step.index] as Backward} />
      )}
    </Group>
  );
}

function Legend() {
  return (
    <ul class="ag-legend">
      <li>
        A box is a value, with its data and its gradient. A circle is the operation that made the box to its
        right.
      </li>
      <li>
        The <em class="ag-forward-text">forward pass</em> goes from left to right and computes the data.
      </li>
      <li>
        The <em class="ag-backward-text">backward pass</em> goes from right to left. A gradient says how many
        times as far the result moves when that value moves a little.
      </li>
      <li>Choose any node to look at it closely.</li>
    </ul>
  );
}

function StepMath({ graph, run, step }: Omit<StepCardProps, "told">) {
  if (step.kind === "start") return null;
  const node = graph.nodes[step.node] as Node;
  if (step.kind === "forward") return <ForwardMath graph={graph} run={run} node={node} />;
  if (step.kind === "seed") {
    return (
      <MathLine>
        <Part>
          <Derivative of={node.name} by={node.name} />
        </Part>
        <Equals>
          <Numbers array={run.seed} tone="amount" />
        </Equals>
      </MathLine>
    );
  }
  const record = run.backward[step.index] as Backward;
  return (
    <>
      {record.contributions.map((part) => (
        <Chain
          key={part.position}
          graph={graph}
          run={run}
          node={node}
          upstream={record.upstream}
          part={part}
        />
      ))}
    </>
  );
}

/** e = a · b = 2.0 · −3.0 = −6.0 */
export function ForwardMath({ graph, run, node }: { graph: Graph; run: Run; node: Node }) {
  const formula = appliedFormula(node);
  return (
    <MathLine>
      <Part>
        <mi>{node.name}</mi>
      </Part>
      <Equals>
        <Formula formula={formula} slots={nameSlots(graph, run, node)} />
      </Equals>
      <Equals>
        <Formula formula={formula} slots={numberSlots(run, node)} />
      </Equals>
      <Equals>
        <Numbers array={run.data[node.id] as NDArray} tone="amount" />
      </Equals>
    </MathLine>
  );
}

function Why({ graph, run, record }: { graph: Graph; run: Run; record: Backward }) {
  const node = graph.nodes[record.node] as Node;
  const { operation } = node;
  if (!operation) return null;
  const parts = record.contributions;
  const reasons = [...new Set(parts.map(({ position }) => reason(node, position))), operation.ties];
  return (
    <div class="ag-why">
      <div class="ag-subheading">Why?</div>
      <p>{reasons.join(" ").trim()}</p>
      {new Set(node.inputs).size < node.inputs.length && (
        <p class="ag-note">
          One value stands in two places here. Each is moved by itself, while the other is held still.
        </p>
      )}
      {parts.map((part) => (
        <Because key={part.position} graph={graph} run={run} node={node} part={part} />
      ))}
      {operation.proof.length > 0 && (
        <details>
          <summary>Show the limit that proves it</summary>
          <p class="ag-note">Move one input by a small h, see how far the result moves, and divide by h.</p>
          {parts.map((part) => (
            <Proof key={part.position} graph={graph} run={run} node={node} part={part} />
          ))}
        </details>
      )}
    </div>
  );
}
