// What every widget stands in: an element of its own, whose keys never reach the notebook.

import { render, type VNode } from "preact";

export interface Frame {
  /** The class of this kind of widget. */
  readonly kind: string;
  /** What a screen reader calls it. */
  readonly label: string;
  readonly onKey?: (event: KeyboardEvent, root: HTMLElement) => void;
}

/** Show a view in an element of a host; returns what ends it. */
export function shownIn(element: HTMLElement, view: VNode, { kind, label, onKey }: Frame): () => void {
  const root = document.createElement("div");
  root.className = `ag-root ${kind}`;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", label);
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    onKey?.(event, root);
  });
  root.addEventListener("focusin", ({ target }) => {
    // Notebook 7 takes keys before they get here, unless it finds this on the very element that has the focus
    (target as Element).setAttribute("data-lm-suppress-shortcuts", "");
  });
  root.tabIndex = -1; // keys follow a click or a drag anywhere in the widget, and never go to the notebook
  const keepFocus = () => {
    if (!root.matches(":focus-within")) root.focus({ preventScroll: true });
  };
  root.addEventListener("pointerdown", keepFocus);
  root.addEventListener("pointerup", keepFocus);
  element.append(root);
  render(view, root);
  return () => {
    render(null, root);
    root.remove();
  };
}
