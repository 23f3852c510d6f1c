/** Parameters in one array, or one for each precision: what is done to all of them is one loop. */

import { type NDArray, type Numbers, room } from "../arrays";

/** Room for arrays, of zeros: the long ones, and each one's part of them. */
export function laidOut(arrays: ReadonlyMap<string, NDArray>): { all: Numbers[]; by: Map<string, Numbers> } {
  const by = new Map<string, Numbers>();
  const types = new Set([...arrays.values()].map(({ dtype }) => dtype));
  const all = [...types].map((type) => {
    const alike = [...arrays].filter(([, { dtype }]) => dtype === type);
    const long = room(
      alike.reduce((sum, [, { data }]) => sum + data.length, 0),
      type,
    );
    let at = 0;
    for (const [name, { data }] of alike) {
      by.set(name, long.subarray(at, at + data.length));
      at += data.length;
    }
    return long;
  });
  return { all, by };
}

/** The part of each of the arrays in other long ones that are laid out alike. */
export function partsOf(
  { all, by }: ReturnType<typeof laidOut>,
  others: readonly Numbers[],
): Map<string, Numbers> {
  return new Map(
    [...by].map(([name, { buffer, byteOffset, length, BYTES_PER_ELEMENT }]) => {
      const other = others[all.findIndex((long) => long.buffer === buffer)] as Numbers;
      const from = byteOffset / BYTES_PER_ELEMENT;
      return [name, other.subarray(from, from + length)];
    }),
  );
}

export function areFinite(arrays: readonly Numbers[]): boolean {
  let zero = 0;
  for (const numbers of arrays) for (let i = 0; i < numbers.length; i++) zero += 0 * (numbers[i] as number);
  return zero === 0; // 0 · ∞ and 0 · nan are nan
}

/** The length of a vector. */
export function norm(numbers: Numbers): number {
  let sum = 0;
  for (const x of numbers) sum += x * x;
  return Math.sqrt(sum);
}
