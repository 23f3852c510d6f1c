// To move and zoom what a plot shows: by dragging, with two fingers, with the wheel, with keys.

import { useRef } from "preact/hooks";
import type { Box } from "./lines";
import type { Scale } from "./scale";
import { centre, panned, type View, zoomed } from "./view";

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the fingers are, and what was seen when the last of them came or went. */
interface Touch {
  readonly corner: Place; // of the plot on the screen
  readonly fingers: Map<number, Place>;
  began: readonly Place[];
  view: View;
}

export interface PanningProps {
  readonly view: View;
  readonly frame: Box;
  readonly across: Scale;
  readonly up: Scale;
  readonly onView: (view: View) => void;
  readonly onFit: () => void;
}

export const CLOSER = 0.8; // what one press of + leaves of the view
const KEPT = 400; // milliseconds: where the plot is on the screen is asked once in a turn of the wheel

/** The view while fingers move: what was between them stays between them. */
export function pinched(view: View, frame: Box, began: readonly Place[], now: readonly Place[]): View {
  const [before, after] = [middle(began), middle(now)];
  const perPixel = {
    x: (view.right - view.left) / (frame.right - frame.left),
    y: (view.top - view.bottom) / (frame.bottom - frame.top),
  };
  const moved = panned(view, (before.x - after.x) * perPixel.x, (after.y - before.y) * perPixel.y);
  if (began.length < 2 || now.length < 2) return moved;
  const about = {
    x: moved.left + (after.x - frame.left) * perPixel.x,
    y: moved.bottom + (frame.bottom - after.y) * perPixel.y,
  };
  return zoomed(moved, spread(began) / Math.max(1, spread(now)), about);
}

function middle(places: readonly Place[]): Place {
  const sum = places.reduce((all, place) => ({ x: all.x + place.x, y: all.y + place.y }), { x: 0, y: 0 });
  return { x: sum.x / places.length, y: sum.y / places.length };
}

function spread([one, other]: readonly Place[]): number {
  return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 1;
}

/** What a key makes of a view; null if it is none of ours. */
export function viewByKey(view: View, event: KeyboardEvent): View | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const right = (view.right - view.left) / 10;
  const up = (view.top - view.bottom) / 10;
  switch (event.key) {
    case "+":
    case "=":
      return zoomed(view, CLOSER, centre(view));
    case "-":
    case "−":
      return zoomed(view, 1 / CLOSER, centre(view));
    case "ArrowLeft":
      return panned(view, -right, 0);
    case "ArrowRight":
      return panned(view, right, 0);
    case "ArrowUp":
      return panned(view, 0, up);
    case "ArrowDown":
      return panned(view, 0, -up);
    default:
      return null;
  }
}

/** Return the handlers of a plot that can be moved. */
export function usePanning({ view, frame, across, up, onView, onFit }: PanningProps) {
  const touch = useRef<Touch | null>(null);
  const wheel = useRef<{ corner: Place; until: number } | null>(null);

  const restart = (held: Touch) => {
    held.began = [...held.fingers.values()];
    held.view = view;
  };
  const lift = (event: PointerEvent) => {
    const held = touch.current;
    if (!held?.fingers.delete(event.pointerId)) return;
    if (held.fingers.size === 0) touch.current = null;
    else restart(held);
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      const plot = event.currentTarget as SVGElement;
      touch.current ??= { corner: cornerOf(plot), fingers: new Map(), began: [], view };
      const held = touch.current;
      if (held.fingers.size === 2) return;
      held.fingers.set(event.pointerId, from(held.corner, event));
      restart(held);
      plot.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent) {
      const held = touch.current;
      if (!held?.fingers.has(event.pointerId)) return;
      held.fingers.set(event.pointerId, from(held.corner, event));
      onView(pinched(held.view, frame, held.began, [...held.fingers.values()]));
    },
    onPointerUp: lift,
    onPointerCancel: lift,
    onLostPointerCapture: lift,
    onDblClick: onFit,
    onWheel(event: WheelEvent) {
      if (!event.ctrlKey && !event.metaKey) return; // the wheel alone scrolls the page
      event.preventDefault();
      if (wheel.current === null || event.timeStamp > wheel.current.until) {
        wheel.current = { corner: cornerOf(event.currentTarget as SVGElement), until: 0 };
      }
      wheel.current.until = event.timeStamp + KEPT;
      const { x, y } = from(wheel.current.corner, event);
      const turned = Math.max(-100, Math.min(100, event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY));
      onView(zoomed(view, Math.exp(turned / 300), { x: across.back(x), y: up.back(y) }));
    },
    onKeyDown(event: KeyboardEvent) {
      const moved = viewByKey(view, event);
      const fits = event.key === "0" && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!moved && !fits) return;
      event.preventDefault();
      event.stopPropagation();
      if (moved) onView(moved);
      else onFit();
    },
  };
}

function cornerOf(element: SVGElement): Place {
  const { left, top } = element.getBoundingClientRect();
  return { x: left, y: top };
}

function from(corner: Place, event: MouseEvent): Place {
  return { x: event.clientX - corner.x, y: event.clientY - corner.y };
}
