import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import { nextBox, SpatialKeys, type Box, type Direction } from "../src/spatial";

const box = (left: number, top: number, width = 100, height = 40): Box => ({ left, top, right: left + width, bottom: top + height });

const NEXT: [says: string, from: Box, direction: Direction, boxes: Box[], index: number][] = [
  ["the nearer of two below", box(0, 0), "down", [box(0, 300), box(0, 100)], 1],
  ["the one straight below before a nearer one aside", box(0, 0), "down", [box(400, 60), box(0, 150)], 1],
  ["nothing where nothing lies", box(0, 100), "up", [box(0, 200), box(300, 100)], -1],
  ["the one to the right on the same row", box(0, 0), "right", [box(150, 100), box(300, 0)], 1],
  ["the one to the left", box(300, 0), "left", [box(0, 0), box(150, 5)], 1],
  ["a wide one below a narrow one", box(300, 0), "down", [box(0, 60, 800, 200)], 0],
  ["a small one at the foot of a large one", box(0, 0, 800, 300), "down", [box(20, 310), box(20, 900)], 0],
  ["not one that lies inside", box(0, 0, 800, 300), "down", [box(10, 10, 50, 20)], -1],
];

for (const [says, from, direction, boxes, index] of NEXT) {
  test(`finds ${says}`, () => assert.equal(nextBox(from, boxes, direction), index));
}

HTMLElement.prototype.getBoundingClientRect = function place(this: HTMLElement): DOMRect {
  const [left, top, width, height] = (this.dataset.box ?? "0,0,0,0").split(",").map(Number);
  return { left, top, width, height, right: left + width, bottom: top + height, x: left, y: top, toJSON: () => "" };
};

const PAGE = `
  <a id="home" href="#x" data-box="0,0,100,40">Home</a>
  <button id="letters" data-box="600,0,100,40">Aa</button>
  <div class="code"><div id="code" class="cm-content" contenteditable="true" tabindex="0" data-box="0,100,800,100"></div></div>
  <button id="run" data-box="0,220,100,40">Run</button>
  <button id="check" data-box="120,220,100,40">Check</button>
  <button id="hidden" hidden data-box="240,220,100,40">Hidden</button>
  <details><summary data-box="0,400,0,0">More</summary><button id="folded" data-box="240,220,100,40">Folded</button></details>
  <button id="off" disabled data-box="360,220,100,40">Off</button>
  <input id="answer" type="text" data-box="0,300,200,40">
  <button id="far" data-box="0,3000,100,40">Far</button>`;

// One set of listeners for the page of all tests; a remote control's is another matter.
new SpatialKeys(false);
let written: string[];

beforeEach(() => {
  document.body.innerHTML = PAGE;
  written = [];
  document.getElementById("code")!.addEventListener("keydown", (event) => {
    written.push(event.key);
    // As an editor does: arrows move the cursor, Escape is nobody's.
    if (event.key.startsWith("Arrow") || event.key === "Enter") event.preventDefault();
  });
});

function press(key: string, options: KeyboardEventInit = {}): boolean {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}

const at = () => document.activeElement?.id;
const focus = (id: string) => document.getElementById(id)!.focus();

test("arrows walk from thing to thing", () => {
  focus("home");
  assert.ok(press("ArrowRight"));
  assert.equal(at(), "letters");
  press("ArrowLeft");
  assert.equal(at(), "home");
});

test("a code box that is passed by lets the arrows on; nothing is written", () => {
  focus("home");
  press("ArrowDown");
  assert.equal(at(), "code");
  assert.ok(document.querySelector(".code")!.classList.contains("passing"));
  press("ArrowDown");
  assert.equal(at(), "run");
  assert.deepEqual(written, []);
  assert.equal(document.querySelector(".passing"), null);
});

test("Enter goes into a code box; there the arrows write until Escape", () => {
  focus("home");
  press("ArrowDown");
  press("Enter");
  assert.deepEqual(written, []);
  press("ArrowDown");
  press("ArrowDown");
  assert.equal(at(), "code");
  assert.deepEqual(written, ["ArrowDown", "ArrowDown"]);
  press("Escape");
  press("ArrowDown");
  assert.equal(at(), "run");
});

test("after Escape any other key writes again", () => {
  focus("code");
  press("Escape");
  press("a");
  press("ArrowDown");
  assert.deepEqual(written, ["Escape", "a", "ArrowDown"]);
  assert.equal(at(), "code");
});

test("Tab after Escape is left to the browser", () => {
  focus("code");
  press("Escape");
  assert.equal(press("Tab"), false);
});

test("what is hidden, folded away or off is not reached", () => {
  focus("check");
  assert.equal(press("ArrowRight"), false);
  assert.equal(at(), "check");
});

test("what is far off is scrolled to first", () => {
  focus("answer");
  document.getElementById("answer")!.setAttribute("type", "button");
  assert.equal(press("ArrowDown"), false);
  assert.equal(at(), "answer");
});

test("a line of text keeps its sideways arrows, and so does the page with nothing chosen", () => {
  focus("answer");
  assert.equal(press("ArrowLeft"), false);
  assert.equal(at(), "answer");
  (document.activeElement as HTMLElement).blur();
  assert.equal(press("ArrowDown"), false);
});

test("a question's line lets go upwards, so that a remote control reaches Stop", () => {
  focus("answer");
  assert.equal(press("ArrowUp"), true);
  assert.notEqual(at(), "answer");
});

const LEFT_ALONE: [says: string, options: KeyboardEventInit][] = [
  ["Shift", { shiftKey: true }],
  ["Alt", { altKey: true }],
  ["Control", { ctrlKey: true }],
];

for (const [says, options] of LEFT_ALONE) {
  test(`an arrow with ${says} is left alone`, () => {
    focus("home");
    assert.equal(press("ArrowDown", options), false);
    assert.equal(at(), "home");
  });
}

test("a key that somebody handled is left alone", () => {
  const home = document.getElementById("home")!;
  home.addEventListener("keydown", (event) => event.preventDefault());
  home.focus();
  press("ArrowDown");
  assert.equal(at(), "home");
});
