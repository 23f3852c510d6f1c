// To drag a thing of a picture: what was held when it was caught, and how far the pointer has come since.

import { useRef } from "preact/hooks";

export interface DragActions<Held> {
  /** What is held; null if it can't be. */
  begin(): Held | null;
  /** The pointer is so many px from where it began; with Alt it counts a tenth. */
  move(held: Held, right: number, down: number, fine: boolean): void;
  end?(): void;
}

interface Drag<Held> {
  readonly pointer: number;
  readonly held: Held;
  x: number;
  y: number;
  right: number;
  down: number;
}

/** Return the handlers of an element that can be dragged. The pointer's travel is all that they read. */
export function useDrag<Held>({ begin, move, end }: DragActions<Held>) {
  const drag = useRef<Drag<Held> | null>(null);
  const finish = () => {
    if (drag.current === null) return;
    drag.current = null;
    end?.();
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      event.stopPropagation(); // what is behind stays where it is
      event.preventDefault();
      const element = event.currentTarget as SVGElement;
      element.focus({ preventScroll: true });
      if (drag.current !== null) return;
      const held = begin();
      if (held === null) return;
      element.setPointerCapture(event.pointerId);
      drag.current = {
        pointer: event.pointerId,
        held,
        x: event.clientX,
        y: event.clientY,
        right: 0,
        down: 0,
      };
    },
    onPointerMove(event: PointerEvent) {
      const now = drag.current;
      if (now === null || now.pointer !== event.pointerId) return;
      const share = event.altKey ? 0.1 : 1;
      now.right += (event.clientX - now.x) * share;
      now.down += (event.clientY - now.y) * share;
      now.x = event.clientX;
      now.y = event.clientY;
      move(now.held, now.right, now.down, event.altKey);
    },
    onPointerUp: finish,
    onPointerCancel: finish,
    onLostPointerCapture: finish,
  };
}
