/** The order in which samples are taken: autograd_widgets/nn/shuffling.py in TypeScript. */

const GOLDEN = 0x9e3779b9; // 2³² divided by the golden ratio, so that seed 0 is not mixed to 0

/** The places 0 to count − 1 in the order of one epoch; of up to 2²¹ samples. */
export function order(count: number, seed: number, epoch: number): Uint32Array<ArrayBuffer> {
  const key = keyOf(seed, epoch);
  // each place behind its number, in one that float64 holds exactly: sorting these needs no comparing function
  const numbered = new Float64Array(count);
  for (let place = 0; place < count; place++) numbered[place] = mixed(place ^ key) * count + place;
  numbered.sort();
  const places = new Uint32Array(count);
  for (let i = 0; i < count; i++) places[i] = (numbered[i] as number) % count;
  return places;
}

/** Random numbers without a state: they follow from a seed and a number of their own, uniform from 0 to below 1. */
export function uniform(count: number, seed: number, stream: number): Float64Array {
  const key = keyOf(seed, stream);
  return Float64Array.from({ length: count }, (_, place) => mixed(place ^ key) / 2 ** 32);
}

function keyOf(seed: number, stream: number): number {
  return mixed(mixed(seed + GOLDEN) ^ stream);
}

/** Numbers of 32 bits in which every bit of the given ones counts (Wellons' lowbias32, 2018). */
function mixed(given: number): number {
  let x = given >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
