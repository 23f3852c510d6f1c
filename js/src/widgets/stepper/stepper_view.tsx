// The stepper: its graph, its controls and its cards.

import type { Graph, Node } from "../../engine/graph";
import type { Step } from "../../engine/steps";
import { whyFrozen } from "../../views/frozen";
import { GraphView } from "../../views/graph";
import { NodeCard } from "../../views/node_card";
import { Player } from "../../views/player";
import { StepCard } from "../../views/step_card";
import type { Picture, Stepper } from "./stepper_state";
import "./stepper.css";

export function StepperView({ stepper }: { stepper: Stepper }) {
  const picture = stepper.picture.value;
  if (picture instanceof Error) {
    return (
      <p class="ag-failure" role="alert">
        This computation can't be shown: {picture.message}
      </p>
    );
  }
  const { graph, steps, number, step, told } = picture;
  const selected = graph.byName.get(stepper.selected.value ?? "");
  const node = selected ?? inFocus(graph, step);
  return (
    <>
      <GraphView
        {...picture}
        selected={selected?.id ?? null}
        onSelect={stepper.select}
        onChange={stepper.change}
      />
      <Player
        step={number}
        steps={steps.length - 1}
        forward={steps.length - graph.backwardOrder.length - 2}
        heading={told.heading}
        playing={stepper.playing.value}
        speed={stepper.speed.value}
        onStep={stepper.goTo}
        onPlay={stepper.setPlaying}
        onSpeed={stepper.setSpeed}
      />
      <div class="ag-cards">
        <StepCard graph={graph} run={picture.run} step={step} told={told} />
        <NodeCard
          {...picture}
          inputs={stepper.inputs.value}
          step={number}
          node={node}
          chosen={selected !== undefined}
          frozen={whyFrozen(graph, node.id)}
          onFollow={() => stepper.select(null)}
          onChange={stepper.change}
        />
      </div>
      <div class="ag-footer">
        {stepper.changed ? (
          <button type="button" class="ag-link" onClick={() => stepper.reset()}>
            put the recorded numbers back
          </button>
        ) : (
          <span>Drag a number, or type one: everything follows.</span>
        )}
        <span class="ag-keys">← → step · Home End · Space plays · ↑ ↓ other node</span>
      </div>
      <div class="ag-spoken" aria-live="polite">
        {stepper.announced.value}
      </div>
    </>
  );
}

/** The node that the card shows while nobody has chosen one. */
function inFocus(graph: Graph, step: Step): Node {
  return step.kind === "start" ? graph.root : (graph.nodes[step.node] as Node);
}

/** What a key does, unless the focused control has its own use for it. */
export function onStepperKey(stepper: Stepper, root: HTMLElement, event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  const { picture } = stepper;
  if (picture.value instanceof Error || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.matches("input[type=text], select")) return;
  const { number, steps } = picture.value;
  const range = target.matches("input[type=range]");
  const actions: Record<string, () => void> = {
    ArrowRight: () => stepper.goTo(number + 1),
    ArrowLeft: () => stepper.goTo(number - 1),
    Home: () => stepper.goTo(0),
    End: () => stepper.goTo(steps.length - 1),
  };
  if (!range) {
    actions.ArrowUp = () => moveFocus(stepper, root, picture.value as Picture, -1);
    actions.ArrowDown = () => moveFocus(stepper, root, picture.value as Picture, 1);
  }
  if (!target.matches("button:not(.ag-box-name), summary"))
    actions[" "] = () => stepper.setPlaying(!stepper.playing.value);
  const action = actions[event.key];
  if (action) {
    event.preventDefault();
    action();
  } else if (event.key === "Escape" && stepper.selected.value !== null) {
    stepper.select(null);
  }
}

/** Choose the node before or after the one that has the focus, in the order of computation. */
function moveFocus(stepper: Stepper, root: HTMLElement, picture: Picture, by: number): void {
  const boxes = [...root.querySelectorAll<HTMLElement>(".ag-box-name")];
  const now = boxes.findIndex((box) => box.matches(":focus"));
  const shown = picture.step.kind === "start" ? 0 : picture.step.node;
  const next = now >= 0 ? now + by : boxes.findIndex((box) => Number(box.dataset.node) === shown);
  const box = boxes[Math.min(Math.max(0, next), boxes.length - 1)];
  if (!box) return;
  const id = Number(box.dataset.node);
  if (picture.graph.nodes[id]?.name !== stepper.selected.value) stepper.select(id);
  box.focus();
}
