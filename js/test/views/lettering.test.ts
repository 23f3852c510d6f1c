import { expect, test } from "vitest";
import { fittedText, shownSymbol, textWidth } from "../../src/views/lettering";

const width = (text: string) => textWidth(text, 10);

test("the name of any of NumPy's functions is shown whole, a very long one is cut", () => {
  expect(shownSymbol("take_along_axis")).toBe("take_along_axis");
  expect(shownSymbol("a_function_of_my_own")).toBe("a_function_of_m…");
  expect(shownSymbol("")).toBe("?");
});

test("an array that fits is written out", () => {
  expect(fittedText("[1.0, 2.0]", width("[1.0, 2.0]"), 10)).toBe("[1.0, 2.0]");
});

test("of an array that doesn't fit, the first entries are shown, each whole", () => {
  expect(fittedText("[0.231, 0.629, 0.14]", width("[0.231, 0.629, …"), 10)).toBe("[0.231, 0.629, …");
  expect(fittedText("[[1.0, 2.0], [3.0, 4.0]]", width("[[1.0, 2.0], …"), 10)).toBe("[[1.0, 2.0], …");
});

test("of a large array at least the shape is shown", () => {
  expect(fittedText("array (1, 1, 28, 28)", width("(1, 1, 28, 28)"), 10)).toBe("(1, 1, 28, 28)");
});
