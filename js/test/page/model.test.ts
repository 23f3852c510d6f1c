import { expect, test } from "vitest";
import { Host } from "../../src/host";
import { PageModel, stateIn } from "../../src/page/model";

interface State {
  count: number;
  name: string;
  bytes: DataView;
}

const hostOn = (state: object) => new Host<State>(new PageModel(stateIn(JSON.stringify(state))));

test("bytes are bytes again, wherever they stand, and everything else is as it was", () => {
  const host = hostOn({
    count: 3,
    name: "$bytes",
    bytes: { $bytes: btoa("\x00\x01\xfe\xff") },
    inputs: { a: { shape: [], dtype: "float64", data: { $bytes: "" } }, $bytes: { $bytes: 3 } },
  });
  expect([host.live, host.read("count"), host.read("name")]).toEqual([false, 3, "$bytes"]);
  const bytes = host.read("bytes");
  expect(bytes).toBeInstanceOf(DataView);
  expect([0, 1, 2, 3].map((at) => bytes.getUint8(at))).toEqual([0, 1, 254, 255]);
  const inputs = host.read("inputs" as "name") as unknown as Record<string, { data: DataView }>;
  expect(inputs.a?.data.byteLength).toBe(0);
  expect(inputs.$bytes).toEqual({ $bytes: 3 });
});

test("every float64 is the same number, NaN and −0 too", () => {
  const numbers = [Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324, 0.1];
  const raw = String.fromCharCode(...new Uint8Array(Float64Array.from(numbers).buffer));
  const bytes = hostOn({ bytes: { $bytes: btoa(raw) } }).read("bytes");
  expect(numbers.map((_, i) => bytes.getFloat64(8 * i, true))).toEqual(numbers);
});

test("what is written is told to every listener, until it ends; one may end itself while it is told", () => {
  const host = hostOn({ count: 0 });
  const seen: string[] = [];
  const once = host.listen("count", () => {
    seen.push("once");
    once();
  });
  const end = host.listen("count", () => seen.push(String(host.read("count"))));
  host.write("count", 3);
  host.write("count", 4);
  end();
  end();
  host.write("count", 5);
  expect([host.read("count"), seen]).toEqual([5, ["once", "3", "4"]]);
  host.close();
});
