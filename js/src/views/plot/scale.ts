// From numbers to places on the screen, and back.

export type Pair = readonly [number, number];

export interface Scale {
  /** The numbers, and the places in px, of both ends. */
  readonly domain: Pair;
  readonly range: Pair;
  /** How many px a unit takes; of a logarithmic scale, a power of ten. */
  readonly perUnit: number;
  at(value: number): number;
  back(place: number): number;
}

export function linear(domain: Pair, range: Pair): Scale {
  const [from, to] = domain;
  const [begin, end] = range;
  const part = Number.isFinite(to - from) ? 1 : 0.5; // of all numbers, where the whole is too wide for one
  const perPart = (end - begin) / (to * part - from * part);
  return {
    domain,
    range,
    perUnit: perPart * part,
    at: (value) => begin + (value * part - from * part) * perPart,
    back: (place) => (from * part + (place - begin) / perPart) / part,
  };
}

/** A scale of positive numbers on which each power of ten takes as much room. */
export function logarithmic(domain: Pair, range: Pair): Scale {
  const exponents = linear([Math.log10(domain[0]), Math.log10(domain[1])], range);
  return {
    domain,
    range,
    perUnit: exponents.perUnit,
    at: (value) => exponents.at(Math.log10(value)),
    back: (place) => 10 ** exponents.back(place),
  };
}
