// What is wrong with what was typed, below its field.

export function Problem({ text }: { text: string }) {
  return text ? (
    <span class="ag-problem" role="alert">
      {text}
    </span>
  ) : null;
}
