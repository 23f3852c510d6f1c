// Which nodes of a graph are drawn: all of a small one, of a large one a window around the current step.

import type { Graph } from "../engine/graph";

export const MOST_BOXES = 64; // dagre lays these out in about 0.1 s

/** The nodes that are drawn, and how many operations lie outside. */
export interface Window {
  readonly ids: readonly number[];
  readonly before: number;
  readonly after: number;
}

const known = new WeakMap<Graph, { pages: readonly Window[]; pageOf: ReadonlyMap<number, number> }>();

/** Return the window that holds a node. It moves by whole pages, so that the picture stands still between. */
export function windowAround(graph: Graph, focus: number): Window {
  let { pages, pageOf } = known.get(graph) ?? {};
  if (!pages || !pageOf) {
    ({ pages, pageOf } = paged(graph));
    known.set(graph, { pages, pageOf });
  }
  return pages[pageOf.get(focus) ?? 0] as Window;
}

/** Cut a graph into pages of operations with all of their inputs, each as full as it may be. */
function paged(graph: Graph): { pages: Window[]; pageOf: Map<number, number> } {
  const pages: Set<number>[] = [new Set()];
  const pageOf = new Map<number, number>();
  const counts = [0];
  const small = graph.nodes.length <= MOST_BOXES;
  for (const { id, inputs, isComputed } of graph.nodes) {
    if (!isComputed && !small && (graph.consumers[id]?.length ?? 0) > 0) continue; // it comes with what it feeds
    let page = pages[pages.length - 1] as Set<number>;
    const wanted = [id, ...inputs].filter((each) => !page.has(each));
    if (!small && page.size + wanted.length > MOST_BOXES) {
      page = new Set();
      pages.push(page);
      counts.push(0);
    }
    for (const each of [id, ...inputs]) {
      page.add(each);
      if (!pageOf.has(each)) pageOf.set(each, pages.length - 1);
    }
    pageOf.set(id, pages.length - 1);
    counts[pages.length - 1] = (counts[pages.length - 1] as number) + Number(isComputed);
  }
  const all = counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  const windows = pages.map((page, i) => {
    const count = counts[i] as number;
    const window = { ids: [...page].sort((a, b) => a - b), before, after: all - before - count };
    before += count;
    return window;
  });
  return { pages: windows, pageOf };
}
