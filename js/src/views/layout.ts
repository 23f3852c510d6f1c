// Where the boxes of a graph stand: inputs left, root right. Sizes never depend on numbers, so nothing jumps.

import * as dagre from "@dagrejs/dagre";
import type { Graph, Node } from "../engine/graph";
import { shownSymbol, textWidth } from "./lettering";
import { isTree, type TreeNode, treeLayout } from "./tree";

export const BOX = { width: 132, height: 62 }; // px: a value with its name, data and gradient
export const GAP = 12; // px: between an operation and the box that it makes
export const BETWEEN = 62; // px: room for wires, and for what is written on them
const WIDE = 152; // px: a box that shows an array
const WITHOUT_GRADIENT = 42; // px: the height of a box without a gradient
const PILL = { width: 54, height: 22 }; // px: a bare number, which hangs on its operation
const CIRCLE = 30; // px
const WORD = 12; // px: the size of a symbol that is a word
const APART = 16; // px between boxes in a column
const MARGIN = 14; // px

export interface Place {
  /** The left and upper edge, width and height, in px. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Wire {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Which of the operation's inputs it is. */
  readonly position: number;
  readonly path: string;
  /** Where a label on the wire is centred. */
  readonly label: readonly [number, number];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<number, Place>;
  readonly wires: readonly Wire[];
}

type Point = readonly [number, number];
type Places = Map<number, Place>;

/** A bare number hangs on the operation that uses it; an array stands in a box of its own. */
export function isPill(node: Node): boolean {
  return node.op === "constant" && node.shape.length === 0;
}

/** How wide the sign of an operation is: a circle for a symbol, longer for a word. */
export function signWidth(node: Node): number {
  return node.symbol.length <= 2 ? CIRCLE : Math.max(40, 18 + textWidth(shownSymbol(node.symbol), WORD));
}

/** Lay out some nodes of a graph and the wires between them. */
export function layout(graph: Graph, ids: readonly number[]): Layout {
  const shown = new Set(ids);
  const boxes = ids.map((id) => graph.nodes[id] as Node).filter((node) => !isPill(node));
  const parts = boxes.map((node) => ({
    id: node.id,
    ...roomFor(graph, node),
    inputs: node.inputs.filter((input) => shown.has(input) && !isPill(graph.nodes[input] as Node)),
  }));
  const drawing = isTree(parts) ? asTree(parts) : asNetwork(graph, boxes, shown);
  const places: Places = new Map();
  for (const node of boxes) {
    const { x, y } = drawing.centre(node.id);
    const [width, height] = boxSize(graph, node);
    const right = x + roomFor(graph, node).width / 2;
    places.set(node.id, { x: right - width, y: y - height / 2, width, height });
  }
  const wires: Wire[] = [];
  for (const node of boxes) {
    node.inputs.forEach((input, position) => {
      if (places.has(input)) {
        wires.push(wire(graph, places, input, node.id, position, drawing.bends(input, node.id, position)));
      }
    });
  }
  for (const node of boxes) wires.push(...hangPills(graph, node, shown, places));
  return { width: drawing.width, height: drawing.height, places, wires };
}

/** Where the rooms of the boxes stand, and how wires bend between them. */
interface Drawing {
  readonly width: number;
  readonly height: number;
  centre(id: number): { readonly x: number; readonly y: number };
  bends(from: number, to: number, position: number): readonly Point[];
}

function asTree(nodes: readonly TreeNode[]): Drawing {
  const { width, height, centres } = treeLayout(nodes, { across: BETWEEN, down: APART, margin: MARGIN });
  return { width, height, centre: (id) => centres.get(id) as { x: number; y: number }, bends: () => [] };
}

/** Lay out what is no tree with dagre, then put operands in their order where that is free. */
function asNetwork(graph: Graph, boxes: readonly Node[], shown: ReadonlySet<number>): Drawing {
  const drawing = new dagre.graphlib.Graph({ multigraph: true });
  drawing.setGraph({ rankdir: "LR", nodesep: APART, ranksep: BETWEEN, marginx: MARGIN, marginy: MARGIN });
  drawing.setDefaultEdgeLabel(() => ({}));
  for (const node of boxes) drawing.setNode(String(node.id), roomFor(graph, node));
  for (const node of boxes) {
    node.inputs.forEach((input, position) => {
      const wired = shown.has(input) && !isPill(graph.nodes[input] as Node);
      if (wired) drawing.setEdge(String(input), String(node.id), {}, String(position));
    });
  }
  dagre.layout(drawing);
  const { width = 0, height = 0 } = drawing.graph() as { width?: number; height?: number };
  const centre = (id: number) => drawing.node(String(id)) as { x: number; y: number };
  const turned = isUpsideDown(boxes, centre, shown);
  const level = (y: number) => (turned ? height - y : y);
  const twin = twins(graph, boxes, shown, (id) => level(centre(id).y));
  return {
    width,
    height,
    centre(id) {
      const { x, y } = centre(twin.get(id) ?? id);
      return { x, y: level(y) };
    },
    bends(from, to, position) {
      const other = twin.get(from);
      const name = String(other === undefined ? position : 1 - position);
      const edge = drawing.edge({ v: String(other ?? from), w: String(to), name }) as {
        points: { x: number; y: number }[];
      };
      return edge.points.slice(1, -1).map(({ x, y }): Point => [x, level(y)]);
    },
  };
}

/** The room that a value takes with its operation, and with the bare numbers that hang on it above or below. */
function roomFor(graph: Graph, node: Node): { width: number; height: number } {
  const [width, height] = boxSize(graph, node);
  const pills = pillsOf(graph, node).length > 0;
  return {
    width: width + lead(node) + (pills ? Math.max(0, PILL.width - signWidth(node)) / 2 : 0),
    height: pills ? Math.max(height, CIRCLE + 2 * (PILL.height + 8)) : height,
  };
}

function boxSize(graph: Graph, node: Node): Point {
  const height = graph.wants[node.id] ? BOX.height : WITHOUT_GRADIENT;
  return [node.shape.length === 0 ? BOX.width : WIDE, height];
}

/** Room for the operation's sign in front of a box. */
function lead(node: Node): number {
  return node.isComputed ? signWidth(node) + GAP : 0;
}

function pillsOf(graph: Graph, node: Node): { id: number; position: number }[] {
  return node.inputs
    .map((id, position) => ({ id, position }))
    .filter(({ id }) => isPill(graph.nodes[id] as Node));
}

/** A first operand belongs above the second. Turn the picture over if that puts more of them right. */
function isUpsideDown(
  boxes: readonly Node[],
  centre: (id: number) => { y: number },
  shown: ReadonlySet<number>,
): boolean {
  let balance = 0;
  for (const { inputs } of boxes) {
    const [first, second] = inputs;
    const known = [first, second].every(
      (id) => id !== undefined && shown.has(id) && boxes.some((box) => box.id === id),
    );
    if (known) balance += Math.sign(centre(second as number).y - centre(first as number).y);
  }
  return balance < 0;
}

/** Two leaves that feed the same operation and nothing else trade places where the first one stands below. */
function twins(
  graph: Graph,
  boxes: readonly Node[],
  shown: ReadonlySet<number>,
  level: (id: number) => number,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const { inputs } of boxes) {
    const [first, second] = inputs.map((input) => graph.nodes[input] as Node);
    const alone = [first, second].every(
      (node) => node?.isLeaf && shown.has(node.id) && graph.consumers[node.id]?.length === 1,
    );
    if (!first || !second || first === second || !alone) continue;
    if (String(first.shape) === String(second.shape) && level(first.id) > level(second.id)) {
      found.set(first.id, second.id).set(second.id, first.id);
    }
  }
  return found;
}

/** Hang the bare numbers on their operation: a first one above if it is the first operand or not alone, others below. */
function hangPills(graph: Graph, node: Node, shown: ReadonlySet<number>, places: Places): Wire[] {
  const sign = signCentre(node, places);
  const hanging = pillsOf(graph, node).filter(({ id }) => shown.has(id));
  return hanging.map(({ id, position }, i) => {
    const above = i === 0 && (position === 0 || hanging.length > 1);
    const edge = sign[1] + (above ? -1 : 1) * (CIRCLE / 2);
    const y = above ? edge - 8 - PILL.height : edge + 8;
    const x = sign[0] - PILL.width / 2 - Math.max(0, i - 1) * (PILL.width + 4);
    places.set(id, { x, y, ...PILL });
    return {
      key: `${id}-${node.id}-${position}`,
      from: id,
      to: node.id,
      position,
      path: `M${round([sign[0], edge])}v${above ? -8 : 8}`,
      label: sign,
    };
  });
}

/** The centre of an operation's sign. */
export function signCentre(node: Node, places: ReadonlyMap<number, Place>): Point {
  const { x, y, height } = places.get(node.id) as Place;
  return [x - GAP - signWidth(node) / 2, y + height / 2];
}

function wire(
  graph: Graph,
  places: ReadonlyMap<number, Place>,
  from: number,
  to: number,
  position: number,
  bends: readonly Point[],
): Wire {
  const source = places.get(from) as Place;
  const node = graph.nodes[to] as Node;
  const [x, y] = signCentre(node, places);
  const start: Point = [source.x + source.width, source.y + source.height / 2];
  const last = bends.length > 1 ? (bends[bends.length - 1] as Point) : start;
  const approach = bends[bends.length - 1]?.[1] ?? start[1];
  const twice = node.inputs.filter((input) => input === from).length > 1;
  const level = Math.abs(approach - y) < 1 ? 0 : Math.sign(approach - y);
  const side = twice ? (position === 0 ? -1 : 1) : level; // above, level with, or below the centre
  const end: Point = [x - signWidth(node) / 2 + Math.abs(side) * 3, y + side * 8];
  return {
    key: `${from}-${to}-${position}`,
    from,
    to,
    position,
    path: smooth([start, ...bends, end]),
    label: [end[0] - BETWEEN / 2, (last[1] + end[1]) / 2 + (twice ? side * 8 : 0)],
  };
}

/** A curve that leaves and arrives level and passes through every bend. */
function smooth(points: readonly Point[]): string {
  let path = `M${round(points[0] as Point)}`;
  for (let i = 1; i < points.length; i++) {
    const before = points[i - 1] as Point;
    const next = points[i] as Point;
    const middle = (before[0] + next[0]) / 2;
    path += `C${round([middle, before[1]])} ${round([middle, next[1]])} ${round(next)}`;
  }
  return path;
}

function round([x, y]: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
