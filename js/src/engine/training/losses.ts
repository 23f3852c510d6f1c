/** The loss of each step's batch, before the step; of a long training, those of steps at equal distances. */

const MOST = 16_384;

export class Losses {
  /** How many steps lie between two losses: 1, and twice as many whenever there would be too many of them. */
  every = 1;
  private readonly written = new Float64Array(MOST);
  private steps = 0;

  /** @param values those of the first steps, at equal distances. */
  constructor(values: ArrayLike<number> = [], every = 1, steps = values.length * every) {
    const isWhole = Number.isInteger(every) && every > 0 && values.length === Math.ceil(steps / every);
    if (!isWhole || values.length > MOST)
      throw new Error(`${values.length} losses of every ${every} steps are not those of ${steps} steps.`);
    this.written.set(values);
    this.every = every;
    this.steps = steps;
  }

  /** How many steps it is about. */
  get length(): number {
    return this.steps;
  }

  /** Those that are kept, the i-th of step i · every. */
  get values(): Float64Array {
    return this.written.subarray(0, Math.ceil(this.steps / this.every));
  }

  /** The loss of a step; undefined if it is not kept. */
  of(step: number): number | undefined {
    const isKept = step < this.steps && step % this.every === 0;
    return isKept ? this.written[step / this.every] : undefined;
  }

  /** Take up the loss of the next step. */
  add(loss: number): void {
    if (this.steps === MOST * this.every) {
      for (let i = 0; i < MOST / 2; i++) this.written[i] = this.written[2 * i] as number;
      this.every *= 2;
    }
    if (this.steps % this.every === 0) this.written[this.steps / this.every] = loss;
    this.steps++;
  }

  /** Forget those from a step on. */
  cut(step: number): void {
    this.steps = Math.min(this.steps, step);
    if (this.steps === 0) this.every = 1;
  }
}
