import { describe, expect, test } from "vitest";
import { numberIn, numberText, type Pair, readAddress, writeAddress } from "../../src/page/address";

describe("an address", () => {
  test.each<[string, readonly Pair[], string]>([
    ["names its widget", [], "#widget-2"],
    [
      "can be read by a person",
      [
        ["step", "4"],
        ["a", "2.5"],
        ["b", "-3"],
      ],
      "#widget-2?step=4&a=2.5&b=-3",
    ],
    ["leaves commas and @", [["W", ",,0.5"]], "#widget-2?W=,,0.5"],
    ["holds steps", [["rate@40", "0.1"]], "#widget-2?rate@40=0.1"],
    ["holds any name", [["a=b&c #?/%", "1"]], "#widget-2?a%3Db%26c%20%23%3F%2F%25=1"],
    ["ends where a mail's link ends", [["f(x)!", "1"]], "#widget-2?f%28x%29%21=1"],
    ["holds other scripts", [["σ′", "1"]], "#widget-2?%CF%83%E2%80%B2=1"],
  ])("%s, and is read back", (_, pairs, hash) => {
    expect(writeAddress("widget-2", pairs)).toBe(hash);
    const read = readAddress(hash);
    expect([read?.id, read?.pairs, read?.problem]).toEqual(["widget-2", pairs, ""]);
  });

  test.each([
    ["#where-the-curve-lies-flat", true, "where-the-curve-lies-flat"],
    ["#Why-is-that?", false, "Why-is-that?"],
    ["#Was-%C3%A4ndert-sich?", false, "Was-ändert-sich?"],
  ])("of a heading is the heading's: %s", (hash, isPlain, anchor) => {
    expect(readAddress(hash)).toMatchObject({ isPlain, anchor, pairs: [], problem: "" });
  });

  test.each([
    ["a text without a sign of equality", "#w?step", "“step”"],
    ["a value without a name", "#w?=3", "“=3”"],
    ["half of a letter", "#w?a=%E0%A4", "“a=%E0%A4”"],
    ["a name that comes twice", "#w?a=1&a=2", "“a” is in it twice"],
    ["a name that comes twice, written differently", "#w?a=1&%61=2", "“a” is in it twice"],
    ["far too much", `#w?a=${"1".repeat(30_000)}`, "it is too long"],
  ])("with %s says so", (_, hash, problem) => {
    expect(readAddress(hash)).toMatchObject({ id: "w", pairs: [], problem });
  });

  test.each(["", "#", "#?a=1", "#%E0%A4", "#%E0%A4?a=1"])("that names nothing is none: %j", (hash) => {
    expect(readAddress(hash)).toBeNull();
  });
});

describe("a number", () => {
  test.each([
    ...[0, -0, 1, -3, 0.1, 1 / 3, 5e-324, -Number.MAX_VALUE, 1e21, 1e-7, 123456789.123, 2 ** 53],
    ...[Math.fround(0.1), Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ])("comes back bit for bit: %d", (x) => {
    expect(numberText(x)).toMatch(/^-?[\d.e-]+$|^-?inf$/);
    expect(Object.is(numberIn(numberText(x)), x)).toBe(true);
  });

  test.each(["2.5", "-3", "−3", "1e-3", "1E5", "1e+5", ".5", "5."])("may be written %s", (text) => {
    expect(numberIn(text)).toBe(Number(text.replace("−", "-")));
  });

  test.each([
    "",
    " ",
    "nan",
    "NaN",
    "1e400",
    "0x10",
    "1_000",
    "1,5",
    "Infinity",
    "--1",
    "1 ",
    "<script>",
    "1;2",
    "١",
  ])("is not %j", (text) => {
    expect(numberIn(text)).toBeNull();
  });
});
