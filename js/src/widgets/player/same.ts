// Whether two values of a trait are the same: then an echo of what this view wrote is no news.

export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (ArrayBuffer.isView(one) && ArrayBuffer.isView(other)) return sameBytes(one, other);
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  if (keys.length !== others.length) return false;
  return keys.every((key) => same(one[key as keyof typeof one], other[key as keyof typeof other]));
}

function sameBytes(one: ArrayBufferView, other: ArrayBufferView): boolean {
  if (one.byteLength !== other.byteLength) return false;
  const [a, b] = [one, other].map(
    (each) => new Uint8Array(each.buffer, each.byteOffset, each.byteLength),
  ) as [Uint8Array, Uint8Array];
  return a.every((byte, i) => byte === b[i]);
}
