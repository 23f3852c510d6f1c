// Classes are told apart by their marks, and by colours.

/** The theme's colours of the classes, in order. */
export const CLASS_COLOURS = ["forward", "backward", "local", "amount", "bad", "quiet"];

/** The marks of the classes, around a place. */
const MARKS = [
  "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0", // a circle
  "m-3.2 -3.2l6.4 6.4m0 -6.4l-6.4 6.4", // a cross
  "m0 -4.2l3.9 7h-7.8z", // a triangle
  "m-3.2 -3.2h6.4v6.4h-6.4z", // a square
  "m0 -4.4v8.8m-4.4 -4.4h8.8", // a plus
  "m0 -4.6l4 4.6l-4 4.6l-4 -4.6z", // a diamond
];

const tenth = (place: number) => Math.round(place * 10) / 10;

/** A class's mark at a place, as data of a path. */
export function markAt(x: number, y: number, which: number): string {
  return `M${tenth(x)} ${tenth(y)}${MARKS[which % MARKS.length]}`;
}

export function classOfMark(which: number): string {
  return `ag-mark ag-mark-${which % MARKS.length}`;
}
