// What a network says of each place, as the colours of an image.

import type { Colour } from "./painting";

const LEVELS = 64; // of how sure it is
const FAINTEST = 0.08; // how much of the colour there is where it is not sure at all
const STRONGEST = 0.5;

/** The pixels of a colour from faint to strong, as an ImageData has them. */
function levelsOf([red, green, blue]: Colour): Uint32Array {
  const pixels = new Uint8ClampedArray(4 * LEVELS);
  for (let level = 0; level < LEVELS; level++) {
    const strength = FAINTEST + ((STRONGEST - FAINTEST) * level) / (LEVELS - 1);
    pixels.set([red, green, blue, Math.round(255 * strength)], 4 * level);
  }
  return new Uint32Array(pixels.buffer);
}

/**
 * Colour the pixels of an image, row by row from the top, for values on a grid, row by row from the bottom.
 *
 * Two classes have one value a place, below or above 0; more have one each, and the greatest wins by how much it leads.
 * A value that is not a number has no colour.
 */
export function colourField(
  pixels: Uint32Array,
  values: ArrayLike<number>,
  size: number,
  classes: number,
  colours: readonly Colour[],
): void {
  const levels = colours.map(levelsOf);
  const each = classes === 2 ? 1 : classes;
  for (let row = 0; row < size; row++) {
    const from = (size - 1 - row) * size;
    for (let column = 0; column < size; column++) {
      const at = (from + column) * each;
      let which = 0;
      let lead = values[at] as number;
      if (each === 1) {
        which = lead > 0 ? 1 : 0;
        lead = Math.abs(lead);
      } else {
        let second = Number.NEGATIVE_INFINITY;
        for (let other = 1; other < each; other++) {
          const value = values[at + other] as number;
          if (value > lead) {
            second = lead;
            lead = value;
            which = other;
          } else if (value > second) second = value;
        }
        lead -= second;
      }
      const sure = lead === Number.POSITIVE_INFINITY ? 1 : lead / (0.5 + lead);
      pixels[row * size + column] = levels[which % levels.length]?.[Math.round((LEVELS - 1) * sure)] ?? 0;
    }
  }
}
