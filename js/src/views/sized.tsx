// Room for a picture.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { useWidth } from "./use_width";

interface SizedProps {
  readonly tallest: number;
  readonly children: (width: number, height: number) => ComponentChildren;
}

/** Room for a plot: as wide as there is, and not too tall. Its height is kept while its width is not known yet. */
export function Sized({ tallest, children }: SizedProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = Math.floor(useWidth(box));
  const height = Math.round(Math.min(tallest, Math.max(240, 0.7 * width)));
  return (
    <div class="ag-sized" ref={box} style={{ minHeight: `${width ? height : tallest}px` }}>
      {width > 0 && children(width, height)}
    </div>
  );
}
