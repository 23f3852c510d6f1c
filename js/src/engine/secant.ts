/** The two points that a difference quotient is taken between: autograd_widgets/graph/exploring/secant.py. */

import type { Method, Reading } from "./reading";

export interface End {
  /** On which side of x it lies, by h; "" for x itself. */
  readonly side: "" | "+" | "−";
  readonly x: number;
  readonly y: number;
}

/** In the order in which they are subtracted: first the one that is taken away. */
export function endsOf(
  { x, h, value, above, below }: Reading,
  method: Method,
): readonly [from: End, to: End] {
  const here: End = { side: "", x, y: value };
  const ahead: End = { side: "+", x: x + h, y: above };
  const behind: End = { side: "−", x: x - h, y: below };
  if (method === "forward") return [here, ahead];
  return method === "backward" ? [behind, here] : [behind, ahead];
}
