import type { ComponentChildren, VNode } from "preact";
import { expect, test } from "vitest";
import type { FormData } from "../../src/contract";
import { evaluate } from "../../src/engine/algebra";
import { ClosedForm, type ClosedFormProps } from "../../src/views/closed_form";
import { MathLine } from "../../src/views/formula";

const QUADRATIC: FormData = {
  function: ["sum", ["product", "a", ["power", "x", 2]], ["product", "b", "x"], "c"],
  derivative: ["sum", ["product", 2, "a", "x"], "b"],
  lines: [
    {
      rule: "Power rule",
      why: "Bring the exponent down.",
      before: ["power", "x", 2],
      after: ["product", 2, "x"],
      depth: 0,
    },
  ],
  truncation: [["product", "a", "h"], ["negative", ["product", "a", "h"]], 0],
  exact: true,
};
const SINE: FormData = {
  ...QUADRATIC,
  derivative: ["cos", "x"],
  truncation: [
    ["negative", ["divide", ["product", "h", ["sin", "x"]], 2]],
    ["divide", ["product", "f″", "h"], 2],
    ["divide", ["product", "f‴", ["power", "h", 2]], 6],
  ],
  exact: false,
};

/** What one reads, line by line; fractions as top/bottom. */
function read(drawn: ComponentChildren): string {
  if (Array.isArray(drawn)) return drawn.map(read).join("");
  if (typeof drawn !== "object" || drawn === null) return drawn === false ? "" : String(drawn ?? "");
  const { type, props } = drawn as VNode<{ children?: ComponentChildren }>;
  if (typeof type === "function" && type !== MathLine)
    return read((type as (props: object) => ComponentChildren)(props));
  const inner = [props.children].flat().map(read);
  if (type === "mfrac") return inner.join("/");
  if (type === "msup") return inner.join("^");
  return inner.join("") + (type === MathLine || type === "p" ? "\n" : "");
}

const NUMBERS = { x: 3, a: 3, b: -4, c: 5 };

function evaluated({ form = QUADRATIC, numbers = NUMBERS }: Partial<ClosedFormProps>): number | null {
  return evaluate(form.derivative, numbers);
}

function lines(changed: Partial<ClosedFormProps>): string[] {
  const numbers = NUMBERS;
  const props = {
    form: QUADRATIC,
    title: "f",
    wrt: "x",
    numbers,
    h: 0.001,
    method: "forward",
    partial: true,
    derivative: evaluated(changed) ?? Number.NaN,
    measured: 0.003,
    defined: true,
    derived: true,
    onDerive: () => {},
  } as const;
  return read(ClosedForm({ ...props, ...changed }))
    .replaceAll("\u2062", "")
    .split("\n");
}

test("the derivative is told in letters, with the parameters' numbers, and as a number", () => {
  expect(lines({})[0]).toBe("∂f/∂x=2ax+b=6x−4=14");
  expect(lines({ form: SINE, title: "sin", partial: false, numbers: { x: 0 } })[0]).toBe("sin′(x)=cos(x)=1");
});

test("a line of the derivation is a derivative, what it is, and the rule that says so", () => {
  expect(lines({}).slice(1, 3)).toEqual([
    "How it is found∂/∂x(x^2)=2x",
    "Power rule. Bring the exponent down.",
  ]);
});

test.each<[string, Partial<ClosedFormProps>, string]>([
  ["all of it", {}, "forward difference − derivative=ah=3·0.001=0.003"],
  [
    "all of it, on the other side",
    { method: "backward" },
    "backward difference − derivative=−ah=−3·0.001=−0.003",
  ],
  [
    "nothing",
    { method: "central" },
    "The central difference cuts nothing off here: it is exact, apart from rounding.",
  ],
  ["no number for h = 0", { h: 0 }, "forward difference − derivative=ah"],
  ["no number for h = NaN", { h: Number.NaN }, "forward difference − derivative=ah"],
  [
    "the leading term",
    { form: SINE, partial: false, numbers: { x: 0 } },
    "forward difference − derivative≈f″(x)h/2=−hsin(x)/2=0",
  ],
  [
    "a bend that is too long to be written",
    { form: SINE, partial: false, numbers: { x: 0 }, method: "central", h: 0.1, bends: [0, 6] },
    "central difference − derivative≈f‴(x)h^2/6=6·0.1^2/6=0.01",
  ],
])("what cutting off makes: %s", (_, changed, expected) => {
  const told = lines(changed).filter((line) => line.includes("difference"));
  expect(told[0]).toBe(expected);
});

test.each<[string, FormData, number, Partial<ClosedFormProps>, string]>([
  [
    "is skipped without parameters",
    { ...SINE, derivative: ["divide", ["product", 9, "x"], 10] },
    2,
    {},
    "9x/10=1.8",
  ],
  ["is left out where it overflows", { ...SINE, derivative: ["exp", "x"] }, 800, {}, "e^x"],
  ["is left out where autograd has none", SINE, 0, { derivative: Number.NaN }, "cos(x)"],
  ["is left out where autograd has another one", SINE, 0, { derivative: 0.5 }, "cos(x)"],
  ["is 0 but for rounding", { ...SINE, derivative: ["sum", "x", -1] }, 1, { derivative: 1e-16 }, "x−1=0"],
])("a number that agrees with autograd's: %s", (_, form, x, changed, expected) => {
  const told = lines({ form, title: "f", partial: false, numbers: { x }, ...changed })[0];
  expect(told?.replace("f′(x)=", "")).toBe(expected);
});

test.each<[string, Partial<ClosedFormProps>, RegExp, RegExp]>([
  ["the most of it", { h: 0.01, measured: -0.0042 }, /=−0\.0042/, /The rest is smaller still/],
  [
    "too large a step",
    { h: 1e300, measured: -0.54 },
    /.*/,
    /^h is too large here .* the truncation is −0\.54/,
  ],
  ["no quotient", { h: 0.1, measured: Number.NaN }, /sin\(x\)\/2$/, /half the error\.$/],
  ["no number", { h: 1e300, numbers: { x: Number.NaN }, measured: 1 }, /sin\(x\)\/2$/, /half the error\.$/],
  ["no leading term", { h: 0.1, numbers: { x: 0 }, measured: -0.0017 }, /=0$/, /^The leading term is 0 here/],
])("what the leading term tells: %s", (_, changed, number, note) => {
  const told = lines({ form: SINE, partial: false, numbers: { x: 1 }, ...changed });
  const at = told.findIndex((line) => line.startsWith("forward difference"));
  expect(told[at]).toMatch(number);
  expect(told[at + 1]).toMatch(note);
});
