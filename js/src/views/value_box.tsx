// One value in the graph: its name, data and gradient. It takes texts, so that unchanged boxes are not drawn again.

import type { Place } from "./layout";
import { fittedText } from "./lettering";
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

type LeafFieldProps = Pick<ValueBoxProps, "id" | "name" | "frozen" | "onChange"> & { readonly value: number };

/** A leaf's number, which is not drawn again when only the gradient has changed. */
const LeafField = pure(function LeafField({ id, name, value, frozen, onChange }: LeafFieldProps) {
  return (
    <span class="ag-box-row">
      <span class="ag-box-key">data</span>
      <NumberField
        name={`${name} data`}
        value={value}
        room={9}
        disabled={frozen !== ""}
        {...(frozen ? { title: frozen } : {})}
        onChange={(number) => onChange(id, number)}
      />
    </span>
  );
});

interface RowProps {
  readonly label: string;
  readonly text: string | null;
  /** Whether any part of it has arrived. */
  readonly reached: boolean;
}

const ROOM = 101; // px: for an array in its box
const LETTERS = 12.5; // px: their size

const Row = pure(function Row({ label, text, reached }: RowProps) {
  return (
    <span class={reached ? "ag-box-row ag-reached" : "ag-box-row"}>
      <span class="ag-box-key">{label}</span>
      <span class="ag-box-number" title={text ?? "not computed yet"}>
        {text === null ? "?" : fittedText(text, ROOM, LETTERS)}
      </span>
    </span>
  );
});

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
          {props.editable === null ? (
            <Row label="data" text={data} reached={true} />
          ) : (
            <LeafField
              id={id}
              name={name}
              value={props.editable}
              frozen={props.frozen}
              onChange={props.onChange}
            />
          )}
          {gradient !== null && <Row label="grad" text={gradient} reached={props.reached} />}
        </>
      )}
    </div>
  );
});
