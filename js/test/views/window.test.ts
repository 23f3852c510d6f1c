import { describe, expect, test } from "vitest";
import type { Graph } from "../../src/engine/graph";
import { listSteps } from "../../src/engine/steps";
import { MOST_BOXES, windowAround } from "../../src/views/window";
import { chain, chainWithTarget, drawn, neuron, randomGraph } from "./drawn_graphs";

const narrow: [string, Graph][] = [
  ["a chain of 1000 operations", chain(1000)],
  ["a chain of 64 operations", chain(64)],
  ["a chain with a target", chainWithTarget(100)],
];

// Each with pages on which operations bring more inputs than fit.
const wide: [string, Graph][] = [
  ["a neuron of 40 inputs", neuron(40)],
  ["a random graph", randomGraph(1, 400)],
  ["another random graph", randomGraph(2, 600)],
];

const large = [...narrow, ...wide];

const operations = (graph: Graph) => graph.nodes.filter((node) => node.isComputed).map((node) => node.id);

/** The window at each step but the first. */
function pages(graph: Graph) {
  return listSteps(graph).flatMap((step) => (step.kind === "start" ? [] : [windowAround(graph, step.node)]));
}

function expectAllShown(_title: string, graph: Graph): void {
  const seen = new Set(pages(graph).flatMap(({ ids }) => ids));
  expect(seen.size).toBe(graph.nodes.length);
}

function expectInputsShown(_title: string, graph: Graph): void {
  for (const focus of operations(graph)) {
    const shown = new Set(windowAround(graph, focus).ids);
    expect(graph.nodes[focus]?.inputs.filter((input) => !shown.has(input))).toEqual([]);
  }
}

describe("the window", () => {
  test.each(drawn)("of %s, which is small, is all of it wherever one is", (_, graph) => {
    if (graph.nodes.length > MOST_BOXES) return;
    const all = { ids: graph.nodes.map((node) => node.id), before: 0, after: 0 };
    for (const focus of [0, graph.root.id]) expect(windowAround(graph, focus)).toEqual(all);
  });

  test.each(large)("of %s holds the node in focus and never too many", (_, graph) => {
    for (const focus of [0, ...operations(graph)]) {
      const { ids } = windowAround(graph, focus);
      expect(ids).toContain(focus);
      expect(ids.length).toBeLessThanOrEqual(MOST_BOXES + 1);
    }
  });

  test.each(large)("of %s lists each node once, in the order of computation", (_, graph) => {
    for (const { ids } of pages(graph)) {
      expect(ids).toEqual([...new Set(ids)].sort((first, second) => first - second));
    }
  });

  // A defect: inputs beyond MOST_BOXES are left out, and some are on no page at all.
  test.each(narrow)("of %s shows every node on some page", expectAllShown);
  test.each(wide)("of %s shows every node on some page", expectAllShown);
  test.each(narrow)("of %s shows an operation with all of its inputs", expectInputsShown);
  test.each(wide)("of %s shows an operation with all of its inputs", expectInputsShown);

  test.each(large)("of %s says how many operations lie outside", (_, graph) => {
    const all = operations(graph);
    for (const focus of all) {
      const { ids, before, after } = windowAround(graph, focus);
      const page = all.slice(before, all.length - after);
      const shown = new Set(ids);
      expect(page).toContain(focus);
      expect(page.filter((id) => !shown.has(id))).toEqual([]);
    }
    expect(windowAround(graph, all[0] as number).before).toBe(0);
    expect(windowAround(graph, all.at(-1) as number).after).toBe(0);
  });

  test.each(large)("of %s stands still within a page", (_, graph) => {
    const shown = new Map<number, string>(); // by how many operations come before
    for (const { ids, before } of pages(graph)) {
      expect(shown.get(before) ?? ids.join()).toBe(ids.join());
      shown.set(before, ids.join());
    }
  });

  test("moves by whole pages, so that few steps change it", () => {
    const graph = chain(1000);
    const changes = pages(graph).filter(
      ({ ids }, i, all) => i > 0 && ids.join() !== all[i - 1]?.ids.join(),
    ).length;
    expect(changes).toBeLessThan((2 * 1000) / 20);
  });
});
