// The inputs of a function: each number with a slider and a field, and the choice of the one that moves.

import { useState } from "preact/hooks";
import { type Entry, entryNamed } from "../engine/entries";
import { own } from "../engine/own";
import { GroupForm } from "./group";
import { NumberField } from "./number_field";
import { pure } from "./pure";
import { Slider } from "./slider";
import "./inputs_list.css";

export interface InputsListProps {
  readonly entries: readonly Entry[];
  readonly ranges: Readonly<Record<string, readonly number[]>>;
  /** The number that moves. */
  readonly wrt: string;
  readonly h: number;
  /** What h is called: another letter where an input is called so. */
  readonly step: string;
  /** Why nothing can be moved, "" if it can. */
  readonly disabled: string;
  readonly onMove: (entry: Entry, value: number) => void;
  readonly onChoose: (name: string) => void;
  readonly onStep: (h: number) => void;
}

const MOST_LISTED = 16; // entries of one array

export function InputsList(props: InputsListProps) {
  const { entries, wrt, h, step, disabled, onStep } = props;
  const inputs = [...new Set(entries.map(({ input }) => input))];
  return (
    <GroupForm class="ag-inputs" name="Inputs">
      {inputs.map((input) => {
        const own = entries.filter((entry) => entry.input === input);
        return own.length > MOST_LISTED ? (
          <LongInput key={input} {...props} own={own} />
        ) : (
          own.map((entry) => <Row key={entry.name} {...rowProps(props, entry)} />)
        );
      })}
      <div class="ag-input ag-step-input">
        <span class="ag-input-name">
          <span class="ag-input-letter">{step}</span>
          <button
            type="button"
            class="ag-sign"
            disabled={disabled !== ""}
            title={`Step to the other side: change the sign of ${step}`}
            aria-label={`Change the sign of ${step}`}
            onClick={() => onStep(-h)}
          >
            ±
          </button>
        </span>
        <Slider
          name={`${step}, on a logarithmic scale`}
          value={h}
          from={1e-16}
          to={1}
          log
          disabled={disabled !== ""}
          title={disabled || "The step of the difference quotient: every power of ten takes equal room"}
          onChange={onStep}
        />
        <NumberField name={step} value={h} room={9} disabled={disabled !== ""} onChange={onStep} />
      </div>
      {!entries.some(({ name }) => name === wrt) && <p class="ag-note">Choose the number that moves.</p>}
    </GroupForm>
  );
}

interface RowProps extends Pick<InputsListProps, "disabled" | "onMove" | "onChoose"> {
  readonly entry: Entry;
  readonly from: number;
  readonly to: number;
  /** Whether it is the one that moves, and whether another could. */
  readonly moves: boolean;
  readonly several: boolean;
}

function rowProps(props: InputsListProps, entry: Entry): RowProps {
  const { entries, ranges, wrt, disabled, onMove, onChoose } = props;
  const [from = -5, to = 5] = own(ranges, entry.input) ?? [];
  return {
    ...{ entry, from, to, disabled, onMove, onChoose },
    moves: entry.name === wrt,
    several: entries.length > 1,
  };
}

const Row = pure(function Row({ entry, from, to, moves, several, disabled, onMove, onChoose }: RowProps) {
  const { name, value } = entry;
  return (
    <div class={moves ? "ag-input ag-moves" : "ag-input"}>
      {several || !moves ? (
        <label class="ag-input-name" title={moves ? `${name} is the one that moves` : `Let ${name} move`}>
          <input
            type="radio"
            name="wrt"
            checked={moves}
            disabled={disabled !== ""}
            aria-label={`derivative by ${name}`}
            onChange={() => onChoose(name)}
          />
          <span class="ag-input-letter">{name}</span>
        </label>
      ) : (
        <span class="ag-input-name">
          <span class="ag-input-letter">{name}</span>
        </span>
      )}
      <Slider
        name={`${name} slider`}
        value={value}
        from={from}
        to={to}
        disabled={disabled !== ""}
        {...(disabled ? { title: disabled } : {})}
        onChange={(number) => onMove(entry, number)}
      />
      <NumberField
        name={name}
        value={value}
        room={9}
        disabled={disabled !== ""}
        {...(disabled ? { title: disabled } : {})}
        onChange={(number) => onMove(entry, number)}
      />
    </div>
  );
});

/** An array too long to be listed: one entry of it, and a field that chooses which. */
function LongInput({ own, ...props }: InputsListProps & { readonly own: readonly Entry[] }) {
  const { wrt, onChoose } = props;
  const first = own[0] as Entry;
  const last = own[own.length - 1] as Entry;
  const shown = own.find(({ name }) => name === wrt) ?? first;
  const [problem, setProblem] = useState("");
  const choose = (text: string) => {
    const found = entryNamed(own, text);
    setProblem(found ? "" : `There is no entry ${text}: they go from ${first.name} to ${last.name}.`);
    if (found) onChoose(found.name);
  };
  return (
    <>
      <Row {...rowProps(props, shown)} />
      <label class="ag-which">
        which of the {own.length.toLocaleString("en")} entries of {first.input}, up to {last.name}:{" "}
        <input
          type="text"
          value={shown.name.slice(first.input.length)}
          aria-label={`entry of ${first.input}`}
          aria-invalid={problem !== ""}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        {problem && (
          <span class="ag-trouble" role="alert">
            {problem}
          </span>
        )}
      </label>
    </>
  );
}
