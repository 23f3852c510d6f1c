// Widgets on a page by itself: no notebook, no kernel, no network. Built as a classic script, so that it works inline
// and from file:// as well:
//
//   <div class="ag-host" id="widget-1">…a still picture, until the widget lives…</div>
//   <script src="page.js"></script>
//   <script>agShow(bundles, widgets);</script>
//
// agShow(bundles, widgets) shows widgets, and returns a promise of when they are shown. It may be called again for
// others, with the bundles that they need.
//   bundles   by kind, the source of a widget's bundle: { backprop_stepper: "…" }
//   widgets   [id, kind, state] each: the id of its element, which is emptied; the stem of its bundle; its traits as
//             JSON, bytes as {"$bytes": base64}. In place of traits, the id of an earlier one: another view of that.
// Sources and traits may be gzipped, as base64: a page is less than half as large then.
//
// Below each a button copies its address, #widget-1?step=4&a=2.5; such an address shows that state, when the page is
// opened and when it changes. What may stand in it is said in page/kinds/. Styles: page.css, and those of the bundles.

import { readAddress, shortened } from "./page/address";
import type { Bundle } from "./page/kinds/kind";
import { bytesIn, stateIn } from "./page/model";
import type { Saved } from "./page/shareable";
import { Shown } from "./page/shown";
import "./page.css";

type Described = readonly [id: string, kind: string, state: string];

const shown = new Map<string, Shown>();
const imported = new Map<string, Promise<Bundle>>();
const told = document.createElement("p"); // of an address that leads nowhere

async function agShow(bundles: Record<string, string>, widgets: readonly Described[]): Promise<void> {
  for (const [id, kind, state] of widgets) {
    const element = [...document.querySelectorAll<HTMLElement>(".ag-host")].find((each) => each.id === id);
    if (!element) continue;
    try {
      const widget = shown.get(state) ?? new Shown(await savedOf(bundles, kind, state));
      widget.add(id, element);
      shown.set(id, widget);
    } catch (error) {
      const words = document.createElement("p");
      words.textContent = `This widget can't be shown here, only its picture: ${String(error).slice(0, 200)}`;
      element.append(words);
    }
  }
  follow(new Set(widgets.map(([id]) => id)));
}

async function savedOf(bundles: Record<string, string>, kind: string, state: string): Promise<Saved> {
  const known = imported.get(kind) ?? importText(bundles[kind] ?? "");
  imported.set(kind, known);
  return { kind, state: stateIn(await unpacked(state)), bundle: await known };
}

async function importText(code: string): Promise<Bundle> {
  const address = URL.createObjectURL(new Blob([await unpacked(code)], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

const GZIPPED = "H4sI"; // the first bytes of every gzip file, as base64

/** A text that may be gzipped. */
async function unpacked(text: string): Promise<string> {
  if (!text.startsWith(GZIPPED)) return text;
  const stream = new Blob([bytesIn(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/** Show what the address says, if it is of one of these widgets. Other anchors are the browser's. */
function follow(ids?: ReadonlySet<string>): void {
  const address = readAddress(location.hash);
  told.remove();
  if (address === null) return;
  const { id } = address;
  const anchored = document.getElementById(address.anchor);
  const widget = shown.get(id);
  if (widget && (!ids || ids.has(id))) widget.follow(id, address.isPlain ? null : address);
  else if (anchored)
    anchored.scrollIntoView(); // again: widgets above it have grown
  else if (!widget && /^widget-\d+$/.test(id)) {
    told.className = "ag-below";
    told.setAttribute("role", "status");
    told.textContent = `The address is not understood: there is no “${shortened(id)}” on this page.`;
    (document.querySelector("main") ?? document.body).prepend(told);
  }
}

/** A picture is drawn for the width that it has, and is not drawn again for paper. */
function beforePrint(): void {
  for (const root of document.querySelectorAll<HTMLElement>(".ag-host .ag-root"))
    root.style.setProperty("--ag-on-screen", String(root.offsetWidth));
}

addEventListener("beforeprint", beforePrint);
addEventListener("hashchange", () => follow());
Object.assign(globalThis, { agShow });
