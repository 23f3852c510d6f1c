// What a player shares with Python, as signals.

import { type Signal, signal } from "@preact/signals";
import type { PlayerState } from "../../contract";
import type { Host } from "../../host";
import { same } from "./same";

/** Those that a view hears of; the stepper's own it reads by itself. */
const NAMES = [
  ...["title", "network", "graphs", "loss_name", "kind", "features", "X", "y", "held_X", "held_y", "grid"],
  ...[
    "layers",
    "initial",
    "parameters",
    "revision",
    "answered",
    "settings",
    "schedule",
    "rival",
    "step",
    "playing",
    "speed",
  ],
  ...[
    "run",
    "played",
    "look",
    "dynamic",
    "trained_by",
    "problem",
    "note",
    "scale",
    "sample",
    "shown",
    "opened",
  ],
] as (keyof PlayerState)[];

/** Those that may be missing: traitlets sends an empty dictionary then. */
const MISSING: readonly string[] = [
  ...["network", "held_X", "held_y", "grid", "schedule", "run", "played", "look"],
];

type Signals = { readonly [Key in keyof PlayerState]: Signal<PlayerState[Key]> };

export abstract class PlayerTraits {
  /** Each trait as it is here. */
  readonly traits: Signals;

  protected readonly endings: (() => void)[] = [];
  private writing = false;

  constructor(protected readonly host: Host<PlayerState>) {
    const traits: Record<string, Signal<unknown>> = {};
    for (const name of NAMES) {
      const held = signal<unknown>(this.read(name));
      traits[name] = held;
      const listener = () => {
        const now = this.read(name);
        if (this.writing || same(held.peek(), now)) return; // our own change comes back as an event
        held.value = now;
        this.heard(name);
      };
      this.endings.push(host.listen(name, listener));
    }
    this.traits = traits as unknown as Signals;
  }

  /** A trait as it is shared now. */
  protected read<Key extends keyof PlayerState>(name: Key): PlayerState[Key] {
    const value = this.host.read(name);
    const isMissing = MISSING.includes(name) && Object.keys(value ?? {}).length === 0;
    return isMissing ? (null as PlayerState[Key]) : value;
  }

  /** Whether Python may be listening. */
  get live(): boolean {
    return this.host.live;
  }

  close(): void {
    for (const end of this.endings) end();
  }

  /** Python, or another view, has changed a trait. */
  protected abstract heard(name: keyof PlayerState): void;

  protected write<Key extends keyof PlayerState>(name: Key, value: PlayerState[Key]): void {
    const held = this.traits[name] as Signal<PlayerState[Key]> | undefined;
    if (held) held.value = value;
    this.writing = true;
    this.host.write(name, value);
    this.writing = false;
  }
}
