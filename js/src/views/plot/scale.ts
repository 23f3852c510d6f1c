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
  const perUnit = (end - begin) / (to - from);
  return {
    domain,
    range,
    perUnit,
    at: (value) => begin + (value - from) * perUnit,
    back: (place) => from + (place - begin) / perUnit,
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
