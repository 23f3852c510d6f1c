// The numbers: two values of the function, their difference quotient, the exact derivative, and the error between.

import type { ComponentChildren } from "preact";
import type { Break } from "../engine/neighbourhood";
import { exactNumber, formatNumber } from "../engine/numbers";
import { METHODS, type Method, type Reading } from "../engine/reading";
import { endsOf } from "../engine/secant";
import { Derivative, Equals, MathLine, Part } from "./formula";
import { Group, GroupForm } from "./group";
import { FIXED } from "./math_line";
import "./difference_table.css";

export interface DifferenceTableProps {
  readonly reading: Reading;
  readonly method: Method;
  /** What the function is called, the number that moves, and all that stands in the function's brackets. */
  readonly title: string;
  readonly name: string;
  readonly names: readonly string[];
  /** What stands behind those, where the function gives an array: "[0]". */
  readonly output: string;
  /** What the step is called. */
  readonly step: string;
  /** Whether every digit is shown. */
  readonly exact: boolean;
  /** Why there is no value, no quotient, no derivative; "" where there is one. */
  readonly troubles: { readonly value: string; readonly step: string; readonly derivative: string };
  readonly onMethod: (method: Method) => void;
  readonly onExact: (exact: boolean) => void;
}

const MOST_NAMES = 4; // written out as a function's inputs
const DIGITS = 8; // of a number that is not in doubt
const MOST_LETTERS = 20; // of a call that has its result beside it, not below
const MOST_BESIDE = 10; // digits of two numbers that fit beside each other; of longer ones their difference is shown
const SHORTEST = 16; // digits from which on the shortest text that means a number is shorter
const GUARD = 2; // digits beyond those that rounding leaves

export function DifferenceTable(props: DifferenceTableProps) {
  const { reading, method, title, name, names, output, step, exact, troubles } = props;
  const several = names.length > 1; // then the article's D1, D2 and slope
  const { h, derivative, differences, truncation, rounding } = reading;
  const digits = digitsOf(reading, method);
  const show = (x: number, count: number) =>
    exact || count >= SHORTEST ? exactNumber(x) : formatNumber(x, count);
  const points = endsOf(reading, method);
  const [{ y: from }, { y: to }] = points;
  const long = `${title}(${names.join(", ")} + ${step})${output}`.length > MOST_LETTERS;
  const called = { title, names, name, output, step };
  const quotient = differences[method];
  return (
    <Group class="ag-numbers" name="Numbers">
      <dl class="ag-readings">
        {points.map(({ side, x: place, y }, i) => (
          <Row
            key={side}
            name={several ? `D${i + 1}` : side === "" ? "value" : `value at ${name} ${side} ${step}`}
          >
            <MathLine>
              <Part>
                {several && (
                  <>
                    <mi>D{i + 1}</mi>
                    <mo>=</mo>
                  </>
                )}
                <Call {...called} shift={side} />
              </Part>
              {!several && digits.place <= DIGITS && (
                <Equals>
                  <mi>{title}</mi>
                  <mo {...FIXED}>(</mo>
                  <mn>{show(place, digits.place)}</mn>
                  <mo {...FIXED}>)</mo>
                </Equals>
              )}
              {!long && (
                <Equals>
                  <Result exact={y} text={show(y, digits.value)} />
                </Equals>
              )}
            </MathLine>
            {long && (
              <MathLine>
                <Equals>
                  <Result exact={y} text={show(y, digits.value)} />
                </Equals>
              </MathLine>
            )}
          </Row>
        ))}
        <Row name={several ? "slope" : "difference quotient"} trouble={troubles.value || troubles.step}>
          <MathLine>
            <Part>
              <mfrac>
                {several ? (
                  <mrow>
                    <mi>D2</mi>
                    <mo>−</mo>
                    <mi>D1</mi>
                  </mrow>
                ) : (
                  <mrow>
                    <Call {...called} shift={points[1].side} />
                    <mo>−</mo>
                    <Call {...called} shift={points[0].side} />
                  </mrow>
                )}
                <mrow>
                  {method === "central" && <mn>2</mn>}
                  <mi>{step}</mi>
                </mrow>
              </mfrac>
            </Part>
          </MathLine>
          <MathLine>
            <Equals>
              <mfrac>
                <mrow>
                  {digits.value > MOST_BESIDE ? (
                    <mn>{show(to - from, digits.quotient)}</mn>
                  ) : (
                    <>
                      <mn>{show(to, digits.value)}</mn>
                      <mo>−</mo>
                      <Bracketed x={from} text={show(from, digits.value)} />
                    </>
                  )}
                </mrow>
                <mn>{show(method === "central" ? 2 * h : h, DIGITS)}</mn>
              </mfrac>
            </Equals>
            <Equals>
              <Result exact={quotient} text={show(quotient, digits.quotient)} tone="secant" />
            </Equals>
          </MathLine>
        </Row>
        {troubles.value === "" && (
          <Row name={BREAKS[reading.broken]} trouble={troubles.derivative}>
            <MathLine>
              <Part>
                {several ? (
                  <Derivative of={title} by={name} />
                ) : (
                  <mrow>
                    <mi>{title}</mi>
                    <mo>′</mo>
                    <mo {...FIXED}>(</mo>
                    <mi>{name}</mi>
                    <mo {...FIXED}>)</mo>
                  </mrow>
                )}
              </Part>
              <Equals>
                <Result exact={derivative} text={show(derivative, DIGITS)} tone="tangent" />
              </Equals>
            </MathLine>
          </Row>
        )}
        {Number.isFinite(quotient - derivative) && (
          <Row name="error of the quotient">
            <MathLine>
              <Part>
                {digits.error <= DIGITS ? (
                  <>
                    <mn>{show(quotient, digits.error)}</mn>
                    <mo>−</mo>
                    <Bracketed x={derivative} text={show(derivative, digits.error)} />
                  </>
                ) : (
                  <mtext>{several ? "slope − derivative" : "quotient − derivative"}</mtext>
                )}
              </Part>
              <Equals>
                <Result exact={quotient - derivative} text={show(quotient - derivative, 3)} />
              </Equals>
            </MathLine>
            <MathLine>
              <Share name="truncation" what="truncation" x={truncation[method]} exact={exact} />
              <Share name="rounding" what="rounding" x={rounding[method]} exact={exact} />
            </MathLine>
          </Row>
        )}
      </dl>
      <Methods {...props} quotientDigits={(each) => digitsOf(reading, each).quotient} />
      <label class="ag-check">
        <input
          type="checkbox"
          checked={exact}
          onChange={(event) => props.onExact(event.currentTarget.checked)}
        />{" "}
        every digit
      </label>
    </Group>
  );
}

const BREAKS: Readonly<Record<Break, string>> = {
  "": "exact derivative, by autograd",
  corner: "a corner: there is no derivative here, autograd answers",
  jump: "a jump: there is no derivative here, autograd answers",
};

interface RowProps {
  readonly name: string;
  readonly trouble?: string;
  readonly children: ComponentChildren;
}

function Row({ name, trouble = "", children }: RowProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{trouble ? <p class="ag-trouble">{trouble}</p> : children}</dd>
    </>
  );
}

type CallProps = Pick<DifferenceTableProps, "title" | "names" | "name" | "output" | "step"> & {
  readonly shift: string;
};

/** f(x + h), or of several inputs f(a + h, b, c). */
function Call({ title, names, name, output, step, shift }: CallProps) {
  const shown = names.length <= MOST_NAMES ? names : [name, "…"];
  return (
    <>
      <mi>{title}</mi>
      <mo {...FIXED}>(</mo>
      {shown.map((each, i) => [
        i > 0 && <mo>,</mo>,
        <mi key={each}>{each}</mi>,
        each === name && shift !== "" && [<mo key="sign">{shift}</mo>, <mi key="h">{step}</mi>],
      ])}
      <mo {...FIXED}>)</mo>
      {output && <mtext>{output}</mtext>}
    </>
  );
}

function Result({ exact, text, tone = "amount" }: { exact: number; text: string; tone?: string }) {
  return (
    <mn class={`ag-tone-${tone}`} title={exactNumber(exact)}>
      {text}
    </mn>
  );
}

function Bracketed({ x, text }: { x: number; text: string }) {
  return x < 0 ? (
    <>
      <mo {...FIXED}>(</mo>
      <mn>{text}</mn>
      <mo {...FIXED}>)</mo>
    </>
  ) : (
    <mn>{text}</mn>
  );
}

/** A part of the error, by its name. */
function Share({ name, what, x, exact }: { name: string; what: string; x: number; exact: boolean }) {
  return (
    <span class={`ag-share ag-share-${name}`} title={exactNumber(x)}>
      {what} {exact ? exactNumber(x) : formatNumber(x, 3)}
    </span>
  );
}

const WHAT: Readonly<Record<Method, string>> = {
  forward: "ahead: x and x + h",
  backward: "behind: x − h and x",
  central: "both sides: x − h and x + h",
};

function Methods({
  reading,
  method,
  exact,
  onMethod,
  quotientDigits,
}: DifferenceTableProps & { quotientDigits: (method: Method) => number }) {
  return (
    <GroupForm class={exact ? "ag-methods ag-exact" : "ag-methods"} name="How the quotient is taken">
      <span class="ag-methods-head">difference</span>
      <span class="ag-methods-head">quotient</span>
      <span class="ag-methods-head">error</span>
      {METHODS.map((each) => {
        const [quotient, error] = [reading.differences[each], reading.errors[each]];
        return (
          <label key={each} class={each === method ? "ag-method ag-chosen" : "ag-method"} title={WHAT[each]}>
            <span>
              <input
                type="radio"
                name="method"
                checked={each === method}
                onChange={() => onMethod(each)}
                aria-label={`${each} difference`}
              />{" "}
              {each}
            </span>
            <span>{shownIfKnown(quotient, exact, quotientDigits(each))}</span>
            <span>{shownIfKnown(error, exact, 3)}</span>
          </label>
        );
      })}
    </GroupForm>
  );
}

function shownIfKnown(x: number, exact: boolean, digits: number): string {
  if (Number.isNaN(x)) return "–";
  return exact ? exactNumber(x) : formatNumber(x, digits);
}

/** How many digits make sense: of the values as many as tell them apart, of a quotient what rounding leaves. */
export function digitsOf(
  reading: Reading,
  method: Method,
): Readonly<Record<"value" | "place" | "quotient" | "error", number>> {
  const [{ y: from }, { y: to }] = endsOf(reading, method);
  const apart = Math.log10(Math.max(Math.abs(from), Math.abs(to)) / Math.abs(to - from || Number.NaN));
  const missed = Math.log10(Math.abs(reading.derivative / (reading.errors[method] || Number.NaN)));
  const placesApart = Math.log10(Math.abs(reading.x / (reading.h || Number.NaN)));
  const sure = Math.log10(Math.abs((reading.differences[method] * reading.h) / reading.noise));
  return {
    value: between(Math.ceil(apart) + 4, DIGITS, 17),
    place: between(Math.ceil(placesApart) + 3, DIGITS, 17),
    error: between(Math.ceil(missed) + 2, DIGITS, 17),
    quotient: between(Math.floor(sure) + 1 + GUARD, 5, DIGITS),
  };
}

function between(count: number, least: number, most: number): number {
  return Number.isNaN(count) ? least : Math.min(most, Math.max(least, count));
}
