// A part of the player, with its name, and a menu that saves it as a picture.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Group } from "../../views/group";
import { SavePicture } from "../../views/training/save_picture";

export interface PanelProps {
  readonly name: string;
  /** What stands above its picture, if not just its name. */
  readonly title?: string;
  /** What its picture is called as a file. */
  readonly file: string;
  readonly children: ComponentChildren;
}

export function Panel({ name, title = name, file, children }: PanelProps) {
  const inside = useRef<HTMLDivElement>(null);
  return (
    <Group class="ag-panel" name={name}>
      <div class="ag-panel-head">
        <div class="ag-heading">{name}</div>
        <SavePicture {...{ name, title, file }} panel={inside} />
      </div>
      <div ref={inside}>{children}</div>
    </Group>
  );
}
