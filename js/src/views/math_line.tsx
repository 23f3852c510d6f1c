// A line of mathematics, and the parts between which it may break.

import type { ComponentChildren } from "preact";
import { Scrolling } from "./scrolling";
import "./formula.css";

/** Of a bracket that does not grow; Preact leaves out an attribute that is false, so it is given as text. */
export const FIXED = { stretchy: "false" } as unknown as { readonly stretchy: boolean };

/** A line of mathematics, made of parts between which it may break. */
export function MathLine({ children }: { children: ComponentChildren }) {
  return (
    <Scrolling class="ag-math">
      <div class="ag-math-parts">{children}</div>
    </Scrolling>
  );
}

/** A part of a line. */
export function Part({ children }: { children: ComponentChildren }) {
  return (
    <math displaystyle={true}>
      <mrow>{children}</mrow>
    </math>
  );
}

/** A part that begins with the sign of a product, or of a sum: between two things, even if it comes first here. */
export function Then({ sign, children }: { sign: string; children: ComponentChildren }) {
  return (
    <Part>
      <mrow />
      <mo>{sign}</mo>
      {children}
    </Part>
  );
}

/** A part that begins with an equals sign. */
export function Equals({ children }: { children: ComponentChildren }) {
  return (
    <Part>
      <mo>=</mo>
      {children}
    </Part>
  );
}

/** A part that begins with the sign for adding up entries. */
export function AddedUp({ children }: { children: ComponentChildren }) {
  return (
    <Part>
      <mover>
        <mo {...FIXED}>→</mo>
        <mo>Σ</mo>
      </mover>
      {children}
    </Part>
  );
}

export function Sign({ children }: { children: string }) {
  return <mo>{children}</mo>;
}
