/** Operations on whole arrays: written by hand, held to Python's by shared vectors. */

import { convolution } from "./convolution";
import { einstein } from "./einstein";
import { indexing } from "./indexing";
import { joining } from "./joining";
import { matrices } from "./matrices";
import { pooling } from "./pooling";
import { probabilities } from "./probabilities";
import { reductions } from "./reductions";
import { shapes } from "./shapes";
import { sorting } from "./sorting";
import { statistics } from "./statistics";
import type { Structural } from "./structural";

export { vjpBy } from "./structural";

export const structural: Readonly<Record<string, Structural>> = {
  ...reductions,
  ...statistics,
  ...sorting,
  ...matrices,
  ...shapes,
  ...indexing,
  ...joining,
  ...einstein,
  ...probabilities,
  ...convolution,
  ...pooling,
};
