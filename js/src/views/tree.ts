// The layout of a tree: each value is used once, so operands can stand in their order and no wires cross.
// After Reingold and Tilford, "Tidier Drawings of Trees", 1981: subtrees are moved together until they touch.

export interface TreeNode {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  readonly inputs: readonly number[];
}

export interface TreeLayout {
  readonly width: number;
  readonly height: number;
  /** The centre of each node's room, and the right edge of its column. */
  readonly centres: ReadonlyMap<number, { readonly x: number; readonly y: number }>;
}

interface Spacing {
  readonly across: number; // px between columns
  readonly down: number; // px between boxes
  readonly margin: number; // px
}

/** Whether no node is used twice, and all lead to one root. */
export function isTree(nodes: readonly TreeNode[]): boolean {
  const uses = nodes.flatMap(({ inputs }) => inputs);
  return new Set(uses).size === uses.length && uses.length === nodes.length - 1;
}

/** Lay out a tree whose nodes come inputs first: the root right, each node level with the middle of its inputs. */
export function treeLayout(nodes: readonly TreeNode[], { across, down, margin }: Spacing): TreeLayout {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const depths = new Map<number, number>();
  for (const { id, inputs } of [...nodes].reverse()) {
    for (const input of inputs) depths.set(input, (depths.get(id) ?? 0) + 1);
  }
  const depth = (id: number) => depths.get(id) ?? 0;
  const offsets = new Map<number, number>(); // of each node from the one that uses it
  const outlines = new Map<number, Outline>();
  for (const node of nodes) {
    const kept = node.inputs.map((input) => outlines.get(input) as Outline);
    outlines.set(node.id, joined(node, kept, offsets, down));
  }
  const widths: number[] = [];
  for (const { id, width } of nodes) widths[depth(id)] = Math.max(widths[depth(id)] ?? 0, width);
  const rights: number[] = [];
  let right = margin + widths.reduce((sum, width) => sum + width, 0) + across * (widths.length - 1);
  const width = right + margin;
  widths.forEach((each, i) => {
    rights[i] = right;
    right -= each + across;
  });
  const root = nodes[nodes.length - 1] as TreeNode;
  const outline = outlines.get(root.id) as Outline;
  const top = Math.min(...outline.map(([from]) => from));
  const bottom = Math.max(...outline.map(([, to]) => to));
  const centres = new Map<number, { x: number; y: number }>();
  const levels = new Map<number, number>([[root.id, margin - top]]);
  for (const { id, inputs } of [...nodes].reverse()) {
    const y = levels.get(id) as number;
    const node = byId.get(id) as TreeNode;
    centres.set(id, { x: (rights[depth(id)] as number) - node.width / 2, y });
    for (const input of inputs) levels.set(input, y + (offsets.get(input) as number));
  }
  return { width, height: bottom - top + 2 * margin, centres };
}

/** From which height to which a subtree reaches in each column, its own depth first, relative to its root. */
type Outline = [from: number, to: number][];

/** Place subtrees one below the other, as near as they come without touching, and their user level with the middle. */
function joined(
  node: TreeNode,
  inputs: readonly Outline[],
  offsets: Map<number, number>,
  down: number,
): Outline {
  const shifts: number[] = [];
  const below: Outline = []; // what has been placed, relative to the first input
  inputs.forEach((outline, i) => {
    let shift = 0;
    if (i > 0) {
      shift = Math.max(
        ...outline.map(([from], column) => (below[column] ? below[column][1] + down - from : -Infinity)),
      );
    }
    shifts.push(shift);
    outline.forEach(([from, to], column) => {
      const placed = below[column];
      below[column] = [
        Math.min(placed?.[0] ?? Infinity, from + shift),
        Math.max(placed?.[1] ?? -Infinity, to + shift),
      ];
    });
  });
  const middle = ((shifts[0] ?? 0) + (shifts[shifts.length - 1] ?? 0)) / 2;
  node.inputs.forEach((input, i) => {
    offsets.set(input, (shifts[i] as number) - middle);
  });
  return [
    [-node.height / 2, node.height / 2],
    ...below.map(([from, to]): [number, number] => [from - middle, to - middle]),
  ];
}
