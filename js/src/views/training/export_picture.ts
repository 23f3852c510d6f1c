// What a panel shows, as an SVG file that needs nothing else, or as a PNG.
//
// The page is walked: drawings are copied with their computed styles, canvases become images, and HTML's text, boxes
// and borders become SVG's. So the file opens in editors too, which a <foreignObject> would not.

import { textLines } from "./text_lines";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 8; // px
const HEAD = 24; // px above a panel, for its title
const CONTROLS =
  "button, select, input, textarea, form, details, .ag-spoken, .ag-choice, .ag-picture-switch, title";

/** What is copied of a drawing's style, and what needs not be written. */
const DEFAULTS: Readonly<Record<string, string>> = {
  fill: "rgb(0, 0, 0)",
  stroke: "none",
  "stroke-width": "1px",
  "stroke-dasharray": "none",
  "stroke-linecap": "butt",
  "stroke-linejoin": "miter",
  opacity: "1",
  "paint-order": "normal",
  "text-anchor": "start",
  "vector-effect": "none",
};
const COLOURS = new Set(["fill", "stroke"]);
const FONT = ["font-family", "font-size", "font-weight", "font-style"];

/** A panel, and its title above it, as the text of an SVG file. */
export function pictureSvg(panel: HTMLElement, title: string): string {
  const { left, top, width, height } = panel.getBoundingClientRect();
  const place = {
    x: left - MARGIN,
    y: top - MARGIN - HEAD,
    width: width + 2 * MARGIN,
    height: height + 2 * MARGIN + HEAD,
  };
  const root = element("svg", {
    ...{ width: place.width, height: place.height },
    viewBox: Object.values(place).map(tenth).join(" "),
  });
  const heading = textElement({ text: title, x: left, baseline: top - MARGIN }, panel);
  heading.setAttribute("font-weight", "bold");
  root.append(element("rect", { ...place, fill: groundOf(panel) }), heading);
  draw(panel, root);
  return new XMLSerializer().serializeToString(root);
}

/** The same as a PNG, with twice as many pixels as it has on the page. */
export async function picturePng(panel: HTMLElement, title: string, density = 2): Promise<Blob> {
  const text = pictureSvg(panel, title);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * density);
  canvas.height = Math.round(image.height * density);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error("The picture is too large for a PNG.")),
    );
  });
}

type Attributes = Readonly<Record<string, string | number>>;

const tenth = (x: number) => Math.round(x * 10) / 10;

function element(name: string, attributes: Attributes): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, String(typeof value === "number" ? tenth(value) : value));
  }
  return made;
}

/** The first background behind an element that is not transparent. */
function groundOf(panel: Element): string {
  for (let each: Element | null = panel; each; each = each.parentElement) {
    const [colour, alpha] = plain(getComputedStyle(each).backgroundColor);
    if (alpha > 0) return colour;
  }
  return "#ffffff";
}

function draw(node: Node, into: Element): void {
  if (node instanceof Text) {
    for (const line of textLines(node)) into.append(textElement(line, node.parentElement as Element));
  } else if (node instanceof HTMLCanvasElement) {
    const { left, top, width, height } = node.getBoundingClientRect();
    const place = { x: left, y: top, width, height, preserveAspectRatio: "none" };
    into.append(element("image", { ...place, href: node.toDataURL() }));
  } else if (node instanceof SVGSVGElement) {
    into.append(copied(node, true));
  } else if (node instanceof HTMLElement && !node.matches(CONTROLS)) {
    const style = getComputedStyle(node);
    if (style.display === "none" || style.visibility === "hidden") return;
    drawBox(node, style, into);
    const inner = style.overflowX === "visible" ? into : into.appendChild(clipped(node));
    for (const child of node.childNodes) draw(child, inner);
  }
}

/** A part of the picture out of which nothing is seen. */
function clipped(node: Element): SVGElement {
  const { left, top, width, height } = node.getBoundingClientRect();
  const viewBox = [left, top, width, height].map(tenth).join(" ");
  return element("svg", { x: left, y: top, width, height, viewBox });
}

/** The background and the borders of a box. */
function drawBox(node: Element, style: CSSStyleDeclaration, into: Element): void {
  const { left, top, right, bottom, width, height } = node.getBoundingClientRect();
  const fill = (colour: string, x: number, y: number, wide: number, tall: number) => {
    const [shown, alpha] = plain(colour);
    if (alpha === 0 || wide <= 0 || tall <= 0) return;
    into.append(
      element("rect", { x, y, width: wide, height: tall, fill: shown, "fill-opacity": String(alpha) }),
    );
  };
  fill(style.backgroundColor, left, top, width, height);
  const [above, beside, below, before] = [
    style.borderTopWidth,
    style.borderRightWidth,
    style.borderBottomWidth,
    style.borderLeftWidth,
  ].map(Number.parseFloat) as [number, number, number, number];
  fill(style.borderTopColor, left, top, width, above);
  fill(style.borderBottomColor, left, bottom - below, width, below);
  fill(style.borderLeftColor, left, top, before, height);
  fill(style.borderRightColor, right - beside, top, beside, height);
}

function textElement(
  { text, x, baseline }: ReturnType<typeof textLines>[number],
  parent: Element,
): SVGElement {
  const style = getComputedStyle(parent);
  const made = element("text", { x, y: baseline, fill: plain(style.color)[0] });
  for (const name of FONT) made.setAttribute(name, style.getPropertyValue(name));
  made.textContent = text;
  return made;
}

/** A drawing without its classes, with what they say written out. */
function copied(node: SVGElement, outermost: boolean): SVGElement {
  const copy = node.cloneNode(false) as SVGElement;
  for (const name of node.getAttributeNames()) {
    if (/^(class|style|role|tabindex|aria-.*)$/.test(name)) copy.removeAttribute(name);
  }
  const style = getComputedStyle(node);
  if (outermost) {
    const { left, top, width, height } = node.getBoundingClientRect();
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) {
      copy.setAttribute(name, String(tenth(value)));
    }
  } else if (node.localName !== "g" && node.localName !== "svg") writeStyle(copy, style);
  for (const child of node.childNodes) {
    if (child instanceof Text) copy.append(child.cloneNode());
    else if (child instanceof SVGElement && child.localName !== "title") copy.append(copied(child, false));
  }
  return copy;
}

function writeStyle(copy: SVGElement, style: CSSStyleDeclaration): void {
  for (const [name, usual] of Object.entries(DEFAULTS)) {
    const value = style.getPropertyValue(name);
    if (COLOURS.has(name) && value !== "none") {
      const [colour, alpha] = plain(value);
      copy.setAttribute(name, alpha === 0 ? "none" : colour);
      if (alpha > 0 && alpha < 1) copy.setAttribute(`${name}-opacity`, String(alpha));
    } else if (value !== usual) copy.setAttribute(name, value);
  }
  if (copy.localName === "text")
    for (const name of FONT) copy.setAttribute(name, style.getPropertyValue(name));
}

let pixel: CanvasRenderingContext2D | null = null;

/** Any colour of CSS as one that every program knows, and how opaque it is. */
function plain(colour: string): readonly [string, number] {
  pixel ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  if (!pixel) return [colour, 1];
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixel.getImageData(0, 0, 1, 1).data;
  const digits = [red, green, blue].map((each) => each.toString(16).padStart(2, "0")).join("");
  return [`#${digits}`, Math.round((alpha / 255) * 100) / 100];
}
