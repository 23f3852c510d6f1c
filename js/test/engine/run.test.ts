import { describe, expect, test } from "vitest";
import type { GraphData } from "../../src/contract";
import { epsilon, filled, type NDArray, scalar } from "../../src/engine/arrays";
import { readGraph } from "../../src/engine/graph";
import { finiteDifference, forward, type Inputs, run } from "../../src/engine/run";
import { listSteps, tell } from "../../src/engine/steps";
import { opaqueGraph, operationGraph } from "./graphs";
import { graphOf, programs } from "./vectors";

const none: Inputs = new Map();

describe("changing a leaf", () => {
  const graph = readGraph(graphOf("the article's expression")); // L = (a × b + c) × f
  const number = (array: NDArray | null | undefined) => array?.data[0];

  test("changes what depends on it, and nothing else", () => {
    const recorded = run(graph, none);
    const edited = run(graph, new Map([["c", scalar(20)]]));
    expect(edited.data.map(number)).toEqual([2, -3, 20, -2, -6, 14, -28]);
    expect(edited.gradients.map(number)).toEqual([6, -4, -2, 14, -2, -2, 1]);
    expect(recorded.data.map(number)).toEqual([2, -3, 10, -2, -6, 4, -8]);
    expect(run(graph, none).data).toEqual(recorded.data);
  });

  test("of another shape is refused", () => {
    expect(() => run(graph, new Map([["c", filled([2], 1, "float64")]]))).toThrow(
      "c has shape (), got numbers of shape (2,).",
    );
  });

  test("leaves unknown names and computed nodes alone", () => {
    const edited = run(
      graph,
      new Map([
        ["e", scalar(100)],
        ["nobody", scalar(1)],
      ]),
    );
    expect(number(edited.data[graph.root.id])).toBe(-8);
  });

  test("rounds to the leaf's own precision", () => {
    const single = readGraph(graphOf("float32"));
    const leaf = single.byName.get("s");
    const edited = run(single, new Map([["s", filled(leaf?.shape ?? [], 0.1, "float64")]]));
    expect(edited.data[leaf?.id ?? -1]?.data[0]).toBe(Math.fround(0.1));
  });

  test("numbers can be put in for a node in the middle", () => {
    const data = forward(graph, none, { id: 4, data: scalar(0) });
    expect(data.map(number)).toEqual([2, -3, 10, -2, 0, 10, -20]);
  });
});

describe("the backward pass", () => {
  test("hands every part to its input, which adds them up", () => {
    const graph = readGraph(graphOf("one used twice"));
    const ran = run(graph, none);
    const sums = new Map<number, NDArray | null>();
    for (const { contributions } of ran.backward) {
      for (const { input, before, after } of contributions) {
        expect(before).toBe(sums.get(input) ?? null);
        sums.set(input, after);
      }
    }
    for (const [input, sum] of sums) expect(ran.gradients[input]).toBe(sum);
  });

  test("counts the places where broadcasting repeated an input", () => {
    const counts = (graph: GraphData) =>
      run(readGraph(graph), none).backward.flatMap((pass) => pass.contributions.map(({ count }) => count));
    expect(counts(operationGraph("multiply", [[2, 3], []], [2, 3]))).toEqual([1, 6]);
    expect(
      counts(
        operationGraph(
          "matmul",
          [
            [5, 2, 3],
            [3, 4],
          ],
          [5, 2, 4],
        ),
      ),
    ).toEqual([1, 5]);
  });

  test("goes through an opaque node with the derivative that was found", () => {
    const graph = readGraph(opaqueGraph(3));
    const ran = run(graph, none);
    expect(ran.data[3]).toEqual(scalar(30));
    expect(ran.gradients[0]).toEqual(scalar(10));
    expect(ran.backward.map(({ stopped }) => stopped)).toEqual([[], []]);
  });

  test("stops at an opaque node whose derivative is not known, and says so", () => {
    const graph = readGraph(opaqueGraph(-1));
    const ran = run(graph, none);
    expect(ran.gradients[0]).toBeNull();
    expect(ran.backward.map(({ node, stopped }) => [node, stopped])).toEqual([
      [3, []],
      [2, [0]],
    ]);
    const told = listSteps(graph).map((step) => tell(graph, ran, step).sentence);
    expect(told[1]).toBe("d = double(a) = 6.0, as Python computed it: its rule is not known here.");
    expect(told.at(-1)).toBe(
      "The gradient of d is 5.0 and is passed on: " +
        "a receives nothing, because the rule of d exists only in Python.",
    );
  });

  test("copes with a chain that no recursion would", () => {
    const sent = graphOf("one used twice");
    const leaf = { ...sent.nodes[0], shape: [], dtype: "float64" } as (typeof sent.nodes)[0];
    const link = { ...leaf, op: "negative", at: -1 };
    const chain = Array.from({ length: 20_000 }, (_, i) => ({ ...link, name: `v${i}`, inputs: [i] }));
    const graph = readGraph({ ...sent, nodes: [leaf, ...chain], roots: [chain.length] });
    expect(run(graph, none).gradients[0]).toEqual(scalar(1));
  });
});

describe("the finite difference", () => {
  test("agrees with the gradient of every node, where the function is smooth", () => {
    let compared = 0;
    for (const program of programs.filter(({ title }) => !/edge values|relu|where/.test(title))) {
      const graph = readGraph(program.graph);
      const ran = run(graph, none);
      for (const node of graph.nodes) {
        const quotient = finiteDifference(graph, ran, none, node.id);
        const gradient = ran.gradients[node.id];
        if (quotient === null || !gradient) continue;
        const scale = Math.max(1, ...(program.gradientScale.get(node.id)?.data ?? []));
        const tolerance =
          40 * epsilon(graph.nodes.some((n) => n.dtype === "float32") ? "float32" : "float64") ** (2 / 3);
        for (const [i, x] of gradient.data.entries()) {
          expect(
            Math.abs((quotient.data[i] as number) - x),
            `${program.title}: ${node.name}`,
          ).toBeLessThanOrEqual(tolerance * scale);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  test("is not tried for many entries, unless asked for", () => {
    const graph = readGraph(graphOf("a large array"));
    const ran = run(graph, none);
    expect(finiteDifference(graph, ran, none, 0, 11)).toBeNull();
    expect(finiteDifference(graph, ran, none, 0, 12)?.shape).toEqual([3, 4]);
  });

  test("does not exist for booleans, nor for what only decides a comparison", () => {
    const graph = readGraph(graphOf("a layer with a mask"));
    const ran = run(graph, none);
    const greater = graph.nodes.find(({ op }) => op === "greater");
    expect(finiteDifference(graph, ran, none, greater?.id ?? -1)).toBeNull();
    expect(finiteDifference(graph, ran, none, greater?.inputs[1] ?? -1)).toBeNull();
    expect(finiteDifference(graph, ran, none, greater?.inputs[0] ?? -1)).not.toBeNull();
  });

  test("does not exist through an opaque node, only below it", () => {
    const graph = readGraph(opaqueGraph(3));
    const ran = run(graph, none);
    expect([0, 1, 2, 3].map((id) => finiteDifference(graph, ran, none, id)?.data[0]?.toFixed(6))).toEqual([
      undefined,
      "6.000000",
      "5.000000",
      "1.000000",
    ]);
  });
});
