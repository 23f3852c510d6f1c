// The only file that knows the notebook: anywidget's model, or the stand-in for it on a page (page/model.ts).

const SAVE_EVERY = 100; // milliseconds: at most ten messages a second to the kernel, and one trailing

/** What anywidget hands to a widget; static pages, and some hosts, leave parts of it out. */
export interface HostModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  on?(event: string, callback: () => void): void;
  off?(event: string, callback: () => void): void;
  save_changes?(): void;
}

/** What a view reads and writes, and hears of. */
export interface Shared<State extends object> {
  read<Key extends keyof State & string>(name: Key): State[Key];
  write<Key extends keyof State & string>(name: Key, value: State[Key]): void;
  listen(name: keyof State & string, callback: () => void): () => void;
}

/** The state that a widget shares with Python, typed; writing it never blocks and never throws. */
export class Host<State extends object> implements Shared<State> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastSave = Number.NEGATIVE_INFINITY;

  constructor(private readonly model: HostModel) {}

  /** Whether Python may be listening: not so on a page by itself. */
  get live(): boolean {
    return typeof this.model.save_changes === "function";
  }

  read<Key extends keyof State & string>(name: Key): State[Key] {
    return this.model.get(name) as State[Key];
  }

  /** Set a trait here at once, and in Python soon. */
  write<Key extends keyof State & string>(name: Key, value: State[Key]): void {
    attempt(() => this.model.set(name, value));
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.lastSave + SAVE_EVERY - performance.now());
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Call back whenever a trait changes, from wherever; returns a function that ends it. */
  listen(name: keyof State & string, callback: () => void): () => void {
    attempt(() => this.model.on?.(`change:${name}`, callback));
    return () => attempt(() => this.model.off?.(`change:${name}`, callback));
  }

  /** Send what is still waiting, and stop. */
  close(): void {
    if (this.timer !== undefined) this.save();
  }

  private save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastSave = performance.now();
    attempt(() => this.model.save_changes?.());
  }
}

/** A kernel that has gone, or a host that throws where it should do nothing, must not stop the picture. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // the view goes on by itself
  }
}

/** Show a widget in an element; returns what ends it. */
export type Mount<State extends object> = (host: Host<State>, element: HTMLElement) => () => void;

/** Return what anywidget wants a module to export by default. */
export function widget<State extends object>(mount: Mount<State>) {
  return {
    render({ model, el }: { model: HostModel; el: HTMLElement }): () => void {
      const host = new Host<State>(model);
      const end = mount(host, el);
      return () => {
        end();
        host.close();
      };
    },
  };
}
