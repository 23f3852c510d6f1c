// When a screen reader is told what came of a change by hand: once it is over, and once it is known.

import { effect, signal } from "@preact/signals";

const QUIET = 700; // milliseconds without a change, after which it is said aloud

export class Announcer {
  /** What a screen reader is to say. */
  readonly announced = signal("");

  private readonly due = signal(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly end: () => void;

  /** @param sentence what there is to say; null as long as that is not known, "" if there is nothing. */
  constructor(sentence: () => string | null) {
    this.end = effect(() => {
      const text = this.due.value ? sentence() : null;
      if (text === null) return;
      this.due.value = false;
      if (text !== "") this.announced.value = text;
    });
  }

  /** Something has changed by hand. */
  say(): void {
    clearTimeout(this.timer);
    this.due.value = false;
    this.timer = setTimeout(() => {
      this.due.value = true;
    }, QUIET);
  }

  /** What there is to say now is worth saying. */
  sayNow(): void {
    clearTimeout(this.timer);
    this.due.value = true;
  }

  close(): void {
    clearTimeout(this.timer);
    this.end();
  }
}
