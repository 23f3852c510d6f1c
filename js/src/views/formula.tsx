// Formulas as MathML, written here: no TeX, nothing to load.

import type { ComponentChildren } from "preact";
import type { Formula as FormulaTree } from "../contract";
import type { NDArray } from "../engine/arrays";
import { behind, isBehind } from "../engine/formula";
import { FEW, formatArray, formatEntry, formatNumber, formatShape } from "../engine/numbers";
import { INFIX, NEGATIVE } from "../engine/operations";
import { own } from "../engine/own";
import { isLongName, isSum, startsWithDigit, unsigned } from "./juxtaposition";
import { FIXED, Part, Then } from "./math_line";
import "./formula.css";

export { AddedUp, Equals, MathLine, Part, Sign, Then } from "./math_line";

const ATOM = 6; // a name, a call, a fraction: needs no brackets
const SIGNS: Readonly<Record<string, string>> = { multiply: "·", matmul: "@" };
const STRENGTH_OF_PRODUCT = 3;
const STRENGTH_OF_SUM = 2;
const INVISIBLE_TIMES = "\u2062";
const MOST_CELLS = 6; // rows or columns of a matrix that are written out

/** The derivative of one thing by another: ∂L/∂a. */
export function Derivative({ of, by }: { of: string; by: string }) {
  return (
    <mfrac>
      <mrow>
        <mo>∂</mo>
        <mi>{of}</mi>
      </mrow>
      <mrow>
        <mo>∂</mo>
        <mi>{by}</mi>
      </mrow>
    </mfrac>
  );
}

/** A number, or a small array as a matrix; a large one in words. */
export function Numbers({ array, tone }: { array: NDArray; tone?: string }) {
  const tint = tone ? `ag-tone-${tone}` : undefined;
  const { shape, data, dtype } = array;
  if (shape.length === 0) return <mn class={tint}>{formatEntry(data[0] as number, dtype)}</mn>;
  const columns = shape.length === 1 ? (shape[0] as number) : (shape[1] as number);
  const rows = shape.length === 1 ? 1 : (shape[0] as number);
  if (shape.length > 2 || rows > MOST_CELLS || columns > MOST_CELLS || data.length === 0) {
    return (
      <mtext class={`ag-words ${tint ?? ""}`}>
        {data.length > FEW ? `array ${formatShape(shape)}` : formatArray(array)}
      </mtext>
    );
  }
  return (
    <mrow class={tint}>
      <mo>[</mo>
      <mtable>
        {Array.from({ length: rows }, (_, row) => (
          <mtr key={row}>
            {Array.from({ length: columns }, (_, column) => (
              <mtd key={column}>
                <mn>{formatEntry(data[row * columns + column] as number, dtype)}</mn>
              </mtd>
            ))}
          </mtr>
        ))}
      </mtable>
      <mo>]</mo>
    </mrow>
  );
}

/** What stands for a letter of a formula, and how tightly it binds. */
export type Slots = Readonly<Record<string, readonly [ComponentChildren, number]>>;

/** A name in place of a letter. */
export function nameSlot(name: string): readonly [ComponentChildren, number] {
  return [<mi>{name}</mi>, ATOM];
}

/** Numbers in place of a letter; a negative one is bracketed where it has to be. */
export function numberSlot(array: NDArray, tone?: string): readonly [ComponentChildren, number] {
  const negative = array.shape.length === 0 && (array.data[0] as number) < 0;
  return [<Numbers array={array} {...(tone ? { tone } : {})} />, negative ? NEGATIVE : ATOM];
}

/** A derivative in place of a letter. */
export function derivativeSlot(of: string, by: string): readonly [ComponentChildren, number] {
  return [<Derivative of={of} by={by} />, ATOM];
}

/** What stands for ["derivative", term], put under `BY` among the slots: d/dx, or ∂/∂x beside other inputs. */
export const BY = "d/d"; // no letter is called so
export function operatorSlot(by: string, partial: boolean): readonly [ComponentChildren, number] {
  const sign = partial ? "∂" : "d";
  return [
    <mfrac>
      <mi mathvariant="normal">{sign}</mi>
      <mrow>
        <mi mathvariant="normal">{sign}</mi>
        <mi>{by}</mi>
      </mrow>
    </mfrac>,
    ATOM,
  ];
}

/** A formula behind an equals sign, or another one; a sum may break before each of its terms. */
export function EqualsFormula(props: { formula: FormulaTree; slots: Slots; sign?: string }) {
  const { formula, slots, sign = "=" } = props;
  const [first, ...others] = terms(formula);
  return (
    <>
      <Part>
        <mo>{sign}</mo>
        <Formula formula={first as FormulaTree} slots={slots} />
      </Part>
      {others.map((term, i) => {
        const positive = unsigned(term);
        return (
          <Then key={`${i}: ${String(term)}`} sign={positive === null ? "+" : "−"}>
            {bracketed(write(positive ?? term, slots), STRENGTH_OF_PRODUCT)}
          </Then>
        );
      })}
    </>
  );
}

function terms(formula: FormulaTree): FormulaTree[] {
  if (!Array.isArray(formula)) return [formula];
  if (isSum(formula)) return formula.slice(1);
  if (formula[0] !== "add" || formula.length !== 3) return [formula];
  return [...terms(formula[1] as FormulaTree), formula[2] as FormulaTree];
}

/** A formula with something put in for its letters. */
export function Formula({ formula, slots = {} }: { formula: FormulaTree; slots?: Slots }) {
  return <>{write(formula, slots)[0]}</>;
}

function write(formula: FormulaTree, slots: Slots): readonly [ComponentChildren, number] {
  if (typeof formula === "number") return [<mn>{shortest(formula)}</mn>, formula < 0 ? NEGATIVE : ATOM];
  if (typeof formula === "string") return own(slots, formula) ?? nameSlot(formula);
  const [operation, ...inputs] = formula;
  const parts = inputs.map((input) => write(input, slots));
  const part = (i: number, strength = 0) =>
    bracketed(parts[i] as readonly [ComponentChildren, number], strength);
  switch (`${operation} of ${parts.length}`) {
    case "divide of 2":
      return [
        <mfrac>
          <mrow>{part(0)}</mrow>
          <mrow>{part(1)}</mrow>
        </mfrac>,
        ATOM,
      ];
    case "power of 2":
      return [
        <msup>
          <mrow>{part(0, ATOM)}</mrow>
          <mrow>{part(1)}</mrow>
        </msup>,
        ATOM - 1,
      ];
    case "square of 1":
      return [
        <msup>
          <mrow>{part(0, ATOM)}</mrow>
          <mn>2</mn>
        </msup>,
        ATOM - 1,
      ];
    case "reciprocal of 1":
      return [
        <mfrac>
          <mn>1</mn>
          <mrow>{part(0)}</mrow>
        </mfrac>,
        ATOM,
      ];
    case "sqrt of 1":
      return [
        <msqrt>
          <mrow>{part(0)}</mrow>
        </msqrt>,
        ATOM,
      ];
    case "cbrt of 1":
      return [
        <mroot>
          <mrow>{part(0)}</mrow>
          <mn>3</mn>
        </mroot>,
        ATOM,
      ];
    case "absolute of 1":
      return [
        <mrow>
          <mo {...FIXED}>|</mo>
          {part(0)}
          <mo {...FIXED}>|</mo>
        </mrow>,
        ATOM,
      ];
    case "transpose of 1":
      return [
        <msup>
          <mrow>{part(0, ATOM)}</mrow>
          <mi>T</mi>
        </msup>,
        ATOM,
      ];
    case "derivative of 1":
      return [[slots[BY]?.[0], inBrackets(part(0))], ATOM - 1];
    case "negative of 1": {
      const [inner] = inputs;
      const isProduct = Array.isArray(inner) && inner[0] === "product" && unsigned(inner) === null;
      return [
        <mrow>
          <mo>−</mo>
          {part(0, isProduct ? STRENGTH_OF_PRODUCT : NEGATIVE)}
        </mrow>,
        NEGATIVE,
      ];
    }
    case "positive of 1":
      return [[<mo>+</mo>, part(0, NEGATIVE)], NEGATIVE];
    case "where of 3":
      return [cases(formula, slots), ATOM];
  }
  if (isBehind(operation)) {
    const strength = operation.startsWith("[") ? ATOM : 0;
    const index = behind(operation).map((text) => {
      const inserted = typeof text === "number" && parts[text] ? part(text) : null;
      return inserted ?? <mtext>{String(text).replaceAll(" ", "\u00a0")}</mtext>;
    });
    return [[part(0, strength), index], strength];
  }
  if (isSum(formula)) return [summed(inputs, slots), STRENGTH_OF_SUM];
  if (operation === "product" && parts.length > 1) return [juxtaposed(inputs, slots), STRENGTH_OF_PRODUCT];
  const infix = parts.length === 2 ? own(INFIX, operation) : undefined;
  if (infix) {
    const [symbol, strength] = infix;
    const stronger = operation === "subtract" ? strength + 1 : strength;
    return [[part(0, strength), <mo>{SIGNS[operation] ?? symbol}</mo>, part(1, stronger)], strength];
  }
  const listed = parts.map((_, i) => (i > 0 ? [<mo>,</mo>, part(i)] : part(i)));
  const flat = inputs.every(isFlat);
  return [[<mi>{operation}</mi>, inBrackets(listed, flat)], ATOM];
}

function summed(all: readonly FormulaTree[], slots: Slots): ComponentChildren {
  return all.map((term, i) => {
    const positive = i > 0 ? unsigned(term) : null;
    const written = bracketed(write(positive ?? term, slots), STRENGTH_OF_PRODUCT);
    return i > 0 ? [<mo>{positive === null ? "+" : "−"}</mo>, written] : written;
  });
}

/** Factors side by side; with a dot where that could be misread: 2·3, a·(x + 1), rate·time. */
function juxtaposed(factors: readonly FormulaTree[], slots: Slots): ComponentChildren {
  return factors.map((factor, i) => {
    const drawn = write(factor, slots);
    const strength = i > 0 ? ATOM - 1 : STRENGTH_OF_PRODUCT;
    const written = bracketed(drawn, strength);
    if (i === 0) return written;
    const before = factors[i - 1] as FormulaTree;
    const dotted =
      startsWithDigit(factor) ||
      isLongName(before) ||
      isLongName(factor) ||
      (typeof before === "string" && drawn[1] < strength);
    return [<mo>{dotted ? "·" : INVISIBLE_TIMES}</mo>, written];
  });
}

/** What holds where, line by line: a case whose "elsewhere" is told case by case is one list of them. */
function cases(formula: FormulaTree, slots: Slots): ComponentChildren {
  const rows: ComponentChildren[] = [];
  let rest = formula;
  while (Array.isArray(rest) && rest[0] === "where" && rest.length === 4) {
    const [, condition, chosen, others] = rest as [string, FormulaTree, FormulaTree, FormulaTree];
    rows.push(
      <mtr key={rows.length}>
        <mtd>{write(chosen, slots)[0]}</mtd>
        <mtd>
          <mtext>{"where\u00a0"}</mtext>
          {write(condition, slots)[0]}
        </mtd>
      </mtr>,
    );
    rest = others;
  }
  return [
    <mo>{"{"}</mo>,
    <mtable class="ag-cases">
      {rows}
      <mtr>
        <mtd>{write(rest, slots)[0]}</mtd>
        <mtd>
          <mtext>elsewhere</mtext>
        </mtd>
      </mtr>
    </mtable>,
  ];
}

function bracketed([text, own]: readonly [ComponentChildren, number], strength: number): ComponentChildren {
  return own >= strength ? text : inBrackets(text);
}

/** A group of its own, so that brackets are as high as what is in them, not as what stands beside them. */
function inBrackets(text: ComponentChildren, flat = false): ComponentChildren {
  const still = flat ? FIXED : {};
  return (
    <mrow>
      <mo {...still}>(</mo>
      {text}
      <mo {...still}>)</mo>
    </mrow>
  );
}

const FLAT = ["add", "subtract", "multiply", "matmul", "negative", "sum", "product"];

/** Whether a formula is no higher than its letters. The sign @ is, in some fonts, and would blow up brackets. */
function isFlat(formula: FormulaTree): boolean {
  if (!Array.isArray(formula)) return true;
  const [operation, ...inputs] = formula;
  return FLAT.includes(operation) && inputs.every(isFlat);
}

function shortest(number: number): string {
  return Number.isInteger(number) && Math.abs(number) < 1e6
    ? String(number).replace("-", "−")
    : formatNumber(number);
}
