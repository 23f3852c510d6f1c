// Numbers of things, in words.

/** "1 sample", "1,200 samples". */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
