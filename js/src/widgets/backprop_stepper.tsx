// Step through the forward and the backward pass of a computation.

import type { GraphData, StepperState } from "../contract";
import { readGraph } from "../engine/graph";
import { listSteps } from "../engine/steps";
import { type Mount, widget } from "../host";
import { shownIn } from "./shown_in";
import { Stepper } from "./stepper/stepper_state";
import { onStepperKey, StepperView } from "./stepper/stepper_view";
import "../theme.css";

const mount: Mount<StepperState> = (host, element) => {
  const stepper = new Stepper(host);
  const end = shownIn(element, <StepperView stepper={stepper} />, {
    kind: "ag-stepper",
    label: "Backpropagation, step by step",
    onKey: (event, root) => onStepperKey(stepper, root, event),
  });
  return () => {
    end();
    stepper.close();
  };
};

export default widget(mount);

/** What a page has to know to set a stepper: the last step, and which leaves can't be changed without Python. */
export function limits(data: GraphData): { lastStep: number; fixed: string[] } {
  const graph = readGraph(data);
  const fixed = graph.nodes.filter(({ id }) => graph.frozen[id]).map(({ name }) => name);
  return { lastStep: listSteps(graph).length - 1, fixed };
}
