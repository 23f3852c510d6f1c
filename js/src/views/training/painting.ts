// Pictures of many pixels or lines, painted on a canvas in the colours of the theme.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Red, green and blue, of 255. */
export type Colour = readonly [number, number, number];

/** Paint on a canvas; lengths are in px of the page. */
export type Paint = (context: CanvasRenderingContext2D, colours: readonly Colour[]) => void;

/**
 * Paint after each time that the view is drawn, and again when the theme is another one.
 *
 * The canvas has the class ag-painted, and `onTransitionEnd` gets what is returned. `density` is how many pixels a px
 * of the page has.
 */
export function usePainted(
  canvas: RefObject<HTMLCanvasElement>,
  width: number,
  height: number,
  names: readonly string[],
  paint: Paint,
  density = Math.min(3, globalThis.devicePixelRatio || 1),
): () => void {
  const colours = useRef<readonly Colour[]>([]);
  const repaint = () => {
    const context = canvas.current?.getContext("2d");
    if (!context?.canvas.isConnected) return;
    if (colours.current.length !== names.length) colours.current = coloursOf(context.canvas, names);
    resize(context.canvas, Math.round(width * density), Math.round(height * density));
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    paint(context, colours.current);
  };
  useLayoutEffect(repaint);
  return () => {
    colours.current = [];
    repaint();
  };
}

/** Setting a size empties a canvas and takes new memory, so it is set only when it changes. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/** What the theme's colours are now. `fill` means nothing on a canvas, so it may stand for each in turn. */
function coloursOf(canvas: HTMLCanvasElement, names: readonly string[]): Colour[] {
  const colours = names.map((name) => {
    canvas.style.fill = `var(--ag-${name})`;
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(canvas).fill.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue] as const;
  });
  canvas.style.fill = "";
  return colours;
}

export function css([red, green, blue]: Colour, alpha = 1): string {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}
