// The derivative as a formula in letters: f′(x) = 2ax + b = 6x − 4 = 14, how it is found, and what cutting off makes.

import type { FormData, Formula as FormulaTree, LineData } from "../contract";
import { evaluate, type Letters, withNumbers } from "../engine/algebra";
import { substitute } from "../engine/formula";
import { formatNumber } from "../engine/numbers";
import type { Method } from "../engine/reading";
import { stepLetter } from "../engine/step_letter";
import { BY, EqualsFormula, Formula, MathLine, nameSlot, operatorSlot, Part, type Slots } from "./formula";
import "./closed_form.css";

export interface ClosedFormProps {
  readonly form: FormData;
  /** What the function is called. */
  readonly title: string;
  /** The input that is moved. */
  readonly wrt: string;
  /** Whether the function has several variables, so that its derivative is a partial one. */
  readonly partial: boolean;
  /** Every input's number. */
  readonly numbers: Letters;
  readonly h: number;
  readonly method: Method;
  /** What autograd gives; nan where there is no derivative. */
  readonly derivative: number;
  /** What cutting off adds to this difference, as measured; nan where there is no quotient. */
  readonly measured: number;
  /** Whether the function has a value here; if not, the derivative has no number. */
  readonly defined: boolean;
  /** Whether the derivation is open. */
  readonly derived: boolean;
  readonly onDerive: (open: boolean) => void;
  /** The second and the third derivative, where they are known. */
  readonly bends?: readonly [number, number];
}

const PLACES: Readonly<Record<Method, number>> = { forward: 0, backward: 1, central: 2 };
const TAYLOR: Readonly<Record<Method, (h: string) => FormulaTree>> = {
  forward: (h) => ["divide", ["product", "f″", h], 2],
  backward: (h) => ["negative", ["divide", ["product", "f″", h], 2]],
  central: (h) => ["divide", ["product", "f‴", ["power", h, 2]], 6],
};
const SHORT = 3; // operations in a formula that is shown once more with numbers
const SHORT_EXPONENT = 4; // operations in an exponent
const AGREEMENT = 1e-6; // relative: how near two numbers are that say the same
const ZERO = 4 * Number.EPSILON; // relative: a bend that is 0 but for rounding
const E = "ℯ"; // no input is called so

export function ClosedForm(props: ClosedFormProps) {
  const slots = slotsOf(props);
  return (
    <div class="ag-closed-form">
      <DerivativeLine {...props} slots={slots} />
      <Derivation {...props} slots={slots} />
      {props.defined && <Truncation {...props} slots={slots} />}
    </div>
  );
}

type PartProps = ClosedFormProps & { readonly slots: Slots };

/** Line by line; written only while it is open, as it is long and everything else follows a drag. */
function Derivation({ form, numbers, derived, onDerive, slots }: PartProps) {
  return (
    <details class="ag-derivation" open={derived} onToggle={(event) => onDerive(event.currentTarget.open)}>
      <summary>How it is found</summary>
      {derived && (
        <ol>
          {form.lines.map((line, i) => (
            <DerivationLine key={`${i}: ${line.rule}`} line={line} slots={slots} numbers={numbers} />
          ))}
        </ol>
      )}
    </details>
  );
}

function slotsOf({ title, wrt, partial, numbers }: ClosedFormProps): Slots {
  const higher = (order: number, primes: string): Slots[string] =>
    partial
      ? [<PartialDerivative of={title} by={wrt} order={order} />, 6]
      : [<Primed of={title} by={wrt} primes={primes} />, 6];
  return {
    [BY]: operatorSlot(wrt, partial),
    [E]: Object.hasOwn(numbers, "e") ? nameSlot("exp") : nameSlot("e"),
    "f′": higher(1, "′"),
    "f″": higher(2, "″"),
    "f‴": higher(3, "‴"),
  };
}

function Primed({ of, by, primes }: { of: string; by: string; primes: string }) {
  return (
    <>
      <mi>
        {of}
        {primes}
      </mi>
      <mrow>
        <mo>(</mo>
        <mi>{by}</mi>
        <mo>)</mo>
      </mrow>
    </>
  );
}

function PartialDerivative({ of, by, order }: { of: string; by: string; order: number }) {
  const raised = (drawn: string, upright: boolean) => {
    const base = <mi {...(upright ? { mathvariant: "normal" } : {})}>{drawn}</mi>;
    return order === 1 ? (
      base
    ) : (
      <msup>
        {base}
        <mn>{order}</mn>
      </msup>
    );
  };
  return (
    <mfrac>
      <mrow>
        {raised("∂", true)}
        <mi>{of}</mi>
      </mrow>
      <mrow>
        <mi mathvariant="normal">∂</mi>
        {raised(by, false)}
      </mrow>
    </mfrac>
  );
}

/** f′(x) = 2ax + b = 6x − 4 = 14, without what says the same twice. */
function DerivativeLine({ form, wrt, numbers, derivative, defined, slots }: PartProps) {
  const { [wrt]: _moved, ...parameters } = numbers;
  const steps = [form.derivative];
  if (lettersIn(form.derivative).some((name) => Object.hasOwn(parameters, name)))
    steps.push(withNumbers(form.derivative, parameters));
  const result = defined ? evaluate(form.derivative, numbers) : null;
  if (result !== null && agree(result, derivative)) steps.push(result);
  return (
    <MathLine>
      <Part>
        <Formula formula="f′" slots={slots} />
      </Part>
      {different(steps).map((formula, i) => (
        <EqualsFormula key={i} formula={readable(formula, numbers)} slots={slots} />
      ))}
    </MathLine>
  );
}

/** Whether the formula's number is autograd's. Far out it may overflow on the way where autograd doesn't. */
function agree(result: number, derivative: number): boolean {
  if (!Number.isFinite(result) || !Number.isFinite(derivative)) return false;
  const dust = result === 0 ? AGREEMENT : AGREEMENT * Math.abs(derivative); // a sum that cancels is written as 0
  return Math.abs(result - derivative) <= dust;
}

function lettersIn(formula: FormulaTree): string[] {
  if (!Array.isArray(formula)) return typeof formula === "string" ? [formula] : [];
  return formula.slice(1).flatMap((part) => lettersIn(part as FormulaTree));
}

function different(steps: readonly FormulaTree[]): FormulaTree[] {
  return steps.filter((step, i) => i === 0 || JSON.stringify(step) !== JSON.stringify(steps[i - 1]));
}

/** A formula with eˣ for exp(x), where the exponent is short. */
function readable(formula: FormulaTree, numbers: Letters): FormulaTree {
  if (!Array.isArray(formula)) return formula;
  const [name, ...inputs] = formula;
  const parts = inputs.map((part) => readable(part, numbers));
  const [exponent] = parts;
  const raised = name === "exp" && exponent !== undefined && !Object.hasOwn(numbers, "e");
  return raised && operationsIn(exponent) <= SHORT_EXPONENT ? ["power", E, exponent] : [name, ...parts];
}

function operationsIn(formula: FormulaTree): number {
  return Array.isArray(formula)
    ? formula.slice(1).reduce<number>((sum, part) => sum + operationsIn(part as FormulaTree), 1)
    : 0;
}

function DerivationLine({ line, slots, numbers }: { line: LineData; slots: Slots; numbers: Letters }) {
  return (
    <li style={{ "--ag-depth": Math.min(line.depth, 4) }}>
      <MathLine>
        <Part>
          <Formula formula={readable(["derivative", line.before], numbers)} slots={slots} />
        </Part>
        <EqualsFormula formula={readable(line.after, numbers)} slots={slots} />
      </MathLine>
      <p>
        <b>{line.rule}.</b> {line.why}
      </p>
    </li>
  );
}

/** forward difference − derivative = a h = 3 · 0.001 = 0.003 */
function Truncation(props: PartProps) {
  const { form, method, numbers, slots } = props;
  const error = form.truncation[PLACES[method]];
  if (error === undefined) {
    return (
      <p class="ag-note">
        The curve has kinks or jumps: how far a difference is off depends on whether it reaches across one.
      </p>
    );
  }
  if (form.exact && error === 0) {
    return (
      <p class="ag-note">The {method} difference cuts nothing off here: it is exact, apart from rounding.</p>
    );
  }
  const letters = truncationLetters(props);
  const number = truncationNumber(props, error, letters);
  return (
    <div class="ag-truncation">
      <MathLine>
        <Part>
          <mtext>{`${method} difference − derivative`}</mtext>
        </Part>
        {truncationSteps(props, error, letters, number).map(([sign, formula], i) => (
          <EqualsFormula key={i} sign={sign} formula={readable(formula, numbers)} slots={slots} />
        ))}
      </MathLine>
      <p class="ag-note">
        {form.exact
          ? "That is all of the truncation. What is left of the error is rounding."
          : leadingNote(props, number)}
      </p>
    </div>
  );
}

/** What the leading term tells here: it is the most of the truncation only where h is small enough. */
function leadingNote({ method, numbers, h, measured, derivative }: PartProps, number: number | null): string {
  const step = stepLetter(Object.keys(numbers));
  const central = method === "central";
  const shrinks = `with half the step, ${central ? "a quarter of" : "half"} the error.`;
  if (number === null) return `The leading term, for small steps: ${shrinks}`;
  if (Math.abs(number) <= ZERO * Math.abs(h) ** (central ? 2 : 1) * Math.abs(derivative))
    return "The leading term is 0 here: what follows it makes the truncation.";
  const off = Math.abs(number - measured);
  return off > Math.abs(measured) / 2 && off > AGREEMENT * Math.abs(derivative)
    ? `${step} is too large here for the leading term to tell: the truncation is ${formatNumber(measured)}.`
    : `The leading term, for small steps: ${shrinks} The rest is smaller still.`;
}

function truncationLetters({ numbers, h, bends }: PartProps): Letters {
  const step = stepLetter(Object.keys(numbers));
  return { ...numbers, [step]: h, ...(bends ? { "f″": bends[0], "f‴": bends[1] } : {}) };
}

/** The number that the formula of the truncation has; null if it has none, or there is no quotient. */
function truncationNumber({ h, measured }: PartProps, error: FormulaTree, letters: Letters): number | null {
  if (h === 0 || !Number.isFinite(measured)) return null;
  const number = evaluate(error, letters);
  return number !== null && Number.isFinite(number) ? number : null;
}

function truncationSteps(
  { form, method, numbers }: PartProps,
  error: FormulaTree,
  letters: Letters,
  number: number | null,
): (readonly [string, FormulaTree])[] {
  const step = stepLetter(Object.keys(numbers));
  const steps = form.exact ? [error] : [TAYLOR[method](step), error];
  if (number !== null) {
    if (operationsIn(error) <= SHORT) steps.push(substitute(error, letters));
    steps.push(number);
  }
  return different(steps).map((formula, i) => [i === 0 && !form.exact ? "≈" : "=", formula]);
}
