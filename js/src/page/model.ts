// What a widget's view takes for the notebook's model, on a page where there is no notebook.

import type { State } from "./slots";

export class PageModel {
  private readonly listeners = new Map<string, Set<() => void>>();

  constructor(readonly state: State) {}

  get(name: string): unknown {
    return this.state[name];
  }

  set(name: string, value: unknown): void {
    this.state[name] = value;
    for (const callback of [...(this.listeners.get(`change:${name}`) ?? [])]) callback();
  }

  on(event: string, callback: () => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(callback));
  }

  off(event: string, callback: () => void): void {
    this.listeners.get(event)?.delete(callback);
  }
}

/** Traits as Python wrote them: `{"$bytes": base64}` stands for bytes. */
export function stateIn(text: string): State {
  return JSON.parse(text, (_name, value) => {
    const bytes = (value as { $bytes?: unknown } | null)?.$bytes;
    if (typeof bytes !== "string") return value;
    return new DataView(bytesIn(bytes).buffer);
  }) as State;
}

export function bytesIn(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
