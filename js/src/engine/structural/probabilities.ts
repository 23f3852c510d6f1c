/** Softmax and its kin: autograd_widgets/engine/ops/probabilities.py in TypeScript. */

import type { Structural } from "./structural";

export const probabilities: Readonly<Record<string, Structural>> = {};
