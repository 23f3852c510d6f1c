// Whether Python answers. A host can't be asked: on a static page, or when the kernel has died, it takes every message.

import { batch, effect, type ReadonlySignal, signal } from "@preact/signals";

const PATIENCE = 4000; // milliseconds

export class Silence {
  private readonly held = signal(false);
  private readonly end: () => void;

  /**
   * @param waiting whether an answer is wanted.
   * @param answers what changes with every answer: each is waited for anew.
   * @param whenSilent is called when one has not come.
   */
  constructor(waiting: () => boolean, answers: readonly ReadonlySignal<unknown>[], whenSilent: () => void) {
    this.end = effect(() => {
      for (const each of answers) each.value;
      if (!waiting()) return;
      const timer = setTimeout(() => {
        batch(() => {
          this.held.value = true;
          whenSilent();
        });
      }, PATIENCE);
      return () => clearTimeout(timer);
    });
  }

  /** Whether an answer has not come in time. */
  get silent(): ReadonlySignal<boolean> {
    return this.held;
  }

  /** An answer has come; returns whether that had been given up. */
  answered(): boolean {
    const before = this.held.peek();
    this.held.value = false;
    return before;
  }

  close(): void {
    this.end();
  }
}
