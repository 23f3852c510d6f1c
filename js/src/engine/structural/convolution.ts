/** Convolution and pooling: autograd_widgets/engine/ops/convolution.py in TypeScript. */

import type { Structural } from "./structural";

export const convolution: Readonly<Record<string, Structural>> = {};
