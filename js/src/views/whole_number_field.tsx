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
  const [draft, setDraft] = useState<string | null>(null);
  const problemOf = (typed: number) => refusal(typed, wholeUpTo(most));
  const problem = draft === null ? "" : problemOf(Number.parseFloat(draft));
  return (
    <span class="ag-number">
      <input
        class="ag-whole-number"
        type="number"
        min={1}
        max={most}
        value={draft ?? value}
        disabled={disabled}
        aria-label={name}
        aria-invalid={problem !== ""}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onChange={(event) => {
          const typed = event.currentTarget.valueAsNumber;
          if (typed !== value && problemOf(typed) === "") onChange(typed);
        }}
        onBlur={() => setDraft(null)}
      />
      <Problem text={problem} />
    </span>
  );
}
