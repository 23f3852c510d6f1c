import type { ComponentChildren, VNode } from "preact";
import { expect, test } from "vitest";
import type { Formula as FormulaTree } from "../../src/contract";
import { BY, EqualsFormula, Formula, operatorSlot } from "../../src/views/formula";

/** MathML in one line: the elements that mean something by their names, the others as what is in them. */
function outline(drawn: ComponentChildren): string {
  if (Array.isArray(drawn)) return drawn.map(outline).join("");
  if (typeof drawn !== "object" || drawn === null) return String(drawn ?? "");
  const { type, props } = drawn as VNode<{ children?: ComponentChildren }>;
  const inner = [props.children].flat();
  if (inner[0] === "\u2062") return ""; // the sign for what is multiplied without a sign
  if (typeof type !== "string" || ["mi", "mo", "mn", "mrow", "mtext"].includes(type)) return outline(inner);
  return `${type}(${inner.map(outline).join(", ")})`;
}

test.each<[FormulaTree, string]>([
  [["sqrt", ["add", "x", 1]], "msqrt(x+1)"],
  [["cbrt", "x"], "mroot(x, 3)"],
  [["absolute", ["subtract", "a", "b"]], "|a−b|"],
  [["square", ["add", "a", "b"]], "msup((a+b), 2)"],
  [["power", ["square", "a"], 3], "msup((msup(a, 2)), 3)"],
  [["reciprocal", ["multiply", "a", "b"]], "mfrac(1, a·b)"],
  [["positive", ["add", "a", "b"]], "+(a+b)"],
  [["negative", ["square", "a"]], "−msup(a, 2)"],
  [["arcsin", "x"], "arcsin(x)"],
  [["multiply", "constructor", "toString"], "constructor·toString"],
  [
    ["where", ["greater", "x", "y"], 1, ["where", ["equal", "x", "y"], 0.5, 0]],
    "{mtable(mtr(mtd(1), mtd(where\u00a0, x>y))mtr(mtd(0.5), mtd(where\u00a0, x=y)), mtr(mtd(0), mtd(elsewhere)))",
  ],
  [["sum", ["product", 6, "x"], -4], "6x−4"],
  [["sum", ["negative", "x"], ["negative", ["product", 2, "y"]], 1], "−x−2y+1"],
  [["sum", "x", ["product", -2, "y"]], "x−2y"],
  [["sum", "x", ["negative", ["sum", "y", 1]]], "x−(y+1)"],
  [["sum", "x", ["sum", "y", 1]], "x+(y+1)"],
  [["sum", "x", "axis=0"], "sum(x,axis=0)"],
  [["sum", "x"], "sum(x)"],
  [["product", 2, "a", ["power", "x", 2]], "2amsup(x, 2)"],
  [["product", 2, ["sum", "x", 1]], "2(x+1)"],
  [["product", "a", ["sum", "x", 1]], "a·(x+1)"],
  [["product", 3, 0.001], "3·0.001"],
  [["product", 2, ["power", 3, "x"]], "2·msup(3, x)"],
  [["product", -4, "x", -2], "−4x·(−2)"],
  [["product", "rate", "t"], "rate·t"],
  [["product", "x", ["sin", "x"]], "xsin(x)"],
  [["negative", ["product", "a", "h"]], "−ah"],
  [["negative", ["product", -4, "h"]], "−(−4h)"],
  [["power", ["product", 2, "x"], 2], "msup((2x), 2)"],
  [["divide", ["product", "a", "x"], 2], "mfrac(ax, 2)"],
  [["sign", "x"], "sign(x)"],
])("%j is written as in a book", (formula, expected) => {
  expect(outline(Formula({ formula }))).toBe(expected);
});

test.each<[boolean, string]>([
  [false, "amfrac(d, dx)(msup(x, 2))"],
  [true, "amfrac(∂, ∂x)(msup(x, 2))"],
])("a derivative that is yet to be taken has its letter from a slot", (partial, expected) => {
  const formula: FormulaTree = ["product", "a", ["derivative", ["power", "x", 2]]];
  expect(outline(Formula({ formula, slots: { [BY]: operatorSlot("x", partial) } }))).toBe(expected);
});

test("a sum behind an equals sign may break before each of its terms", () => {
  const drawn = EqualsFormula({ formula: ["sum", ["product", 6, "x"], -4], slots: {} });
  const [first, others] = (drawn.props as { children: ComponentChildren[] }).children;
  expect([first, ...(others as ComponentChildren[])]).toHaveLength(2);
});
