// A code box that takes the place of a plain text area.
import { closeBrackets, closeBracketsKeymap, insertBracket } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, highlightActiveLine, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { announce } from "./announcer";
import { clearOfBars } from "./clear_of_bars";
import { completion } from "./completion";
import { element } from "./elements";
import { softUnderline, type Tell } from "./soft_underline";
import { tidied, typedQuote } from "./tidy_text";

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

/** What a code box tells the room, and what it asks of it. */
export interface BoxRoom {
  changed(text: string): void;
  run(): void;
  /** The code of every cell, for the names in it. */
  texts(): Iterable<string>;
}

const TAB_LEAVES_MS = 2000;
let boxes = 0;

export class CodeBox {
  /** The sentence about what Python will not read; empty and hidden when there is none. */
  readonly hint = element("p", { class: "code-hint", id: `code-hint-${++boxes}`, hidden: true });
  private readonly view: EditorView;
  private quiet = false;

  constructor(area: HTMLTextAreaElement, room: BoxRoom) {
    this.view = new EditorView({
      doc: tidied(area.value),
      extensions: [
        ...alike(room),
        area.readOnly ? EditorState.readOnly.of(true) : forWriting(room, this.tell),
        EditorView.contentAttributes.of({
          "aria-label": area.dataset.label ?? "Code",
          "aria-describedby": `editor-note ${this.hint.id}`,
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          this.quiet = false;
          room.changed(update.state.doc.toString());
        }),
      ],
    });
    const hadFocus = document.activeElement === area;
    area.closest(".code")!.querySelector(".code-label")?.removeAttribute("for");
    area.replaceWith(this.view.dom, this.hint);
    if (hadFocus) this.view.focus();
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(text: string) {
    const tidy = tidied(text);
    if (tidy === this.text) return;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: tidy } });
  }

  /** Marks a line that a run stumbled over. The run's own sentence then stands for the hint's. */
  lookAt(line: number | null): void {
    this.quiet = line !== null;
    if (this.quiet) this.tell(null);
    this.view.dispatch({ effects: markLine.of(line) });
  }

  focus(): void {
    this.view.focus();
  }

  private readonly tell: Tell = (fault) => {
    const words = fault && !this.quiet ? `Line ${fault.line}: ${fault.words}` : "";
    if (words === this.hint.textContent) return;
    this.hint.textContent = words;
    this.hint.hidden = !words;
    // On a page that has just been opened nothing is said unasked.
    if (words && this.view.hasFocus) announce(words);
  };
}

/** What every code box has, locked or not. */
function alike(room: BoxRoom): Extension[] {
  const always = [
    // After Escape a Tab leaves the box, whatever else Escape may have closed.
    { key: "Escape", run: (view: EditorView) => (view.setTabFocusMode(TAB_LEAVES_MS), false) },
    { key: "Shift-Enter", run: () => (room.run(), true) },
    { key: "Mod-Enter", run: () => (room.run(), true) },
  ];
  return [
    Prec.highest(keymap.of(always)),
    lineNumbers(),
    highlightActiveLine(),
    bracketMatching(),
    EditorState.tabSize.of(4),
    EditorView.lineWrapping,
    pythonLanguage,
    syntaxHighlighting(classHighlighter),
    markedLine,
    clearOfBars,
    EditorView.cspNonce.of(nonce),
  ];
}

/** What helps to write. The order of the keymaps counts: what is offered comes before what indents. */
function forWriting(room: BoxRoom, tell: Tell): Extension[] {
  return [
    completion(() => room.texts()),
    closeBrackets(),
    keymap.of([...closeBracketsKeymap, { key: "Tab", run: indentMore, shift: indentLess }, ...historyKeymap, ...defaultKeymap]),
    history(),
    indentOnInput(),
    indentUnit.of("    "),
    EditorView.clipboardInputFilter.of((text) => tidied(text)),
    straightQuotes,
    softUnderline(tell),
  ];
}

/** A phone's keyboard types curly quotes; where code begins or ends a text they become straight. */
const straightQuotes = EditorView.inputHandler.of((view, from, to, text) => {
  const straight = typedQuote(view.state.sliceDoc(view.state.doc.lineAt(from).from, from), text);
  if (!straight) return false;
  const plain = { changes: { from, to, insert: straight }, selection: { anchor: from + 1 } };
  view.dispatch(insertBracket(view.state, straight) ?? view.state.update(plain));
  return true;
});
