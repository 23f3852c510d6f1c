// What the upright axis of a picture shows, written at its top.

import type { Box } from "../plot/lines";

export function NameUp({ name, frame }: { name: string; frame: Box }) {
  return (
    <text class="ag-axis-name ag-halo" x={frame.left + 6} y={frame.top + 15}>
      {name}
    </text>
  );
}
