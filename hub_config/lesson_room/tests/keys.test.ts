import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import { EditorView } from "@codemirror/view";
import { CodeBox } from "../src/editor";
import { ScreenKeys } from "../src/keys";

let box: CodeBox;
let view: EditorView;
let touched = true;
const keys = new ScreenKeys(() => touched);

function opened(code: string, attribute = ""): void {
  document.getElementById("lesson")!.innerHTML = `<div class="code"><textarea data-label="Code" ${attribute}></textarea></div><button id="other">x</button>`;
  const area = document.querySelector("textarea")!;
  area.value = code;
  box = new CodeBox(area, { changed: () => {}, run: () => {}, texts: () => [] });
  view = EditorView.findFromDOM(document.querySelector<HTMLElement>(".cm-editor")!)!;
  view.dispatch({ selection: { anchor: code.length } });
  view.contentDOM.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
}

const key = (name: string) => keys.place.querySelector<HTMLButtonElement>(`[aria-label="${name}"]`)!;

beforeEach(() => {
  touched = true;
});

const PRESSED: [name: string, before: string, after: string][] = [
  ["Open bracket", "print", "print()"],
  ["Quote", "x = ", 'x = ""'],
  ["Open square bracket", "x = ", "x = []"],
  ["Colon", "if a", "if a:"],
  ["Equals", "x ", "x ="],
  ["One step in", "a", "    a"],
  ["One step out", "    a", "a"],
];

for (const [name, before, after] of PRESSED) {
  test(`“${name}” writes what it says`, () => {
    opened(before);
    key(name).click();
    assert.equal(box.text, after);
  });
}

test("closing steps over what closed itself; undo takes back", () => {
  opened("go");
  key("Open bracket").click();
  key("Close bracket").click();
  assert.equal(box.text, "go()");
  key("Undo").click();
  assert.notEqual(box.text, "go()");
  key("Do it again").click();
  assert.equal(box.text, "go()");
});

test("stands while a code box has the focus, goes with it, and takes none itself", () => {
  opened("a");
  assert.equal(keys.place.hidden, false);
  const pressed = new Event("pointerdown", { bubbles: true, cancelable: true });
  key("Colon").dispatchEvent(pressed);
  assert.ok(pressed.defaultPrevented);
  view.contentDOM.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: key("Colon") }));
  assert.equal(keys.place.hidden, false);
  view.contentDOM.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: document.getElementById("other") }));
  assert.equal(keys.place.hidden, true);
});

test("does not come with a mouse, nor to a locked box", () => {
  touched = false;
  opened("a");
  assert.equal(keys.place.hidden, true);
  touched = true;
  opened("a", "readonly");
  assert.equal(keys.place.hidden, true);
});

test("every key has a name", () => {
  const names = [...keys.place.querySelectorAll("button")].map((each) => each.getAttribute("aria-label"));
  assert.equal(names.length, 12);
  assert.equal(new Set(names).size, 12);
});
