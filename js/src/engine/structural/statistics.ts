/** Spread and size: autograd_widgets/engine/ops/statistics.py in TypeScript. */

import type { Structural } from "./structural";

export const statistics: Readonly<Record<string, Structural>> = {};
