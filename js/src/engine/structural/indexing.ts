/** Picking entries, and putting them back: autograd_widgets/engine/ops/indexing.py in TypeScript. */

import type { Structural } from "./structural";

export const indexing: Readonly<Record<string, Structural>> = {};
