import { describe, expect, test } from "vitest";
import type { NDArray } from "../../src/engine/arrays";
import { structural, vjpBy } from "../../src/engine/structural";
import type { Structural } from "../../src/engine/structural/structural";

const LAYOUT = { stride: [1, 1], padding: [0, 0], dilation: [1, 1] };
const WINDOW = { size: [1, 2], stride: [1, 2], padding: [0, 0] };

function rule(name: string): Structural {
  return structural[name] as Structural;
}

function row(...numbers: number[]): NDArray {
  return { shape: [1, 1, 1, numbers.length], dtype: "float64", data: Float64Array.from(numbers) };
}

describe("what does not fit is refused:", () => {
  test.each([
    [
      "images without channels",
      "conv2d",
      [
        [4, 4],
        [1, 1, 2, 2],
      ],
      LAYOUT,
    ],
    [
      "kernels for other channels",
      "conv2d",
      [
        [1, 2, 4, 4],
        [1, 1, 2, 2],
      ],
      LAYOUT,
    ],
    [
      "a kernel larger than the image",
      "conv2d",
      [
        [1, 1, 4, 4],
        [1, 1, 5, 2],
      ],
      LAYOUT,
    ],
    [
      "a kernel without entries",
      "conv2d",
      [
        [1, 1, 4, 4],
        [1, 1, 0, 2],
      ],
      LAYOUT,
    ],
    [
      "a stride of 0",
      "conv2d",
      [
        [1, 1, 4, 4],
        [1, 1, 2, 2],
      ],
      { ...LAYOUT, stride: [0, 1] },
    ],
    [
      "a dilation of 0",
      "conv2d",
      [
        [1, 1, 4, 4],
        [1, 1, 2, 2],
      ],
      { ...LAYOUT, dilation: [1, 0] },
    ],
    [
      "a padding of one number",
      "conv2d",
      [
        [1, 1, 4, 4],
        [1, 1, 2, 2],
      ],
      { ...LAYOUT, padding: [1] },
    ],
    [
      "no stride",
      "conv2d",
      [
        [1, 1, 4, 4],
        [1, 1, 2, 2],
      ],
      {},
    ],
    [
      "y of another shape",
      "conv2d_input_gradient",
      [
        [1, 1, 4, 4],
        [1, 1, 2, 2],
      ],
      { ...LAYOUT, size: [4, 4] },
    ],
    [
      "y of another shape",
      "conv2d_weight_gradient",
      [
        [1, 1, 4, 4],
        [1, 1, 4, 4],
      ],
      { ...LAYOUT, size: [2, 2] },
    ],
    ["an image without channels", "max_pool2d", [[4, 4]], WINDOW],
    ["padding that fills a window", "max_pool2d", [[1, 1, 4, 4]], { ...WINDOW, padding: [1, 1] }],
    [
      "y of another shape",
      "max_pool2d_gradient",
      [
        [1, 1, 4, 4],
        [1, 1, 4, 4],
      ],
      WINDOW,
    ],
    [
      "a direction of another shape",
      "max_pool2d_tangent",
      [
        [1, 1, 4, 2],
        [1, 1, 4, 4],
      ],
      WINDOW,
    ],
  ])("%s (%s)", (_, name, shapes, options) => {
    expect(() => rule(name).shape(shapes, options)).toThrow();
  });
});

describe("the largest of a window", () => {
  const gradient = (g: NDArray, x: NDArray, options: object) =>
    vjpBy(rule("max_pool2d"), 0)?.(g, [x], { ...options }, x).data;

  test("is nan beside nan, and then hands nothing back", () => {
    const x = row(1, Number.NaN, 3, 4);
    expect(rule("max_pool2d").forward([x], WINDOW, "float64").data).toEqual(Float64Array.of(Number.NaN, 4));
    expect(gradient(row(1, 1), x, WINDOW)).toEqual(Float64Array.of(0, 0, 0, 1));
  });

  test("is never the padding, not even beside −∞", () => {
    const x = row(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const padded = { ...WINDOW, padding: [0, 1] };
    expect(rule("max_pool2d").forward([x], padded, "float64").data).toEqual(x.data);
    expect(gradient(row(1, 1), x, padded)).toEqual(Float64Array.of(1, 1));
  });

  test("receives an infinite gradient alone", () => {
    expect(gradient(row(Number.POSITIVE_INFINITY), row(1, 2), WINDOW)).toEqual(
      Float64Array.of(0, Number.POSITIVE_INFINITY),
    );
  });
});
