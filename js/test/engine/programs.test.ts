import { describe, expect, test } from "vitest";
import { epsilon, isFloat, type NDArray } from "../../src/engine/arrays";
import { readGraph } from "../../src/engine/graph";
import { parseNumber } from "../../src/engine/numbers";
import { run } from "../../src/engine/run";
import { listSteps, tell } from "../../src/engine/steps";
import { programs } from "./vectors";

describe.each(programs)("$title", (program) => {
  const graph = readGraph(program.graph);
  const ran = run(graph, new Map());

  test("has Python's numbers at every node", () => {
    expect(graph.nodes.length).toBe(program.data.length);
    for (const [id, expected] of program.data.entries()) {
      expectClose(ran.data[id], expected, program.dataScale[id], `data of ${graph.nodes[id]?.name}`);
    }
  });

  test("has Python's gradients, at the same nodes", () => {
    const received = graph.nodes.map(({ id }) => id).filter((id) => ran.gradients[id] !== null);
    expect(received).toEqual([...program.gradients.keys()].sort((a, b) => a - b));
    for (const [id, expected] of program.gradients) {
      // Python's steps compute in float64 where a number stands beside float32, the engine and the browser don't
      const { dtype } = ran.gradients[id] as NDArray;
      const [gradient, scale] = [{ ...expected, dtype }, program.gradientScale.get(id)];
      expectClose(ran.gradients[id], gradient, scale, `gradient of ${graph.nodes[id]?.name}`);
    }
  });

  test("tells the same steps in the same words", () => {
    const told = listSteps(graph)
      .filter((step) => step.kind !== "start")
      .map((step) => {
        const { heading, sentence } = tell(graph, ran, step);
        return [step.node, heading, sentence];
      });
    // sums of float32 are rounded in another order than NumPy's, which can show in the last digit
    if (graph.nodes.some(({ dtype }) => dtype === "float32")) expectAlmostSame(told, program.steps);
    else expect(told).toEqual(program.steps);
  });
});

/** Equal within 64·ε·scale, where the scale is |value| + Σ|terms|; NaN equals NaN, ∞ equals ∞. */
function expectClose(
  got: NDArray | null | undefined,
  expected: NDArray,
  scale: NDArray | undefined,
  what: string,
): void {
  expect({ shape: got?.shape, dtype: got?.dtype }, what).toEqual({
    shape: expected.shape,
    dtype: expected.dtype,
  });
  for (const [i, x] of expected.data.entries()) {
    const y = got?.data[i] as number;
    if (Object.is(x, y) || x === y) continue;
    const tolerance = isFloat(expected.dtype) ? 64 * epsilon(expected.dtype) * (scale?.data[i] as number) : 0;
    expect(Math.abs(x - y), `${what} at ${i}: ${y} instead of ${x}`).toBeLessThanOrEqual(tolerance);
  }
}

const NUMBER = /−?\d+\.\d+(e−?\d+)?/g;

/** The same words, and numbers that differ by no more than one in the last of five digits. */
function expectAlmostSame(told: unknown[][], expected: unknown[][]): void {
  const words = (steps: unknown[][]) =>
    steps.map((step) => step.map((part) => String(part).replace(NUMBER, "#")));
  const shown = (steps: unknown[][]) =>
    (steps.join().match(NUMBER) ?? []).map((text) => parseNumber(text) as number);
  expect(words(told)).toEqual(words(expected));
  const others = shown(expected);
  for (const [i, x] of shown(told).entries()) {
    const y = others[i] as number;
    expect(Math.abs(x - y)).toBeLessThanOrEqual(1.01e-4 * Math.max(Math.abs(x), Math.abs(y)));
  }
}
