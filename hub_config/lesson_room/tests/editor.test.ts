import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import "./page";
import { EditorView, runScopeHandlers } from "@codemirror/view";
import { CodeBox } from "../src/editor";
import { LONG_REST_MS, REST_MS } from "../src/soft_underline";

let box: CodeBox;
let view: EditorView;
let told: string[];

function made(code: string, readOnly = false): void {
  document.getElementById("lesson")!.innerHTML = `<div class="code"><label class="code-label" for="c">Your code</label>
    <textarea id="c" data-label="Your code" ${readOnly ? "readonly" : ""}></textarea></div>`;
  const area = document.querySelector("textarea")!;
  area.value = code;
  told = [];
  box = new CodeBox(area, { changed: (text) => told.push(text), run: () => told.push("(run)"), texts: () => [box.text] });
  view = EditorView.findFromDOM(document.querySelector<HTMLElement>(".cm-editor")!)!;
  view.dispatch({ selection: { anchor: view.state.doc.length } });
}

/** Presses a key that has a command. */
function press(key: string, shiftKey = false): boolean {
  return runScopeHandlers(view, new KeyboardEvent("keydown", { key, shiftKey, bubbles: true }), "editor");
}

/** Types as the browser would: through the input handlers, else as it is. */
function type(text: string): void {
  for (const sign of text) {
    const { from, to } = view.state.selection.main;
    const plain = () => view.state.update({ changes: { from, to, insert: sign }, selection: { anchor: from + 1 }, userEvent: "input.type" });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, sign, plain))) view.dispatch(plain());
  }
}

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 }));
afterEach(() => {
  view.destroy();
  mock.timers.reset();
});

const TYPED: [says: string, before: string, typed: string, after: string][] = [
  ["closes a bracket", "", "print(", "print()"],
  ["closes a quote", "", "print('", "print('')"],
  ["types over what it closed", "", "print('Hi')", "print('Hi')"],
  ["straightens a phone's curly quotes", "", "print(“Hi”)", 'print("Hi")'],
  ["leaves an apostrophe between quotes", "", 'print("it’s")', 'print("it’s")'],
];

for (const [says, before, typed, after] of TYPED) {
  test(says, () => {
    made(before);
    type(typed);
    assert.equal(box.text, after);
  });
}

const PRESSED: [says: string, before: string, key: string, after: string][] = [
  ["Enter after a colon goes four spaces in", "for n in range(3):", "Enter", "for n in range(3):\n    "],
  ["Enter keeps the line's place", "if a:\n    b", "Enter", "if a:\n    b\n    "],
  ["Tab gives four spaces", "a", "Tab", "    a"],
  ["Backspace at a line's start goes back a whole step", "if a:\n    b\n    ", "Backspace", "if a:\n    b\n"],
];

for (const [says, before, key, after] of PRESSED) {
  test(says, () => {
    made(before);
    assert.ok(press(key));
    assert.equal(box.text, after);
  });
}

test("Backspace takes an empty pair of brackets whole", () => {
  made("");
  type("(");
  press("Backspace");
  assert.equal(box.text, "");
});

test("Shift and Enter run the code and change nothing", () => {
  made("print(1)");
  assert.ok(press("Enter", true));
  assert.deepEqual(told, ["(run)"]);
  assert.equal(box.text, "print(1)");
});

test("Escape is left to the page, so that Tab can leave the box", () => {
  made("print(1)");
  assert.equal(press("Escape"), false);
});

test("turns tabs and curly quotes of a file into what Python reads", () => {
  made("if a:\n\tprint(“Hi”)");
  assert.equal(box.text, 'if a:\n    print("Hi")');
});

test("a pasted tab is four spaces", () => {
  made("");
  const filters = view.state.facet(EditorView.clipboardInputFilter);
  assert.equal(filters.reduce((text, filter) => filter(text, view.state), "\tx = ‘a’"), "    x = 'a'");
});

test("says what Python will not read after a moment, where nobody writes", () => {
  made("print('Hi)\nx = 1");
  assert.equal(box.hint.hidden, true);
  mock.timers.tick(REST_MS);
  assert.match(box.hint.textContent ?? "", /^Line 1: A quote is opened/);
});

test("waits longer for the line that is being written", () => {
  made("");
  view.focus();
  type("x = 1 +");
  view.dispatch({ selection: { anchor: 0 } });
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: "if a" }, selection: { anchor: 4 } });
  mock.timers.tick(REST_MS);
  assert.equal(box.hint.hidden, true);
  mock.timers.tick(LONG_REST_MS);
  assert.match(box.hint.textContent ?? "", /colon/);
  mock.timers.tick(100);
  assert.match(document.getElementById("announcer")!.textContent!, /colon/);
});

test("takes the sentence back at the next key", () => {
  made("if a\n    b");
  mock.timers.tick(REST_MS);
  assert.equal(box.hint.hidden, false);
  type("c");
  assert.equal(box.hint.hidden, true);
});

test("a locked box gets no help with writing", () => {
  made("print('Hi)", true);
  mock.timers.tick(REST_MS + LONG_REST_MS);
  assert.equal(box.hint.hidden, true);
  assert.equal(press("Tab"), false);
});
