import { describe, expect, test } from "vitest";
import type { NodeData } from "../../../src/contract";
import type { NDArray } from "../../../src/engine/arrays";
import { readGraph } from "../../../src/engine/graph";
import {
  drawn,
  LOSS_NAMES,
  lossGraph,
  type Network,
  predictionGraph,
} from "../../../src/engine/training/network";
import { Plan } from "../../../src/engine/training/plan";
import { networks } from "./expected";

describe.each(networks)("$title", (expected) => {
  const { network, graph: recorded, X, y, parameters } = expected;
  const built = lossGraph(network, X.shape[0] as number);

  test.skipIf(network.loss === "binary_cross_entropy")("is the graph that Python records", () => {
    const shown = (nodes: NodeData[]) =>
      nodes.map(({ at: _, name, dtype, ...node }) => ({
        ...node,
        name: name.replace(/^(constant \d+|y|l2)$/, "constant"),
        dtype: node.op === "constant" && node.shape.length === 0 ? "a number" : dtype, // Python wrote 1, not 1.0
      }));
    expect(shown(built.nodes)).toEqual(shown(recorded.nodes));
    expect(built.roots).toEqual(recorded.roots);
  });

  test("has Python's loss, predictions and gradients", () => {
    const graph = readGraph(built);
    const gradients = new Map([...parameters].map(([name, { data }]) => [name, data.slice()]));
    const plan = new Plan(graph, parameters, gradients);
    plan.input("X")?.data.set(X.data);
    plan.input("y")?.data.set(y.data);
    plan.forward();
    plan.backward();
    near(plan.root(), expected.loss);
    near(plan.root(1), expected.predictions);
    for (const [name, gradient] of expected.gradients)
      near({ ...gradient, data: gradients.get(name) as NDArray["data"] }, gradient);
  });

  test("predicts without a loss, also for another number of samples", () => {
    const twice = new Plan(
      readGraph(predictionGraph(network, 2 * (X.shape[0] as number))),
      parameters,
      new Map(),
    );
    twice.input("X")?.data.set([...X.data, ...X.data]);
    twice.forward();
    const { shape, dtype, data } = expected.predictions;
    near(twice.root(), {
      shape: [2 * (shape[0] as number), ...shape.slice(1)],
      dtype,
      data:
        data.constructor === Float32Array
          ? Float32Array.from([...data, ...data])
          : Float64Array.from([...data, ...data]),
    });
  });
});

function near(got: NDArray, expected: NDArray): void {
  expect([got.shape, got.dtype]).toEqual([expected.shape, expected.dtype]);
  const scale = Math.max(1, ...expected.data.map(Math.abs));
  const most = (expected.dtype === "float32" ? 1e-6 : 1e-14) * scale;
  for (const [i, x] of expected.data.entries())
    expect(Math.abs((got.data[i] as number) - x)).toBeLessThanOrEqual(most);
}

test("every loss is tried", () => {
  expect(new Set(networks.map(({ network }) => network.loss))).toEqual(new Set(LOSS_NAMES));
});

test("new weights suit the activation, and biases are 0", () => {
  const network: Network = {
    ...{ inputs: 30, sizes: [200, 50, 1], activation: "relu", outputActivation: "tanh" },
    ...{ loss: "squared_error", l2: null, dtype: "float64" },
  };
  const made = drawn(network, 5);
  const largest = (name: string) => Math.max(...(made.get(name)?.data ?? []).map(Math.abs));
  expect([...made].map(([name, { shape }]) => [name, ...shape])).toEqual([
    ["W1", 30, 200],
    ["b1", 200],
    ["W2", 200, 50],
    ["b2", 50],
    ["W3", 50, 1],
    ["b3", 1],
  ]);
  expect(["b1", "b2", "b3"].map(largest)).toEqual([0, 0, 0]);
  expect(largest("W1") / Math.sqrt(6 / 30)).toBeCloseTo(1, 2);
  expect(largest("W2") / Math.sqrt(6 / 200)).toBeCloseTo(1, 2);
  expect(largest("W3")).toBeLessThan(Math.sqrt(6 / 51));
  expect(drawn(network, 5)).toEqual(made);
  expect(drawn(network, 6)).not.toEqual(made);
});
