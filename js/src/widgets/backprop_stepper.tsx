// Step through the forward and the backward pass of a computation.

import type { StepperState } from "../contract";
import { type Mount, onPage, widget } from "../host";
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

/** Show the stepper on a page without a kernel; `state` is its traits as JSON. */
export const show = (state: string, element: HTMLElement) => onPage(mount, state, element);
