// Why a leaf can't be changed in the browser.

import type { Graph } from "../engine/graph";

const WHY = {
  opaque: "An operation that only Python knows depends on this: change it in Python and show it again.",
  index: "Which entries are picked depends on this: change it in Python and show it again.",
};

/** Why a node can't be changed here, in a sentence; empty if it can. */
export function whyFrozen(graph: Graph, id: number): string {
  const by = graph.frozen[id];
  return by ? WHY[by] : "";
}
