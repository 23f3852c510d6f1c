/** What there is to know about a function along one of its inputs at one place: autograd_widgets/graph/exploring/reading.py. */

import type { Line } from "./line";
import { type Break, type Neighbourhood, neighbourhood } from "./neighbourhood";

/** How a difference quotient is taken. */
export type Method = "forward" | "backward" | "central";
export const METHODS: readonly Method[] = ["forward", "backward", "central"];

export type ByMethod<T> = Readonly<Record<Method, T>>;

/** Places in order and the function there; NaN where the curve breaks. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface Reading {
  readonly x: number;
  readonly h: number;
  /** f at x, x + h and x − h. */
  readonly value: number;
  readonly above: number;
  readonly below: number;
  /** By each number that can be moved, in the order of the inputs. */
  readonly gradient: Float64Array;
  /** The exact derivative at x by the number that is moved. */
  readonly derivative: number;
  readonly differences: ByMethod<number>;
  /** Difference minus derivative; it is the sum of the two parts that follow. */
  readonly errors: ByMethod<number>;
  readonly truncation: ByMethod<number>;
  readonly rounding: ByMethod<number>;
  /** By how much rounding may move a rise of f: noise / |h| bounds the rounding of a difference quotient. */
  readonly noise: number;
  /** The second and the third derivative at x; NaN where there are none. */
  readonly bends: readonly [number, number];
  /** What keeps the function from having a derivative at x, whatever rules say; "" if nothing does. */
  readonly broken: Break;
  readonly sweep: Sweep;
  readonly curve: Curve;
}

/** The errors of difference quotients over steps from 1e−16 to 1, of the sign of h. */
export interface Sweep {
  readonly h: Float64Array; // positive
  readonly errors: ByMethod<Float64Array>;
}

/** What is measured; the rest of a reading follows from it. */
export interface Measured {
  readonly x: number;
  readonly h: number;
  readonly values: readonly [number, number, number];
  readonly gradient: Float64Array;
  readonly derivative: number;
  readonly truncation: ByMethod<number>;
  readonly noise: number;
  readonly bends: readonly [number, number];
  readonly broken: Break;
  readonly sweep: Sweep;
  readonly curve: Curve;
}

const SWEEP = 100; // steps
const SHORT = 2; // a step, in distances that suit the bends, below which the series is the better guide
const BY_ROUNDING = 64; // times its bound: what lies further off has another cause, such as a kink
const DUST = 8; // units in the last place
// Gauss and Legendre's places and weights on the interval from 0 to 1, of order 16
const HALF_NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const HALF_WEIGHTS = [0.362683783378362, 0.31370664587788727, 0.22238103445337448, 0.10122853629037626];
const NODES = [...HALF_NODES.map((z) => (1 - z) / 2), ...HALF_NODES.map((z) => (1 + z) / 2)];
const WEIGHTS = [...HALF_WEIGHTS, ...HALF_WEIGHTS].map((w) => w / 2);

const EVERY = 5; // of the steps, for a function that takes long
const STEPS = Float64Array.from({ length: SWEEP }, (_, k) => 10 ** (k * (16 / (SWEEP - 1)) - 16));

/** The forward, backward and central difference quotient; NaN for h = 0. */
export function quotients(
  [at, above, below]: readonly [number, number, number],
  h: number,
): ByMethod<number> {
  return { forward: (above - at) / h, backward: (at - below) / h, central: (above - below) / (2 * h) };
}

function byMethod<T>(of: (method: Method) => T): ByMethod<T> {
  return { forward: of("forward"), backward: of("backward"), central: of("central") };
}

/** The errors of the three quotients at x over all steps of one sign. */
export function sweepAt(line: Line, x: number, derivative: number, sign: number): Sweep {
  const steps = line.costly ? STEPS.filter((_, k) => k % EVERY === EVERY - 1) : STEPS;
  const count = steps.length;
  const places = new Float64Array(1 + 2 * count);
  places[0] = x;
  steps.forEach((step, k) => {
    places[1 + k] = x + sign * step;
    places[1 + count + k] = x - sign * step;
  });
  const found = line.values(places);
  const errors = byMethod(() => new Float64Array(count));
  steps.forEach((step, k) => {
    const three = [found[0], found[1 + k], found[1 + count + k]] as [number, number, number];
    const swept = quotients(three, sign * step);
    for (const method of METHODS) errors[method][k] = swept[method] - derivative;
  });
  return { h: steps, errors };
}

/**
 * What there is to know about a line at x, with the step h.
 *
 * @param gradient the derivative by each number that can be moved.
 * @param derivative the one by the number that moves here.
 */
export function measure(
  line: Line,
  x: number,
  h: number,
  known: Pick<Measured, "gradient" | "derivative" | "curve" | "sweep">,
): Measured {
  const { derivative } = known;
  const values = [...line.values(Float64Array.of(x, x + h, x - h))] as [number, number, number];
  const noise = line.epsilon * (Math.abs(values[0]) + Math.abs(x * derivative));
  const about = neighbourhood(line, x, derivative, values[0]);
  const truncation = cutOff(line, x, h, derivative, about);
  const found = quotients(values, h);
  return {
    ...{ ...known, x, h, values, noise, bends: about.bends, broken: about.broken },
    truncation: byMethod((method) => {
      const error = found[method] - derivative;
      const rest = Math.abs(error - truncation[method]);
      const dust = DUST * line.epsilon * Math.max(Math.abs(derivative), Math.abs(error)); // the quadrature's own
      const isWhole =
        rest <= dust || rest > (BY_ROUNDING * noise) / Math.abs(h) || !Number.isFinite(truncation[method]);
      return isWhole ? error : truncation[method];
    }),
  };
}

/** What cutting off the series makes, from exact derivatives: a quotient is the mean of f′ over its step. */
function cutOff(line: Line, x: number, h: number, derivative: number, { bends, scale }: Neighbourhood) {
  const ahead = NODES.map((c) => x + h * c);
  const behind = NODES.map((c) => x - h * c);
  const slopes = line.slopes(Float64Array.from([...ahead, ...behind]));
  const mean = (from: number) =>
    WEIGHTS.reduce((sum, w, i) => sum + w * ((slopes[from + i] as number) - derivative), 0);
  const isShort = Math.abs(h) < SHORT * scale && bends.every(Number.isFinite);
  const even = (bends[1] * h * h) / 6;
  const odd = (bends[0] * h) / 2;
  const forward = isShort ? even + odd : mean(0);
  const backward = isShort ? even - odd : mean(NODES.length);
  return { forward, backward, central: (forward + backward) / 2 };
}

/** A whole reading. */
export function readingOf({ values, ...measured }: Measured): Reading {
  const [value, above, below] = values;
  const differences = quotients(values, measured.h);
  const errors = byMethod((method) => differences[method] - measured.derivative);
  const rounding = byMethod((method) => errors[method] - measured.truncation[method]);
  return { ...measured, value, above, below, differences, errors, rounding };
}
