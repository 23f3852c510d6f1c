/** Passes over one graph again and again: its arrays are made once. */

import { type DType, filled, type NDArray, type Numbers, promoted, sameShape } from "../arrays";
import type { Graph, Node } from "../graph";
import { formatShape } from "../numbers";
import { typeOfProduct } from "../run";
import { backwardOf, forwardOf, isReshape, type Work } from "./plan_work";

/**
 * Computes a graph's nodes, and the gradients by some of its leaves, as `run` does, to the last bit.
 *
 * It takes parameters from arrays that others write to, and writes their gradients to arrays that others read.
 */
export class Plan {
  /** The numbers of each node. */
  readonly arrays: readonly NDArray[];
  private readonly forwards: readonly Work[];
  private backwards: readonly Work[] | undefined;

  /**
   * @param bound arrays that leaves share with others, by name: they are not copied.
   * @param gradients arrays to which the gradients by leaves go, by name.
   */
  constructor(
    readonly graph: Graph,
    bound: ReadonlyMap<string, NDArray>,
    private readonly gradients: ReadonlyMap<string, Numbers>,
  ) {
    const arrays: NDArray[] = [];
    for (const node of graph.nodes) arrays.push(placeOf(node, arrays, bound));
    this.arrays = arrays;
    this.forwards = graph.nodes.filter(isComputed).map((node) => forwardOf(node, arrays));
  }

  /** The array of a leaf or a constant, to be written to before a pass. */
  input(name: string): NDArray | undefined {
    const node = this.graph.byName.get(name);
    return node?.isComputed === false ? this.arrays[node.id] : undefined;
  }

  /** The array of a root. */
  root(place = 0): NDArray {
    return this.arrays[this.graph.roots[place] as number] as NDArray;
  }

  forward(): void {
    for (const work of this.forwards) work();
  }

  /** After a forward pass: the gradients of the first root. */
  backward(): void {
    this.backwards ??= this.waysBack();
    for (const work of this.backwards) work();
  }

  private waysBack(): Work[] {
    const { nodes, root } = this.graph;
    const parts = this.wantedParts();
    const order = this.graph.backwardOrder.map((id) => nodes[id] as Node);
    const types = typesOf(order, parts, root);
    const gradients = new Map([[root.id, filled(root.shape, 1, root.dtype)]]);
    return order.flatMap((node) =>
      (parts[node.id] as number[]).map((position) => {
        const { id, name, shape, op } = nodes[node.inputs[position] as number] as Node;
        const dtype = types.get(id) as DType;
        const before = gradients.get(id);
        const given = op === "leaf" ? this.gradients.get(name) : undefined;
        const target = before ?? (given ? { shape, dtype, data: given } : filled(shape, 0, dtype));
        gradients.set(id, target);
        const g = (gradients.get(node.id) as NDArray).data;
        const type = typeOfProduct(node, types.get(node.id) as DType);
        return backwardOf({ node, position, g, type, target, isFirst: !before }, this.arrays);
      }),
    );
  }

  /** To which of its inputs each node hands a gradient that somebody asked for. */
  private wantedParts(): number[][] {
    const wants: boolean[] = [];
    return this.graph.nodes.map(({ id, inputs, name, op }) => {
      const parts = (this.graph.receiving[id] ?? []).filter((position) => wants[inputs[position] as number]);
      wants.push(parts.length > 0 || (op === "leaf" && this.gradients.has(name)));
      return parts;
    });
  }
}

function isComputed(node: Node): boolean {
  return node.isComputed && !node.onlyPython && !isReshape(node);
}

function placeOf(node: Node, arrays: readonly NDArray[], bound: ReadonlyMap<string, NDArray>): NDArray {
  const { shape, dtype, held, inputs, op, name } = node;
  const shared = op === "leaf" ? bound.get(name) : undefined;
  if (shared !== undefined) {
    if (sameShape(shared.shape, shape) && shared.dtype === dtype) return shared;
    const [wanted, got] = [node, shared].map(
      (array) => `${array.dtype} of shape ${formatShape(array.shape)}`,
    );
    throw new Error(`${name} is ${wanted} in the graph, got numbers of ${got}.`);
  }
  if (held !== null) return { shape, dtype, data: held.data.slice() };
  if (isReshape(node)) return { shape, dtype, data: (arrays[inputs[0] as number] as NDArray).data };
  return filled(shape, 0, dtype);
}

/** The precision of each gradient: that of the most precise that is added to it. */
function typesOf(order: readonly Node[], parts: readonly number[][], root: Node): Map<number, DType> {
  const types = new Map([[root.id, root.dtype]]);
  for (const node of order) {
    for (const position of parts[node.id] as number[]) {
      const input = node.inputs[position] as number;
      const type = typeOfProduct(node, types.get(node.id) as DType);
      types.set(input, promoted(types.get(input) ?? type, type));
    }
  }
  return types;
}
