/** Order: autograd_widgets/engine/ops/sorting.py in TypeScript. */

import type { Structural } from "./structural";

export const sorting: Readonly<Record<string, Structural>> = {};
