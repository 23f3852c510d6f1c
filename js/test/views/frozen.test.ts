import { expect, test } from "vitest";
import { readGraph } from "../../src/engine/graph";
import { whyFrozen } from "../../src/views/frozen";
import { opaqueGraph } from "../engine/graphs";
import { graphOf } from "../engine/vectors";

test("a leaf that only Python could follow says so", () => {
  expect(whyFrozen(readGraph(opaqueGraph(3)), 0)).toMatch(
    /^An operation that only Python knows depends on this/,
  );
});

test("a leaf that decides which entries are picked says so, one that doesn't says nothing", () => {
  const graph = readGraph(graphOf("entries picked by a mask"));
  const why = (name: string) => whyFrozen(graph, graph.byName.get(name)?.id as number);
  expect(why("limit")).toMatch(/^Which entries are picked depends on this/);
  expect(why("scale")).toBe("");
});
