// A box that scrolls sideways where what is in it is too wide, and can then be reached by keyboard.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export function Scrolling({ class: name, children }: { class: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(box);
  return (
    <div class={name} ref={box} tabIndex={scrolls ? 0 : undefined}>
      {children}
    </div>
  );
}

/** Whether an element's only child is wider than the element; both are told by the browser, never asked for. */
function useScrolls(element: { current: HTMLElement | null }): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const outer = element.current;
    const inner = outer?.firstElementChild;
    if (!outer || !inner) return;
    const widths = new Map<Element, number>();
    const observer = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) widths.set(target, contentRect.width);
      setScrolls((widths.get(inner) ?? 0) > (widths.get(outer) ?? 0) + 1);
    });
    observer.observe(outer);
    observer.observe(inner);
    return () => observer.disconnect();
  }, [element]);
  return scrolls;
}
