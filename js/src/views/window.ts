// Which nodes of a graph are drawn: all of a small one, of a large one a window around the current step.

import type { Graph } from "../engine/graph";

export const MOST_BOXES = 64; // dagre lays these out in about 0.1 s
const PAGE = 24; // operations on one page of a large graph

/** The nodes that are drawn, and how many operations lie outside. */
export interface Window {
  readonly ids: readonly number[];
  readonly before: number;
  readonly after: number;
}

/** Return the window that holds a node. It moves by whole pages, so that the picture stands still between. */
export function windowAround(graph: Graph, focus: number): Window {
  if (graph.nodes.length <= MOST_BOXES) {
    return { ids: graph.nodes.map((node) => node.id), before: 0, after: 0 };
  }
  const operations = graph.nodes.filter((node) => node.isComputed).map((node) => node.id);
  const found = operations.findIndex((id) => id >= focus);
  const page = Math.floor((found < 0 ? operations.length - 1 : found) / PAGE);
  const shown = operations.slice(page * PAGE, (page + 1) * PAGE);
  const ids = new Set(shown);
  for (const id of shown) {
    for (const input of graph.nodes[id]?.inputs ?? []) {
      if (ids.size < MOST_BOXES) ids.add(input);
    }
  }
  ids.add(focus);
  return {
    ids: [...ids].sort((first, second) => first - second),
    before: page * PAGE,
    after: operations.length - page * PAGE - shown.length,
  };
}
