/** The loss and the predictions of a network for samples, and its gradients. */

import type { NDArray, Numbers } from "../arrays";
import type { Graph } from "../graph";
import { INPUTS, STRENGTH, TARGETS } from "./network";
import { Plan } from "./plan";
import { copied, countOf, type Samples, take } from "./samples";

/** The graphs that are run. */
export interface Graphs {
  /** That of a batch, in which large parameters are punished or not: its roots are the loss and the predictions. */
  readonly lossGraph: (samples: number, punished: boolean) => Graph;
  /** That of predictions alone. */
  readonly predictionGraph: (samples: number) => Graph;
}

export interface Found {
  readonly loss: number;
  readonly predictions: NDArray;
}

const MOST_PLANS = 8; // for batches, the last one of an epoch, all samples, validation, a grid, and some of before

export class Passes {
  private readonly plans = new Map<string, Plan>();

  /** @param gradients is where those of a batch are left. */
  constructor(
    private readonly graphs: Graphs,
    private readonly parameters: ReadonlyMap<string, NDArray>,
    private readonly gradients: ReadonlyMap<string, Numbers>,
  ) {}

  /** The loss of a batch, whose gradients can be read then. */
  batch(
    samples: Samples,
    { size, places }: { size: number; places: Uint32Array | null },
    l2: number,
  ): number {
    const plan = this.plan("loss", size, l2 > 0);
    take(plan.input(INPUTS), samples.X, places);
    take(plan.input(TARGETS), samples.y, places);
    plan.input(STRENGTH)?.data.fill(l2);
    plan.forward();
    plan.backward();
    return plan.root().data[0] as number;
  }

  /** The loss and the predictions of samples. */
  whole({ X, y }: Samples, l2: number): Found {
    const plan = this.plan("loss", countOf({ X, y }), l2 > 0);
    plan.input(INPUTS)?.data.set(X.data);
    plan.input(TARGETS)?.data.set(y.data);
    plan.input(STRENGTH)?.data.fill(l2);
    plan.forward();
    return { loss: plan.root().data[0] as number, predictions: copied(plan.root(1)) };
  }

  /** What is predicted for inputs. */
  predictions(X: NDArray): NDArray {
    const plan = this.plan("predictions", X.shape[0] as number, false);
    plan.input(INPUTS)?.data.set(X.data);
    plan.forward();
    return copied(plan.root());
  }

  private plan(kind: "loss" | "predictions", samples: number, punished: boolean): Plan {
    const key = `${kind} ${samples} ${punished}`;
    const { lossGraph, predictionGraph } = this.graphs;
    const graphOf = kind === "loss" ? lossGraph : predictionGraph;
    const plan = this.plans.get(key) ?? new Plan(graphOf(samples, punished), this.parameters, this.gradients);
    this.plans.delete(key);
    this.plans.set(key, plan); // the least recently used one comes first
    for (const oldest of this.plans.keys()) if (this.plans.size > MOST_PLANS) this.plans.delete(oldest);
    return plan;
  }
}
