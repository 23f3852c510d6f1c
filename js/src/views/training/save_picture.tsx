// A small menu that saves a panel as a file.

import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import { picturePng, pictureSvg } from "./export_picture";
import "./save_picture.css";

export interface SavePictureProps {
  /** What is saved, what stands above it in the picture, and what that is called as a file without its ending. */
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly panel: RefObject<HTMLElement>;
}

export function SavePicture({ name, title, file, panel }: SavePictureProps) {
  const [problem, setProblem] = useState("");
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute("open");
  const save = async (ending: "svg" | "png") => {
    if (!panel.current) return;
    try {
      const svg = () =>
        new Blob([pictureSvg(panel.current as HTMLElement, title)], { type: "image/svg+xml" });
      download(ending === "svg" ? svg() : await picturePng(panel.current, title), `${file}.${ending}`);
      setProblem("");
      close();
      menu.current?.querySelector("summary")?.focus();
    } catch (error) {
      setProblem(`It could not be saved: ${error instanceof Error ? error.message : error}`);
    }
  };
  return (
    <details
      ref={menu}
      class="ag-save"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        event.stopPropagation();
        close();
        menu.current.querySelector("summary")?.focus();
      }}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) close();
      }}
    >
      <summary aria-label={`Save ${name}`} title={`Save ${name}`}>
        ⤓
      </summary>
      <div class="ag-save-menu">
        <button type="button" onClick={() => save("svg")}>
          SVG
        </button>
        <button type="button" onClick={() => save("png")}>
          PNG
        </button>
        {problem && (
          <span class="ag-problem-told" role="alert">
            {problem}
          </span>
        )}
      </div>
    </details>
  );
}

function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000); // the browser may not have read it yet
}
