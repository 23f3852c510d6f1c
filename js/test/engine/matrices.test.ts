import { expect, test } from "vitest";
import type { NDArray } from "../../src/engine/arrays";
import { structural, vjpBy } from "../../src/engine/structural";

const matmul = structural.matmul as (typeof structural)[string];

/** Whole numbers, of which sums are exact, in no order. */
function matrix(rows: number, columns: number, seed: number): NDArray {
  const data = Float64Array.from({ length: rows * columns }, (_, i) => ((i * 7 + seed) % 11) - 5);
  return { shape: [rows, columns], dtype: "float64", data };
}

function transposed({ shape: [rows, columns], data }: NDArray): NDArray {
  const [height, width] = [rows as number, columns as number];
  const turned = Float64Array.from(
    data,
    (_, i) => data[(i % height) * width + Math.floor(i / height)] as number,
  );
  return { shape: [width, height], dtype: "float64", data: turned };
}

/** The product by its definition. */
function defined(x: NDArray, y: NDArray): number[] {
  const [rows, inner, columns] = [x.shape[0], x.shape[1], y.shape[1]] as [number, number, number];
  return Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < inner; k++)
      sum +=
        (x.data[Math.floor(i / columns) * inner + k] as number) *
        (y.data[k * columns + (i % columns)] as number);
    return sum;
  });
}

const lengths = [1, 2, 3, 4, 5];
const sizes = lengths.flatMap((rows) =>
  lengths.flatMap((inner) => lengths.map((columns) => [rows, inner, columns] as const)),
);

test.each(sizes)(
  "matrices of %i × %i and … × %i are multiplied and differentiated by definition",
  (rows, inner, columns) => {
    const [x, y, g] = [matrix(rows, inner, 1), matrix(inner, columns, 4), matrix(rows, columns, 9)];
    const out = matmul.forward([x, y], {}, "float64");
    expect([...out.data]).toEqual(defined(x, y));
    expect([...(vjpBy(matmul, 0)?.(g, [x, y], {}, out).data ?? [])]).toEqual(defined(g, transposed(y)));
    expect([...(vjpBy(matmul, 1)?.(g, [x, y], {}, out).data ?? [])]).toEqual(defined(transposed(x), g));
  },
);
