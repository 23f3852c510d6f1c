// The explorer: inputs, picture, numbers, errors, the gradient, the closed form, and the graph behind it all.

import { useState } from "preact/hooks";
import type { Entry } from "../../engine/entries";
import { own } from "../../engine/own";
import type { Method } from "../../engine/reading";
import { stepLetter } from "../../engine/step_letter";
import { troubleWithDerivative, troubleWithStep, troubleWithValue } from "../../engine/trouble";
import { ClosedForm } from "../../views/closed_form";
import { DifferenceTable } from "../../views/difference_table";
import { Equals, Formula, MathLine, Part } from "../../views/formula";
import { GradientBars } from "../../views/gradient_bars";
import { Group } from "../../views/group";
import { InputsList } from "../../views/inputs_list";
import { FIXED } from "../../views/math_line";
import { CurvePlot } from "../../views/plot/curve_plot";
import { ErrorPlot } from "../../views/plot/error_plot";
import { Sized } from "../../views/sized";
import { onStepperKey, StepperView } from "../stepper/stepper_view";
import type { Explorer, Picture } from "./explorer_state";
import "./explorer.css";

export function ExplorerView({ explorer }: { explorer: Explorer }) {
  const picture = explorer.picture.value;
  const entries = explorer.entries.value;
  const onlyPython = explorer.dynamic.value !== "" || explorer.problem.value !== "";
  const why = onlyPython && !explorer.live ? ALONE : explorer.silent.value ? SILENT : "";
  return (
    <>
      <Head explorer={explorer} />
      {entries.length > 0 && (
        <InputsList
          entries={entries}
          ranges={explorer.ranges.value}
          wrt={explorer.wrt.value}
          h={explorer.h.value}
          step={stepLetter(entries.map(({ name }) => name))}
          disabled={why}
          onMove={explorer.move}
          onChoose={explorer.choose}
          onStep={explorer.setStep}
        />
      )}
      <Told explorer={explorer} />
      {picture !== null && !(picture instanceof Error) && (
        <Shown explorer={explorer} picture={picture} disabled={why} />
      )}
      <div class="ag-footer">
        <span>Drag a point, a slider or a number: everything follows.</span>
        <span class="ag-keys">arrow keys move what is in focus · Shift coarser · Alt finer</span>
      </div>
      <div class="ag-spoken" aria-live="polite">
        {explorer.announced.value}
      </div>
    </>
  );
}

const SILENT =
  "No Python answers, so nothing can be moved. It may be busy; if it stays so, run the cell again.";
const ALONE = "There is no Python here that could run it with other numbers, so nothing can be moved.";

/** What the function is, and which number of its answer is looked at. */
function Head({ explorer }: { explorer: Explorer }) {
  const picture = explorer.picture.value;
  const form = picture === null || picture instanceof Error ? null : picture.form;
  const formula = form?.function ?? own(explorer.formulas.value, explorer.output.value) ?? null;
  const outputs = explorer.outputs.value;
  const names = explorer.variables.value;
  return (
    <div class="ag-head">
      <MathLine>
        <Part>
          <mi>{explorer.title.value}</mi>
          <mo {...FIXED}>(</mo>
          {names.map((name, i) => [i > 0 && <mo>,</mo>, <mi key={name}>{name}</mi>])}
          <mo {...FIXED}>)</mo>
          {outputs.length > 0 && <mtext>{explorer.output.value}</mtext>}
        </Part>
        {formula !== null && String(formula) !== String([explorer.title.value, ...names]) && (
          <Equals>
            <Formula formula={formula} />
            {explorer.dynamic.value && <mtext>{"\u00a0\u00a0here"}</mtext>}
          </Equals>
        )}
      </MathLine>
      {outputs.length > 1 && (
        <label class="ag-output">
          <span>Entry of the answer</span>
          <select
            value={explorer.output.value}
            onChange={(event) => explorer.chooseOutput(event.currentTarget.value)}
          >
            {outputs.map((output) => (
              <option key={output} value={output}>
                {output}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

/** What is wrong, what should be known, and whether Python is being waited for. */
function Told({ explorer }: { explorer: Explorer }) {
  const picture = explorer.picture.value;
  const problem =
    picture instanceof Error ? `This function can't be shown: ${picture.message}` : explorer.problem.value;
  const { note, dynamic } = explorer;
  return (
    <>
      {problem && (
        <p class="ag-failure" role="alert">
          {problem}
        </p>
      )}
      {note.value && <p class="ag-told">{note.value}</p>}
      {dynamic.value && (
        <p class="ag-told">
          {dynamic.value}
          {!explorer.live && ` ${ALONE}`}
          {explorer.silent.value && ` ${SILENT}`}
          {explorer.live && explorer.waiting.value && !explorer.silent.value && !problem && (
            <span class="ag-waiting"> Waiting for Python …</span>
          )}
        </p>
      )}
    </>
  );
}

interface ShownProps {
  readonly explorer: Explorer;
  readonly picture: Picture;
  readonly disabled: string;
}

const TALLEST = 470; // px
const ERRORS_TALLEST = 300; // px

function Shown({ explorer, picture, disabled }: ShownProps) {
  const { reading, chosen, entries, view } = picture;
  const [exact, setExact] = useState(false);
  const [derived, setDerived] = useState(false);
  const method = explorer.method.value as Method;
  const title = explorer.title.value;
  const names = { f: title, x: chosen.name };
  const troubles = {
    value: troubleWithValue(reading, names),
    step: troubleWithStep(reading, names, method),
    derivative: troubleWithDerivative(reading, names),
  };
  const all = entries.map(({ name }) => name);
  const step = stepLetter(all);
  const called = calledWith(explorer.variables.value, chosen);
  const stale = explorer.waiting.value;
  return (
    <div class={stale ? "ag-shown ag-stale" : "ag-shown"}>
      <div class="ag-panels">
        <Sized tallest={TALLEST}>
          {(width, height) => (
            <CurvePlot
              title={title}
              variable={chosen.name}
              step={step}
              reading={reading}
              method={method}
              view={view}
              width={width}
              height={height}
              disabled={disabled}
              onMoveX={explorer.moveChosen}
              onMoveH={explorer.setStep}
              onGrab={explorer.grab}
              onRelease={explorer.release}
              onView={explorer.setView}
              onFit={explorer.fit}
              onMagnify={explorer.magnify}
            />
          )}
        </Sized>
        <DifferenceTable
          reading={reading}
          method={method}
          title={title}
          name={chosen.name}
          names={called}
          output={explorer.output.value}
          step={step}
          exact={exact}
          troubles={troubles}
          onMethod={explorer.setMethod}
          onExact={setExact}
        />
      </div>
      <div class={entries.length > 1 || picture.form ? "ag-panels" : "ag-panels ag-single"}>
        <Group name="The error over h">
          <div class="ag-heading">Why a smaller h is not always better</div>
          <Sized tallest={ERRORS_TALLEST}>
            {(width, height) => (
              <ErrorPlot
                step={step}
                reading={reading}
                method={method}
                width={width}
                height={height}
                disabled={disabled}
                onMoveH={explorer.setStep}
              />
            )}
          </Sized>
        </Group>
        {(entries.length > 1 || picture.form) && (
          <div class={derived ? "ag-column ag-spanning" : "ag-column"}>
            {entries.length > 1 && (
              <Group name="The gradient">
                <div class="ag-heading">The gradient at a glance</div>
                <GradientBars
                  title={title}
                  names={all}
                  gradient={reading.gradient}
                  wrt={chosen.name}
                  disabled={disabled}
                  onWrt={explorer.choose}
                />
              </Group>
            )}
            {picture.form && (
              <Group name="The derivative as a formula">
                <div class="ag-heading">As a formula</div>
                <ClosedForm
                  form={picture.form}
                  title={title}
                  wrt={chosen.name}
                  partial={called.length > 1}
                  numbers={Object.fromEntries(entries.map(({ name, value }) => [name, value]))}
                  h={reading.h}
                  method={method}
                  derivative={reading.derivative}
                  measured={reading.truncation[method]}
                  defined={troubles.value === ""}
                  derived={derived}
                  onDerive={setDerived}
                  bends={reading.bends}
                />
              </Group>
            )}
          </div>
        )}
      </div>
      <Behind explorer={explorer} />
    </div>
  );
}

/** What stands in the brackets of f(…): the variables, and a parameter that moves; of an array the entry that moves. */
function calledWith(variables: readonly string[], { input, name }: Entry): string[] {
  const moving = name === input ? [name] : ["…", name, "…"];
  return [...new Set([...variables, input])].flatMap((each) => (each === input ? moving : [each]));
}

/** The graph that the function is made of, in the stepper's view. */
function Behind({ explorer }: { explorer: Explorer }) {
  const opened = explorer.opened.value;
  return (
    <Group class="ag-behind" name="How autograd gets the derivative">
      <button type="button" class="ag-open" aria-expanded={opened} onClick={() => explorer.open(!opened)}>
        {opened ? "Hide how autograd gets this" : "Show how autograd gets this"}
      </button>
      {opened && <Steps explorer={explorer} />}
    </Group>
  );
}

function Steps({ explorer }: { explorer: Explorer }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that no control in it has used
    <div
      class="ag-stepper ag-inner"
      onKeyDown={(event) => onStepperKey(explorer.stepper, event.currentTarget, event)}
    >
      <StepperView stepper={explorer.stepper} />
    </div>
  );
}
