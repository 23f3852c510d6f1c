// Round numbers around what is shown, so that a scale rarely changes.

const MANTISSAS: readonly number[] = [1, 2, 5];

/** The least of some round numbers · 10ⁿ, 1, 2 and 5 if not given, that is not below a size; 1 for 0. */
export function roundUp(size: number, mantissas = MANTISSAS): number {
  if (!(size > 0)) return 1;
  const exponent = Math.floor(Math.log10(size) + 1e-9);
  const rest = size / Number(`1e${exponent}`);
  const mantissa = mantissas.find((each) => each >= rest * (1 - 1e-9)) ?? 10;
  return Math.min(Number(`${mantissa}e${exponent}`), Number.MAX_VALUE);
}

/** The largest magnitude of the finite numbers of some arrays; 0 if there is none. */
export function largest(arrays: Iterable<ArrayLike<number>>): number {
  let most = 0;
  for (const values of arrays) {
    for (let i = 0; i < values.length; i++) {
      const size = Math.abs(values[i] as number);
      if (size > most && size !== Number.POSITIVE_INFINITY) most = size;
    }
  }
  return most;
}
