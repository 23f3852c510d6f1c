import type { HostModel } from "../../src/host";

/** A model as strict as a notebook's is lenient; it counts what listens. */
export class FakeModel<State extends object> implements HostModel {
  saves = 0;
  readonly sets: string[] = [];
  private readonly listeners = new Map<string, Set<() => void>>();

  constructor(readonly state: State) {}

  get(name: string): unknown {
    if (!Object.hasOwn(this.state, name)) throw new Error(`there is no trait ${name}`);
    return this.state[name as keyof State];
  }

  set(name: string, value: unknown): void {
    this.sets.push(name);
    this.change({ [name]: value } as Partial<State>);
  }

  /** Several traits change in one message, as when Python shows another computation: all of them, then the events. */
  change(traits: Partial<State>): void {
    const changed = Object.keys(traits).filter((name) => this.get(name) !== traits[name as keyof State]);
    Object.assign(this.state, traits);
    for (const name of changed)
      for (const callback of [...(this.listeners.get(`change:${name}`) ?? [])]) callback();
  }

  on(event: string, callback: () => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(callback));
  }

  off(event: string, callback: () => void): void {
    if (!this.listeners.get(event)?.delete(callback)) throw new Error(`nothing listens for ${event}`);
  }

  save_changes(): void {
    this.saves++;
  }

  get listening(): number {
    return [...this.listeners.values()].reduce((sum, callbacks) => sum + callbacks.size, 0);
  }
}
