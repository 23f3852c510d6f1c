import { expect, test } from "vitest";
import { type Allowed, FINITE, problemWith, wholeUpTo } from "../../src/views/allowed";

const SHARE: Allowed = { from: 0, to: 1 - 1e-12, words: "numbers from 0 to below 1" };
const LESS = "Only numbers from 0 to below 1 are allowed; the last one is kept.";
const WHOLE = "Only whole numbers from 1 to 1,280 are allowed; the last one is kept.";

test.each([
  ["0", SHARE, ""],
  ["0.99", SHARE, ""],
  ["1", SHARE, LESS],
  ["−1", SHARE, LESS],
  ["nan", SHARE, LESS],
  ["inf", SHARE, LESS],
  ["abc", SHARE, "“abc” is not a number; the last one is kept."],
  [" ", SHARE, "Type a number, such as −3 or 1e-3."],
  ["−1e308", FINITE, ""],
  ["−inf", FINITE, "Only finite numbers are allowed; the last one is kept."],
  ["1280", wholeUpTo(1280), ""],
  ["9999", wholeUpTo(1280), WHOLE],
  ["0", wholeUpTo(1280), WHOLE],
  ["3.5", wholeUpTo(1280), WHOLE],
  ["nan", undefined, ""],
])("of “%s” it is said what is wrong", (text, allowed, words) => {
  expect(problemWith(text, allowed)).toBe(words);
});
