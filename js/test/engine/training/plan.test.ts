import { describe, expect, test } from "vitest";
import type { Numbers } from "../../../src/engine/arrays";
import { readGraph } from "../../../src/engine/graph";
import { run } from "../../../src/engine/run";
import { Plan } from "../../../src/engine/training/plan";
import { programs } from "../vectors";

describe.each(programs)("$title", ({ graph: sent }) => {
  test("has the numbers and the gradients of a run, each time", () => {
    const graph = readGraph(sent);
    const expected = run(graph, new Map());
    const gradients = new Map<string, Numbers>();
    for (const [id, gradient] of expected.gradients.entries()) {
      const node = graph.nodes[id];
      if (node?.isLeaf && gradient) gradients.set(node.name, gradient.data.slice().fill(Number.NaN));
    }
    const plan = new Plan(graph, new Map(), gradients);
    for (let pass = 0; pass < 2; pass++) {
      plan.forward();
      plan.backward();
      for (const { id, name } of graph.nodes) {
        expect(plan.arrays[id]?.data, name).toEqual(expected.data[id]?.data);
        const gradient = gradients.get(name);
        if (gradient)
          expect(positive(gradient), name).toEqual(positive(expected.gradients[id]?.data as Numbers));
      }
    }
  });
});

/** −0 as 0: a sum that begins with 0 has no −0. */
function positive(numbers: Numbers): Numbers {
  return numbers.map((x) => x + 0) as Numbers;
}
