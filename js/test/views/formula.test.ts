import type { ComponentChildren, VNode } from "preact";
import { expect, test } from "vitest";
import type { Formula as FormulaTree } from "../../src/contract";
import { Formula } from "../../src/views/formula";

/** MathML in one line: the elements that mean something by their names, the others as what is in them. */
function outline(drawn: ComponentChildren): string {
  if (Array.isArray(drawn)) return drawn.map(outline).join("");
  if (typeof drawn !== "object" || drawn === null) return String(drawn ?? "");
  const { type, props } = drawn as VNode<{ children?: ComponentChildren }>;
  const inner = [props.children].flat();
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
  [
    ["where", ["greater", "x", "y"], 1, ["where", ["equal", "x", "y"], 0.5, 0]],
    "{mtable(mtr(mtd(1), mtd(where\u00a0, x>y))mtr(mtd(0.5), mtd(where\u00a0, x=y)), mtr(mtd(0), mtd(elsewhere)))",
  ],
])("%j is written as in a book", (formula, expected) => {
  expect(outline(Formula({ formula }))).toBe(expected);
});
