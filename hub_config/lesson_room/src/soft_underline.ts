// Underlines softly what Python will not read, and says why: after a moment's rest, and
// on the line that is being written only after a longer one.
import { forEachDiagnostic, setDiagnostics, setDiagnosticsEffect, type Diagnostic } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { faultsOf } from "./parse_hints";

export const REST_MS = 700;
export const LONG_REST_MS = 2500;

/** What is told: the first fault's line and sentence, or null when nothing is amiss. */
export type Tell = (fault: { line: number; words: string } | null) => void;

export function softUnderline(tell: Tell): Extension {
  return [
    // An underline goes as soon as its line is touched; the others stay.
    EditorState.transactionExtender.of((change) => {
      if (!change.docChanged) return null;
      const kept: Diagnostic[] = [];
      forEachDiagnostic(change.startState, (each, from, to) => {
        const line = change.startState.doc.lineAt(from);
        if (change.changes.touchesRange(line.from, line.to)) return;
        kept.push({ ...each, from: change.changes.mapPos(from), to: change.changes.mapPos(to) });
      });
      return { effects: setDiagnosticsEffect.of(kept) };
    }),
    ViewPlugin.define((view) => new Watcher(view, tell)),
  ];
}

class Watcher {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private typedAt = -Infinity;

  constructor(
    private readonly view: EditorView,
    private readonly tell: Tell,
  ) {
    this.rest(REST_MS);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged) {
      this.typedAt = Date.now();
      this.tell(null);
    }
    if (update.docChanged || update.selectionSet || update.focusChanged) this.rest(REST_MS);
  }

  destroy(): void {
    clearTimeout(this.timer);
  }

  private rest(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), milliseconds);
  }

  private look(): void {
    const { state, hasFocus } = this.view;
    const writing = hasFocus && Date.now() - this.typedAt < LONG_REST_MS;
    const here = state.doc.lineAt(state.selection.main.head).number;
    const all = faultsOf(state.doc.toString()).map((fault) => ({ ...fault, line: state.doc.lineAt(fault.from).number }));
    const shown = all.filter((fault) => !writing || fault.line !== here);
    if (shown.length < all.length) this.rest(LONG_REST_MS - REST_MS);
    this.view.dispatch(setDiagnostics(state, shown.map(underline)));
    this.tell(shown[0] ?? null);
  }
}

function underline(fault: { from: number; to: number; words: string }): Diagnostic {
  return { from: fault.from, to: fault.to, severity: "info", message: fault.words, markClass: "soft-underline" };
}
