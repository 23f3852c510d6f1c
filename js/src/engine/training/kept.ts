/** States of a training that were kept, so that any step can be reached from one before it. */

import type { Numbers } from "../arrays";
import type { Memory } from "./optimiser";
import type { Settings } from "./steering";

/** All that the next steps follow from. */
export interface State {
  /** How many steps led to it. */
  readonly step: number;
  /** How many epochs are finished, and how many samples of the next one are used. */
  readonly epoch: number;
  readonly used: number;
  readonly parameters: readonly Numbers[];
  readonly memory: Memory;
  /** Those by which it was reached. */
  readonly settings: Settings;
}

const OVERHEAD = 500; // bytes that a state takes besides its numbers

/** Keeps every state at first, then every second one, every fourth …, so that they fit into a memory limit. */
export class Kept {
  private states: State[] = [];
  private readonly byHand = new Set<State>();
  private every = 1;
  private taken = 0;

  /** @param limit in bytes. The first state, the last, and those made by hand are kept even beyond it. */
  constructor(private readonly limit: number) {}

  /** Whether a step's state is to be kept as training goes on. */
  wants(step: number): boolean {
    return step % this.every === 0;
  }

  /**
   * Keep a state, instead of one that is known of its step.
   *
   * @param byHand whether it does not follow from those before it.
   */
  add(state: State, byHand = false): void {
    const { last } = this;
    if (last && last.step !== state.step && !this.stays(last)) this.keep((each) => each !== last); // no longer the last
    const place = this.placeUpTo(state.step);
    const known = this.states[place]?.step === state.step ? this.states[place] : undefined;
    if (known && this.byHand.delete(known)) byHand = true;
    this.states.splice(known ? place : place + 1, known ? 1 : 0, state);
    this.taken += bytesOf(state) - (known ? bytesOf(known) : 0);
    if (byHand) this.byHand.add(state);
    while (this.taken > this.limit && this.every <= state.step) this.thin();
  }

  /** The latest state of a step or one before it. */
  upTo(step: number): State {
    return this.states[this.placeUpTo(step)] as State;
  }

  /** Forget the states after a step. */
  cut(step: number): void {
    this.keep((state) => state.step <= step);
  }

  get bytes(): number {
    return this.taken;
  }

  /** Which steps are kept. */
  get steps(): number[] {
    return this.states.map(({ step }) => step);
  }

  get all(): readonly State[] {
    return this.states;
  }

  /** Whether a state does not follow from those before it. */
  isByHand(state: State): boolean {
    return this.byHand.has(state);
  }

  /** The first, the last and those made by hand, and of the others as many as there is room for. */
  thinned(bytes: number): State[] {
    const { states } = this;
    const each = bytesOf(states[0] as State);
    const count = Math.min(states.length, Math.max(2, Math.floor(bytes / each)));
    const apart = (states.length - 1) / (count - 1 || 1);
    const chosen = new Set(Array.from({ length: count }, (_, i) => Math.round(i * apart)));
    return states.filter((state, i) => chosen.has(i) || this.byHand.has(state));
  }

  private placeUpTo(step: number): number {
    let place = this.states.length - 1;
    while (place >= 0 && (this.states[place] as State).step > step) place--;
    return place;
  }

  private get last(): State | undefined {
    return this.states.at(-1);
  }

  private stays(state: State): boolean {
    return this.wants(state.step) || this.byHand.has(state);
  }

  private thin(): void {
    this.every *= 2;
    const { last } = this;
    this.keep((state) => state === last || this.stays(state));
  }

  private keep(isKept: (state: State) => boolean): void {
    for (const state of this.states.filter((each) => !isKept(each))) {
      this.taken -= bytesOf(state);
      this.byHand.delete(state);
    }
    this.states = this.states.filter(isKept);
  }
}

function bytesOf({ parameters, memory }: State): number {
  return [...parameters, ...memory.buffers].reduce((sum, { byteLength }) => sum + byteLength, OVERHEAD);
}
