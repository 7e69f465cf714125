// Keys that a phone's keyboard hides: brackets, quotes, colon, steps in and out. They
// stand above it while a code box has the focus, which they never take.
import { insertBracket } from "@codemirror/autocomplete";
import { indentLess, indentMore, redo, undo } from "@codemirror/commands";
import { EditorView } from "@codemirror/view";
import { element } from "./elements";
import { sign, type SignName } from "./signs";

interface Key {
  face: string | SignName;
  words: string;
  press: (view: EditorView) => void;
}

const typed = (text: string, words: string): Key => ({ face: text, words, press: (view) => write(view, text) });

const KEYS: Key[] = [
  typed("(", "Open bracket"),
  typed(")", "Close bracket"),
  typed("[", "Open square bracket"),
  typed("]", "Close square bracket"),
  typed('"', "Quote"),
  typed("'", "Single quote"),
  typed(":", "Colon"),
  typed("=", "Equals"),
  { face: "outdent", words: "One step out", press: indentLess },
  { face: "indent", words: "One step in", press: indentMore },
  { face: "undo", words: "Undo", press: undo },
  { face: "redo", words: "Do it again", press: redo },
];

/** Writes as if it was typed: brackets and quotes bring their partner, or step over it. */
export function write(view: EditorView, text: string): void {
  const paired = insertBracket(view.state, text);
  view.dispatch(paired ?? view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true }));
}

/** Whether this device is used with fingers. */
export function isTouched(): boolean {
  return window.matchMedia?.("(pointer: coarse)").matches ?? false;
}

export class ScreenKeys {
  readonly place = element("div", { class: "keys", role: "toolbar", "aria-label": "Keys for your code", hidden: true });
  private view: EditorView | null = null;

  constructor(private readonly touched: () => boolean = isTouched) {
    this.place.append(...KEYS.map((key) => this.key(key)));
    // Pressing must not take the focus from the code: the phone's keyboard would go.
    for (const kind of ["pointerdown", "mousedown"]) this.place.addEventListener(kind, (event) => event.preventDefault());
    document.addEventListener("focusin", (event) => this.follow(event.target));
    document.addEventListener("focusout", (event) => this.follow(event.relatedTarget));
    window.visualViewport?.addEventListener("resize", () => this.settle());
    window.visualViewport?.addEventListener("scroll", () => this.settle());
    // Within the page's main part, so that those who go by landmarks find them.
    (document.querySelector("main") ?? document.body).append(this.place);
  }

  private key({ face, words, press }: Key): HTMLButtonElement {
    const picture = face.length > 1 ? sign(face as SignName) : element("span", { "aria-hidden": "true" }, face);
    return element("button", { type: "button", class: "key", "aria-label": words, title: words, onpress: () => this.view && press(this.view) }, picture);
  }

  private follow(target: EventTarget | null): void {
    if (target instanceof Node && this.place.contains(target)) return;
    const content = target instanceof Element ? target.closest<HTMLElement>(".cm-content") : null;
    this.view = content && this.touched() ? EditorView.findFromDOM(content) : null;
    if (this.view?.state.readOnly) this.view = null;
    this.place.hidden = !this.view;
    document.documentElement.classList.toggle("with-keys", Boolean(this.view));
    this.settle();
  }

  /** Stands on the lower edge of what is seen, which the phone's keyboard moves. */
  private settle(): void {
    const seen = window.visualViewport;
    if (!seen || this.place.hidden) return;
    const below = Math.max(0, document.documentElement.clientHeight - seen.height - seen.offsetTop);
    this.place.style.setProperty("--below", `${below}px`);
    document.documentElement.style.setProperty("--keys-below", `${below}px`);
  }
}
