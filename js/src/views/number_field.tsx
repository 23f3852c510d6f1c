// A number that can be typed, dragged, or stepped with the arrow keys.

import { useRef, useState } from "preact/hooks";
import { exactNumber, fittedNumber, formatNumber, parseNumber } from "../engine/numbers";
import { type Allowed, problemWith, refusal } from "./allowed";
import { type Modifiers, pace } from "./pace";
import { Problem } from "./problem";
import "./number_field.css";

export interface NumberFieldProps {
  readonly name: string;
  readonly value: number;
  readonly disabled?: boolean;
  /** How many characters there is room for. */
  readonly room?: number;
  /** Why it can't be changed, or what it is for. */
  readonly title?: string;
  /** Not given, it takes every number, infinities and nan as well. */
  readonly allowed?: Allowed;
  readonly onChange: (value: number) => void;
}

const DRAG_BEGINS = 3; // px

/** The step that suits a number: 0.1 for 2.0, 10 for 5000, 0.000001 for 0.00001. */
function stepFor(value: number): number {
  const size = Math.abs(value);
  if (!Number.isFinite(size) || size === 0) return 0.1;
  const power = Math.floor(Math.log10(size));
  if (size >= 100) return 10 ** (power - 2);
  return size >= 0.1 ? 0.1 : 10 ** (power - 1);
}

/** Return a sum without the dust that binary fractions leave: 0.1 + 0.2 is 0.3 under a person's fingers. */
function tidy(sum: number, from: number, step: number): number {
  const written = /\.(\d+)$/.exec(String(from))?.[1]?.length ?? 0; // digits that were there stay
  const digits = Math.max(written, 1 - Math.floor(Math.log10(step)));
  return digits > 15 ? sum : Number(sum.toFixed(digits));
}

export function NumberField(props: NumberFieldProps) {
  const { name, value, disabled = false, room = 12, title, allowed, onChange } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const drag = useRef<{ x: number; from: number; moved: boolean } | null>(null);
  const before = useRef(value); // what Escape goes back to

  const settle = () => {
    setDraft(null);
    setProblem("");
  };
  const type = (text: string) => {
    const wrong = problemWith(text, allowed);
    setDraft(text);
    setProblem(wrong);
    if (wrong === "") onChange(parseNumber(text) as number);
  };
  const moveTo = (number: number) => {
    const wrong = refusal(number, allowed);
    setDraft(null);
    setProblem(wrong);
    if (wrong === "") onChange(number);
  };
  const moveBy = (steps: number, event: Modifiers) => {
    const step = stepFor(value) * pace(event);
    if (Number.isFinite(value)) moveTo(tidy(value + steps * step, value, step));
  };

  return (
    <span class="ag-number">
      <input
        class="ag-number-input"
        type="text"
        inputMode="text" // the keyboard for decimals has no minus sign on some phones
        autocomplete="off"
        spellcheck={false}
        role="spinbutton"
        aria-label={name}
        aria-valuenow={Number.isFinite(value) ? value : undefined}
        aria-valuetext={formatNumber(value)}
        aria-invalid={problem !== ""}
        aria-description={disabled ? title : undefined}
        title={title ?? `${name} = ${value}`}
        disabled={disabled}
        value={draft ?? fittedNumber(value, room)}
        onInput={(event) => type(event.currentTarget.value)}
        onFocus={(event) => {
          before.current = value;
          event.currentTarget.value = exactNumber(value);
          setDraft(exactNumber(value));
          event.currentTarget.select();
        }}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "ArrowUp" || event.key === "ArrowDown") {
            event.preventDefault();
            moveBy(event.key === "ArrowUp" ? 1 : -1, event);
          } else if (event.key === "Enter") {
            if (problem === "") settle(); // else what is wrong stays in sight, to be put right
          } else if (event.key === "Escape") {
            settle();
            onChange(before.current);
          }
        }}
        onMouseDown={(event) => {
          // a drag leaves the focus where it is: to change the text of a focused field costs a layout
          if (!event.currentTarget.matches(":focus")) event.preventDefault();
        }}
        onPointerDown={(event) => {
          if (event.button !== 0 || disabled || event.currentTarget.matches(":focus")) return;
          drag.current = { x: event.clientX, from: value, moved: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const held = drag.current;
          if (!held || !Number.isFinite(held.from)) return;
          const distance = event.clientX - held.x;
          if (!held.moved && Math.abs(distance) < DRAG_BEGINS) return;
          held.moved = true;
          const step = (stepFor(held.from) * pace(event)) / 2;
          moveTo(tidy(held.from + Math.round(distance / 2) * step, held.from, step));
        }}
        onPointerUp={(event) => {
          if (drag.current?.moved) setProblem("");
          else if (drag.current) event.currentTarget.focus();
          drag.current = null;
        }}
        onPointerCancel={() => {
          drag.current = null;
        }}
      />
      <Problem text={problem} />
    </span>
  );
}
