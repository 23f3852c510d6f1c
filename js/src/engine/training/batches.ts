/** Which samples the next step learns from. */

import { countOf, type Samples } from "./samples";
import { order } from "./shuffle";
import type { Settings } from "./steering";

export class Batches {
  /** How many epochs are finished. */
  epoch = 0;
  /** How many samples of the next one are used. */
  used = 0;
  private ordered = { samples: null as Samples | null, epoch: -1, seed: -1, places: new Uint32Array() };

  /** How many there are in the next batch, and their places; null for all of them in their order. */
  next({ samples, batchSize, seed }: Settings): { size: number; places: Uint32Array | null } {
    const count = countOf(samples);
    const size = Math.min(batchSize, count - this.used);
    return {
      size,
      places: size < count ? this.order(samples, seed).subarray(this.used, this.used + size) : null,
    };
  }

  advance({ samples, batchSize }: Settings): void {
    this.used += batchSize;
    if (this.used < countOf(samples)) return;
    this.used = 0;
    this.epoch++;
  }

  private order(samples: Samples, seed: number): Uint32Array<ArrayBuffer> {
    const { epoch, ordered } = this;
    if (ordered.epoch !== epoch || ordered.samples !== samples || ordered.seed !== seed)
      this.ordered = { samples, epoch, seed, places: order(countOf(samples), seed, epoch) };
    return this.ordered.places;
  }
}
