// Where an explorer looks at its function: the inputs and parameters, h, the method, what moves, and the picture.

import type { ArrayData, ExplorerState } from "../../contract";
import { arrayTrait, choice, inputSlots, list, numbersOf, type Slot, type State, trait } from "../slots";
import type { Kind } from "./kind";

const METHODS = ["forward", "backward", "central"];
const TRAITS = ["wrt", "h", "method", "output", "view"];

export const EXPLORER: Kind = {
  slots(saved: State) {
    const { dynamic, graph, inputs, outputs } = saved as unknown as ExplorerState;
    const looks: [string, Slot][] = [
      trait("method", saved, choice(METHODS)),
      trait(
        "view",
        saved,
        list(
          "four numbers, left, right, bottom and top, or none",
          ([left = 0, right = 1, bottom = 0, top = 1, ...more]) =>
            left < right && bottom < top && more.length === 0,
        ),
      ),
    ];
    if (dynamic !== "" || graph === null) return new Map(looks); // only Python can look elsewhere
    return new Map([
      ...inputSlots(saved, TRAITS),
      trait("wrt", saved, choice(entryNames(inputs))),
      arrayTrait("h", saved),
      trait("output", saved, choice(outputs)),
      ...looks,
    ]);
  },
};

/** The numbers that can be moved: "x", and of an array "x[0]" or "x[1, 2]". */
function entryNames(inputs: Record<string, ArrayData>): string[] {
  return Object.entries(inputs).flatMap(([name, data]) =>
    data.shape.length === 0
      ? [name]
      : Array.from(numbersOf(data), (_, at) => `${name}[${index(data.shape, at)}]`),
  );
}

function index(shape: readonly number[], at: number): string {
  const places: number[] = [];
  let rest = at;
  for (const length of [...shape].reverse()) {
    places.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return places.join(", ");
}
