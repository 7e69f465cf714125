// The line one writes on is never under the page's own bars: the path that stays at the
// top, the keys at the bottom. The editor scrolls to its cursor, but knows neither.
import { EditorView } from "@codemirror/view";

const AIR = 8;

export const clearOfBars = EditorView.updateListener.of((update) => {
  if (!update.view.hasFocus || !(update.docChanged || update.selectionSet)) return;
  update.view.requestMeasure({
    key: "clear-of-bars",
    read: (view) => beneath(view.coordsAtPos(view.state.selection.main.head)),
    write: (distance) => {
      if (distance) window.scrollBy({ top: distance, behavior: "instant" });
    },
  });
});

/** How far, in pixels, the page must scroll for the cursor to be seen; below zero is back. */
function beneath(cursor: { top: number; bottom: number } | null): number {
  if (!cursor) return 0;
  const strip = document.querySelector<HTMLElement>(".path-strip");
  const keys = document.querySelector<HTMLElement>(".keys:not([hidden])");
  const top = strip && getComputedStyle(strip).position === "sticky" ? strip.getBoundingClientRect().bottom : 0;
  const bottom = keys ? keys.getBoundingClientRect().top : Infinity;
  if (cursor.bottom + AIR > bottom) return cursor.bottom + AIR - bottom;
  return cursor.top - AIR < top ? cursor.top - AIR - top : 0;
}
