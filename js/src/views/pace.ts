// How fast a drag or an arrow key goes.

export interface Modifiers {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Shift and Alt make a step ten times coarser and finer. */
export function pace(event: Modifiers): number {
  return event.shiftKey ? 10 : event.altKey ? 0.1 : 1;
}

const DIRECTIONS: Record<string, number> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

/** By how many steps a key moves a slider: 1, ten times with Shift, a tenth with Alt; null if it doesn't. */
export function stepsOf(event: KeyboardEvent): number | null {
  const direction = DIRECTIONS[event.key];
  return direction === undefined || event.ctrlKey || event.metaKey ? null : direction * pace(event);
}
