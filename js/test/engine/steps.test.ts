import { describe, expect, test } from "vitest";
import { type Graph, readGraph } from "../../src/engine/graph";
import { type Run, run } from "../../src/engine/run";
import { listSteps, progress, type Step, shownName, tell } from "../../src/engine/steps";
import { graphOf, programs } from "./vectors";

/** All that is known after a number of steps. */
function picture(graph: Graph, ran: Run, steps: readonly Step[], step: number) {
  const { data, gradient } = progress(graph, ran, steps, step);
  return graph.nodes.map(({ id }) => [data(id), gradient(id)]);
}

describe("progress", () => {
  test.each(programs.slice(0, 20))("of $title is the same forwards and back", ({ graph: sent }) => {
    const graph = readGraph(sent);
    const ran = run(graph, new Map());
    const steps = listSteps(graph);
    const forwards = steps.map((_, step) => picture(graph, ran, steps, step));
    const again = run(graph, new Map());
    const back = steps.map((_, step) => picture(graph, again, steps, steps.length - 1 - step)).reverse();
    expect(back).toEqual(forwards);
  });

  test.each(programs.slice(0, 20))(
    "of $title begins with the inputs and ends with everything",
    ({ graph: sent }) => {
      const graph = readGraph(sent);
      const ran = run(graph, new Map());
      const steps = listSteps(graph);
      const start = picture(graph, ran, steps, 0);
      expect(start).toEqual(graph.nodes.map((node) => [node.isComputed ? null : ran.data[node.id], null]));
      expect(picture(graph, ran, steps, steps.length - 1)).toEqual(
        ran.data.map((x, id) => [x, ran.gradients[id]]),
      );
    },
  );

  test("makes known exactly what a step does", () => {
    const graph = readGraph(graphOf("the article's expression"));
    const ran = run(graph, new Map());
    const steps = listSteps(graph);
    for (const [at, step] of steps.entries()) {
      if (at === 0) continue;
      const [before, after] = [picture(graph, ran, steps, at - 1), picture(graph, ran, steps, at)];
      const changed = graph.nodes
        .map(({ id }) => id)
        .filter((id) => before[id]?.[0] !== after[id]?.[0] || before[id]?.[1] !== after[id]?.[1]);
      const expected =
        step.kind === "backward" ? graph.nodes[step.node]?.inputs : [step.kind !== "start" && step.node];
      expect(new Set(changed)).toEqual(new Set(expected));
    }
  });

  test("shows the sum so far of a gradient that comes in parts", () => {
    const graph = readGraph(graphOf("one used twice"));
    const ran = run(graph, new Map());
    const steps = listSteps(graph);
    const seen = steps.map((_, step) => progress(graph, ran, steps, step).gradient(0)?.data[0]);
    expect(new Set(seen).size).toBeGreaterThan(2);
    expect(seen.at(-1)).toBe(ran.gradients[0]?.data[0]);
  });
});

describe("telling", () => {
  test("begins before the first step", () => {
    const graph = readGraph(graphOf("the article's expression"));
    expect(tell(graph, run(graph, new Map()), { kind: "start" })).toEqual({
      heading: "Before the first step",
      sentence: "The inputs are known, nothing else is. Step forward to compute L.",
    });
  });

  test("calls a constant by its number, and shows labels as they are", () => {
    const masked = readGraph(graphOf("a layer with a mask"));
    const constant = masked.nodes.find(({ op }) => op === "constant");
    expect(shownName(masked, run(masked, new Map()), constant?.id ?? -1)).toMatch(/^−?\d/);
    const sent = graphOf("the article's expression");
    if (sent.nodes[0]) sent.nodes[0].name = "$& {node} <b>";
    const graph = readGraph(sent);
    const step: Step = { kind: "forward", node: 4 };
    expect(tell(graph, run(graph, new Map()), step).sentence).toContain("e = $& {node} <b> × b = 2.0 × −3.0");
  });
});
