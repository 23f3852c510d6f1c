// What belongs together within a widget, and what a screen reader calls it.

import type { ComponentChildren } from "preact";

interface GroupProps {
  readonly name: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/**
 * A named part of a widget. It is no section and has no heading: those are landmarks and chapters of the whole page, on
 * which the text around the widget decides, and two widgets would have them twice.
 */
export function Group({ name, class: kind, children }: GroupProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a row or a grid everywhere
    <div class={kind} role="group" aria-label={name}>
      {children}
    </div>
  );
}

/** A group of fields: radio buttons of one name belong together within it. */
export function GroupForm({ onSubmit, ...group }: GroupProps & { readonly onSubmit?: () => void }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit?.();
      }}
    >
      <Group {...group} />
    </form>
  );
}
