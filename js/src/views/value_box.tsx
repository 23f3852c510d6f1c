// One value in the graph: its name, data and gradient. It takes texts, so that unchanged boxes are not drawn again.

import type { Place } from "./layout";
import { NumberField } from "./number_field";
import { pure } from "./pure";

export interface ValueBoxProps {
  readonly id: number;
  readonly name: string;
  readonly named: boolean;
  readonly place: Place;
  readonly kind: "leaf" | "constant" | "computed";
  /** The data as text, null while they are not known. */
  readonly data: string | null;
  readonly gradient: string | null;
  /** Whether any part of the gradient has arrived. */
  readonly reached: boolean;
  readonly role: "" | "active" | "receiving" | "giving";
  readonly selected: boolean;
  /** Whether the tab key stops at this box; the up and down keys move between boxes. */
  readonly tabStop: boolean;
  /** The number that can be changed here, if any. */
  readonly editable: number | null;
  /** Why a leaf can't be changed, "" if it can. */
  readonly frozen: string;
  readonly onSelect: (id: number) => void;
  readonly onChange: (id: number, value: number) => void;
}

export const ValueBox = pure(function ValueBox(props: ValueBoxProps) {
  const { id, name, place, kind, data, gradient, role, selected } = props;
  const pill = kind === "constant" && place.height < 40; // a bare number
  const classes = [
    "ag-box",
    pill ? "ag-pill" : `ag-${kind}`,
    role && `ag-${role}`,
    selected && "ag-selected",
    props.named || "ag-unnamed",
    data === null && "ag-unknown",
  ];
  const style = { left: place.x, top: place.y, width: place.width, height: place.height };
  const spoken = `${name}, data ${data ?? "not computed yet"}${gradient === null ? "" : `, gradient ${gradient}`}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the button inside takes the keys
    <div
      class={classes.filter((name) => typeof name === "string" && name).join(" ")}
      style={style}
      onClick={(event) => (event.target as Element).closest(".ag-number") || props.onSelect(id)}
    >
      <button
        type="button"
        class="ag-box-name"
        data-node={id}
        tabIndex={props.tabStop ? 0 : -1}
        aria-pressed={selected}
        aria-label={spoken}
        title={name}
      >
        {pill ? data : name}
      </button>
      {!pill && (
        <>
          <span class="ag-box-row">
            <span class="ag-box-key">data</span>
            {props.editable === null ? (
              <span class="ag-box-number" title={data ?? "not computed yet"}>
                {data ?? "?"}
              </span>
            ) : (
              <NumberField
                name={`${name} data`}
                value={props.editable}
                room={9}
                disabled={props.frozen !== ""}
                {...(props.frozen ? { title: props.frozen } : {})}
                onChange={(value) => props.onChange(id, value)}
              />
            )}
          </span>
          {gradient !== null && (
            <span class={props.reached ? "ag-box-row ag-reached" : "ag-box-row"}>
              <span class="ag-box-key">grad</span>
              <span class="ag-box-number" title={gradient}>
                {gradient}
              </span>
            </span>
          )}
        </>
      )}
    </div>
  );
});
