// A whole number from 1 on, which counts once it has been typed to its end.

import { useState } from "preact/hooks";
import { refusal, wholeUpTo } from "./allowed";
import { Problem } from "./problem";
import "./number_field.css";
import "./whole_number_field.css";

export interface WholeNumberFieldProps {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

export function WholeNumberField({ name, value, most, disabled = false, onChange }: WholeNumberFieldProps) {
  const [problem, setProblem] = useState("");
  const problemOf = (field: HTMLInputElement) => refusal(field.valueAsNumber, wholeUpTo(most));
  return (
    <span class="ag-number">
      <input
        class="ag-whole-number"
        type="number"
        min={1}
        max={most}
        value={value}
        disabled={disabled}
        aria-label={name}
        aria-invalid={problem !== ""}
        onInput={(event) => setProblem(problemOf(event.currentTarget))}
        onChange={({ currentTarget: field }) => {
          if (problemOf(field) === "" && field.valueAsNumber !== value) onChange(field.valueAsNumber);
        }}
        onBlur={(event) => {
          event.currentTarget.value = String(value); // a new one is drawn at once
          setProblem("");
        }}
      />
      <Problem text={problem} />
    </span>
  );
}
