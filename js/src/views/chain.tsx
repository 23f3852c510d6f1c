// The chain rule for one input of one node: with names, with numbers, and why.

import type { ComponentChildren } from "preact";
import type { Formula as FormulaTree } from "../contract";
import type { NDArray } from "../engine/arrays";
import { substitute } from "../engine/formula";
import type { Graph, Node } from "../engine/graph";
import { letters } from "../engine/node";
import { formatArray } from "../engine/numbers";
import type { Contribution, Run } from "../engine/run";
import {
  AddedUp,
  Derivative,
  Equals,
  EqualsFormula,
  Formula,
  MathLine,
  Numbers,
  Part,
  Sign,
  Then,
} from "./formula";
import { nameSlots, partsOf, placeName, withConstants } from "./letters";

export interface ChainProps {
  readonly graph: Graph;
  readonly run: Run;
  /** The node that hands its gradient back, and what it hands to one of its inputs. */
  readonly node: Node;
  readonly upstream: NDArray;
  readonly part: Contribution;
}

/** ∂L/∂a = ∂L/∂e · ∂e/∂a = −2.0 · −3.0 = 6.0, and where there is a part already, their sum. */
export function Chain({ graph, run, node, upstream, part }: ChainProps) {
  const root = graph.root.name;
  const input = (graph.nodes[part.input] as Node).name;
  const place = placeName(graph, node, part.position);
  const whole = partsOf(graph, part.input) === 1;
  const isNumber = node.shape.length === 0; // arrays are wide: their line may break before the sign
  const product = isNumber ? "·" : "⊙";
  const Result = part.count > 1 && part.local ? AddedUp : Equals;
  const handedBack = node.contributions[part.position];
  return (
    <>
      <MathLine>
        <Part>
          <Derivative of={root} by={input} />
        </Part>
        {part.local ? (
          <>
            <First whole={whole}>
              <Derivative of={root} by={node.name} />
              <Sign>{product}</Sign>
              <Derivative of={node.name} by={place} />
            </First>
            <Equals>
              <Numbers array={upstream} tone="upstream" />
              {isNumber && <Sign>{product}</Sign>}
              {isNumber && <Numbers array={part.local} tone="local" />}
            </Equals>
            {!isNumber && (
              <Then sign={product}>
                <Numbers array={part.local} tone="local" />
              </Then>
            )}
          </>
        ) : (
          <First whole={whole}>
            <Formula
              formula={withConstants(graph, run, node, handedBack ?? "g")}
              slots={nameSlots(graph, run, node, true)}
            />
          </First>
        )}
        <Result>
          <Numbers array={part.amount} tone="amount" />
        </Result>
      </MathLine>
      {part.count > 1 && (
        <p class="ag-note">
          {input} was used in {part.count} places, so what comes back is summed over them.
        </p>
      )}
      {part.local && isZeroTimesInfinity(upstream, part.local) && (
        <p class="ag-note">
          0 · ∞ is nan, no number, and so is every gradient that it reaches. What goes into {node.op} has to
          be kept away from there: to choose among what comes out is too late.
        </p>
      )}
      {part.before && <SecondPart name={input} before={part.before} part={part} />}
    </>
  );
}

/** Whether a gradient of 0 meets a slope of ∞, or the other way round: what where(x > 0, log(x), 0) runs into at 0. */
function isZeroTimesInfinity(upstream: NDArray, local: NDArray): boolean {
  return local.data.some((slope, i) => {
    const pair = [Math.abs(slope), Math.abs(upstream.data[i] as number)];
    return pair.includes(0) && pair.includes(Number.POSITIVE_INFINITY);
  });
}

/** What follows the first part of a line: it is the whole gradient, or one of several parts that are received. */
function First({ whole, children }: { whole: boolean; children: ComponentChildren }) {
  if (whole) return <Equals>{children}</Equals>;
  return (
    <Part>
      <mtext class="ag-words">receives</mtext>
      {children}
    </Part>
  );
}

function SecondPart({ name, before, part }: { name: string; before: NDArray; part: Contribution }) {
  return (
    <div class="ag-sum">
      <span>{name} had a part already, and parts add up:</span>
      <MathLine>
        <Part>
          <Numbers array={before} />
        </Part>
        <Then sign="+">
          <Numbers array={part.amount} tone="amount" />
        </Then>
        <Equals>
          <Numbers array={part.after} />
        </Equals>
      </MathLine>
    </div>
  );
}

/** ∂e/∂a = b: the local derivative with names, for an elementwise operation. */
export function Because({ graph, run, node, part }: Omit<ChainProps, "upstream">) {
  const shown = node.operation?.shown[part.position];
  if (shown === undefined || shown === null || !part.local) return null;
  const formula = withConstants(graph, run, node, shown);
  return (
    <MathLine>
      <Part>
        <Derivative of={node.name} by={placeName(graph, node, part.position)} />
      </Part>
      <EqualsFormula formula={formula} slots={nameSlots(graph, run, node, true)} />
      {typeof formula !== "number" && (
        <Equals>
          <Numbers array={part.local} tone="local" />
        </Equals>
      )}
    </MathLine>
  );
}

/** The limit that proves a local derivative, for the operations that have one: sum and product. */
export function Proof({ graph, run, node, part }: Omit<ChainProps, "upstream">) {
  const proof = node.operation?.proof ?? [];
  if (proof.length === 0) return null;
  const [first = "x", second = "y"] = letters(node);
  const turned = part.position === 0 ? {} : { [first]: second, [second]: first }; // both orders give the same
  const slots = nameSlots(graph, run, node, true);
  return (
    <MathLine>
      <Part>
        <Derivative of={node.name} by={placeName(graph, node, part.position)} />
      </Part>
      {proof.map((line, i) => (
        <ProofPart key={String(line)} formula={substitute(line, turned)} slots={slots} limit={i === 0} />
      ))}
    </MathLine>
  );
}

function ProofPart(props: { formula: FormulaTree; slots: ReturnType<typeof nameSlots>; limit: boolean }) {
  return (
    <Equals>
      {props.limit && (
        <munder>
          <mo movablelimits={false}>lim</mo>
          <mrow>
            <mi>h</mi>
            <mo>→</mo>
            <mn>0</mn>
          </mrow>
        </munder>
      )}
      <Formula formula={props.formula} slots={props.slots} />
    </Equals>
  );
}

/** A part of a gradient in a few words, for lists. */
export function inWords(part: Contribution, upstream: NDArray): string {
  const amount = formatArray(part.amount);
  if (!part.local || part.local.data.length > 1) return amount;
  return `${formatArray(upstream)} · ${formatArray(part.local)} = ${amount}`;
}
