/** What there is to know about a function along one of its inputs, at one place. */

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
  /** The second and the third derivative at x. */
  readonly bends: readonly [number, number];
  readonly sweep: Sweep;
  readonly curve: Curve;
}

/** The errors of difference quotients over steps from 1e−16 to 1, of the sign of h. */
export interface Sweep {
  readonly h: Float64Array; // positive
  readonly errors: ByMethod<Float64Array>;
}
