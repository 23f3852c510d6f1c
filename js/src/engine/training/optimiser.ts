/** How parameters are moved by their gradients: autograd_widgets/nn/optimisers.py in TypeScript. */

import type { Numbers } from "../arrays";

/** An optimiser with its settings; what does not belong to its kind is not looked at. */
export interface Rule {
  readonly name: "SGD" | "RMSProp" | "Adam" | "AdamW";
  readonly learning_rate: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly weight_decay?: number;
  readonly decay?: number;
  readonly epsilon?: number;
  readonly beta1?: number;
  readonly beta2?: number;
}

/** What an optimiser remembers: how many steps it has taken, and running averages, an array for each of the parameters'. */
export interface Memory {
  readonly steps: number;
  readonly buffers: readonly Numbers[];
}

type Move = (data: Numbers, g: Numbers, buffers: readonly Numbers[]) => void;

/** Moves arrays of parameters in place. */
export class Optimiser {
  private steps = 0;
  private buffers: Numbers[] = [];

  /** @param parameters flat arrays, of which each is moved by the array of gradients at the same place. */
  constructor(
    private readonly parameters: readonly Numbers[],
    private rule: Rule,
  ) {
    this.follow(rule);
  }

  /** Go on by another rule. What is remembered stays, if the new rule has a use for the same; false if it has none. */
  follow(rule: Rule): boolean {
    const count = buffersOf(rule) * this.parameters.length;
    const isOfUse = rule.name === this.rule.name && count === this.buffers.length;
    if (!isOfUse) {
      this.steps = 0;
      this.buffers = Array.from({ length: count }, (_, i) =>
        (this.parameters[i % this.parameters.length] as Numbers).slice().fill(0),
      );
    }
    this.rule = rule;
    return isOfUse;
  }

  step(gradients: readonly Numbers[]): void {
    this.steps++;
    const move = moveOf(this.rule, this.steps);
    const apart = this.parameters.length;
    for (const [i, data] of this.parameters.entries())
      move(data, gradients[i] as Numbers, [this.buffers[i] as Numbers, this.buffers[i + apart] as Numbers]);
  }

  memory(): Memory {
    return { steps: this.steps, buffers: this.buffers.map((buffer) => buffer.slice()) };
  }

  /** Remember what was remembered when the same rule was followed. */
  recall({ steps, buffers }: Memory): void {
    this.steps = steps;
    for (const [i, buffer] of buffers.entries()) this.buffers[i]?.set(buffer);
  }
}

/** How many running averages a rule keeps for each parameter. */
export function buffersOf({ name, momentum = 0 }: Rule): number {
  if (name === "SGD") return Number(momentum > 0);
  return name === "RMSProp" && momentum === 0 ? 1 : 2;
}

function moveOf(rule: Rule, steps: number): Move {
  if (rule.name === "SGD") return sgd(rule);
  return rule.name === "RMSProp" ? rmsprop(rule) : adam(rule, steps);
}

function sgd({ learning_rate, momentum = 0, nesterov = false, weight_decay = 0 }: Rule): Move {
  return (data, g, [velocity]) => {
    for (let i = 0; i < data.length; i++) {
      const x = data[i] as number;
      let change = (g[i] as number) + weight_decay * x;
      if (velocity !== undefined) {
        const v = momentum * (velocity[i] as number) + change;
        velocity[i] = v;
        change = nesterov ? change + momentum * v : v;
      }
      data[i] = x - learning_rate * change;
    }
  };
}

function rmsprop(rule: Rule): Move {
  const { learning_rate, decay = 0.99, epsilon = 1e-8, momentum = 0, weight_decay = 0 } = rule;
  return (data, g, [square, velocity]) => {
    for (let i = 0; i < data.length; i++) {
      const x = data[i] as number;
      const slope = (g[i] as number) + weight_decay * x;
      const mean = decay * ((square as Numbers)[i] as number) + slope * slope * (1 - decay);
      (square as Numbers)[i] = mean;
      let change = slope / (Math.sqrt(mean) + epsilon);
      if (velocity !== undefined) {
        change += momentum * (velocity[i] as number);
        velocity[i] = change;
      }
      data[i] = x - learning_rate * change;
    }
  };
}

/** Adam, or AdamW, whose weight decay does not go through the averages. */
function adam(rule: Rule, steps: number): Move {
  const { name, learning_rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = rule;
  const isApart = name === "AdamW";
  const { weight_decay = isApart ? 0.01 : 0 } = rule;
  const kept = isApart ? 1 - learning_rate * weight_decay : 1;
  const added = isApart ? 0 : weight_decay;
  const rate = learning_rate / (1 - beta1 ** steps);
  const scale = (1 - beta2 ** steps) ** 0.5;
  return (data, g, [means, squares]) => {
    for (let i = 0; i < data.length; i++) {
      const x = data[i] as number;
      const slope = (g[i] as number) + added * x;
      const before = (means as Numbers)[i] as number;
      const mean = before + (1 - beta1) * (slope - before);
      const square = beta2 * ((squares as Numbers)[i] as number) + slope * slope * (1 - beta2);
      (means as Numbers)[i] = mean;
      (squares as Numbers)[i] = square;
      data[i] = x * kept - (mean / (Math.sqrt(square) / scale + epsilon)) * rate;
    }
  };
}
