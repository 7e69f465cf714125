import assert from "node:assert/strict";
import { test } from "node:test";
import "./page";
import { SpatialKeys } from "../src/spatial";

HTMLElement.prototype.getBoundingClientRect = function place(this: HTMLElement): DOMRect {
  const [left, top, width, height] = (this.dataset.box ?? "0,0,0,0").split(",").map(Number);
  return { left, top, width, height, right: left + width, bottom: top + height, x: left, y: top, toJSON: () => "" };
};

new SpatialKeys(true);

function press(key: string): void {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

test("with a remote control the first arrow begins, and a code box's edge lets go", () => {
  document.body.innerHTML = `<button id="first" data-box="0,50,100,40">A</button>
    <div class="code"><div id="code" class="cm-content" contenteditable="true" tabindex="0" data-box="0,100,800,100"></div></div>
    <button id="run" data-box="0,220,100,40">Run</button>`;
  press("ArrowDown");
  assert.equal(document.activeElement?.id, "first");
  press("ArrowDown");
  press("Enter");
  // The editor leaves an arrow unhandled where its text ends.
  press("ArrowDown");
  assert.equal(document.activeElement?.id, "run");
});
