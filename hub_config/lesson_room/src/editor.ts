// A code box that takes the place of a plain text area.
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, highlightActiveLine, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";

/** Marks a line that Python stumbled over; null takes the mark away. */
const markLine = StateEffect.define<number | null>();

const markedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    if (change.docChanged) marks = Decoration.none;
    for (const effect of change.effects) {
      if (!effect.is(markLine)) continue;
      const line = effect.value;
      marks =
        line && line <= change.state.doc.lines
          ? Decoration.set(Decoration.line({ class: "line-to-look-at" }).range(change.state.doc.line(line).from))
          : Decoration.none;
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export class CodeBox {
  private readonly view: EditorView;

  constructor(area: HTMLTextAreaElement, changed: (text: string) => void, run: () => void) {
    const label = area.dataset.label ?? "Code";
    const running = [
      { key: "Shift-Enter", run: () => (run(), true) },
      { key: "Mod-Enter", run: () => (run(), true) },
    ];
    this.view = new EditorView({
      doc: area.value,
      extensions: [
        Prec.highest(keymap.of(running)),
        keymap.of([{ key: "Tab", run: indentMore, shift: indentLess }, ...historyKeymap, ...defaultKeymap]),
        history(),
        lineNumbers(),
        highlightActiveLine(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        EditorView.lineWrapping,
        pythonLanguage,
        syntaxHighlighting(classHighlighter),
        markedLine,
        EditorState.readOnly.of(area.readOnly),
        EditorView.cspNonce.of(nonce),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": "editor-note",
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
      ],
    });
    const hadFocus = document.activeElement === area;
    area.closest(".code")!.querySelector(".code-label")?.removeAttribute("for");
    area.replaceWith(this.view.dom);
    if (hadFocus) this.view.focus();
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(text: string) {
    if (text === this.text) return;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  lookAt(line: number | null): void {
    this.view.dispatch({ effects: markLine.of(line) });
  }

  focus(): void {
    this.view.focus();
  }
}
