import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import type { PanelRoom } from "../src/code_panel";
import { Refused, type LessonApi } from "../src/lesson_api";
import type { Cell } from "../src/notebook";
import type { LessonFile } from "../src/saving";
import { MOST_BOXES } from "../src/own_cells";
import { Scratch } from "../src/scratch";

/** The lesson's file in memory. */
class File {
  cells: Cell[] = [cell("greet", "print('answer')", {})];

  addCell(added: Cell): boolean {
    this.cells.push(added);
    return true;
  }

  removeCell(id: string): void {
    this.cells = this.cells.filter((each) => each.id !== id);
  }

  get own(): string[] {
    return this.cells.slice(1).map((each) => String(each.source));
  }
}

function cell(id: string, source: string, metadata: Record<string, unknown> = { lesson: { part: "scratch" } }): Cell {
  return { id, cell_type: "code", source, metadata, outputs: [], execution_count: null };
}

let file: File;
let kept: string[];
let refuse: Refused | null;
let scratch: Scratch;
let section: HTMLElement;

const room = {
  kernel: { run: () => new Promise(() => undefined), stop: () => Promise.resolve() },
  typed: (id: string, text: string) => {
    const written = file.cells.find((each) => each.id === id);
    if (written) written.source = text;
  },
  ran: () => undefined,
  offerRestart: () => undefined,
  texts: () => [],
} as unknown as PanelRoom;

const api = {
  tries: () => Promise.resolve({ starter: "", tries: kept.map((text) => ({ at: "2030-01-01T10:00:00Z", text })) }),
  keepTry: (_box: string, text: string) => {
    if (refuse) return Promise.reject(refuse);
    kept.unshift(text);
    return Promise.resolve({ starter: "", tries: [] });
  },
} as unknown as LessonApi;

function opened(html = ""): void {
  document.getElementById("lesson")!.innerHTML =
    `<section id="own-code"><div id="own-boxes">${html}</div></section><p id="editor-note"></p>`;
  section = document.getElementById("own-code")!;
  scratch = new Scratch(room, file as unknown as LessonFile, api, kept.length > 0);
  scratch.matchFile();
}

beforeEach(() => {
  file = new File();
  kept = [];
  refuse = null;
  opened();
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function buttons(words: string): HTMLButtonElement[] {
  return [...section.querySelectorAll("button")].filter((each) => each.textContent === words && !each.closest("[hidden]"));
}

async function press(words: string): Promise<void> {
  buttons(words)[0].click();
  await settled();
}

test("a new box is an ordinary code cell at the end of the file, unmarked", async () => {
  await press("Add a code box");
  const made = file.cells[1];
  assert.match(made.id, /^[0-9a-f]{8}$/);
  assert.deepEqual({ ...made, id: "" }, { ...cell("", "") });
  assert.equal(scratch.panels.length, 1);
});

test("what is written in a box goes to the file", async () => {
  await press("Add a code box");
  scratch.panels[0].rewrite("print('idea')");
  assert.deepEqual(file.own, ["print('idea')"]);
});

test("there are no more boxes than fit", async () => {
  for (let each = 0; each < MOST_BOXES; each++) await press("Add a code box");
  assert.equal(buttons("Add a code box").length, 0);
  assert.match(section.textContent!, /as many boxes as fit/);
  assert.equal(file.own.length, MOST_BOXES);
});

test("removing asks first, and a no changes nothing", async () => {
  await press("Add a code box");
  await press("Remove this box");
  await press("Keep it");
  assert.equal(file.own.length, 1);
  assert.deepEqual(kept, []);
});

test("a removed box is kept and comes back", async () => {
  await press("Add a code box");
  scratch.panels[0].rewrite("print('idea')");
  assert.equal(buttons("Boxes I removed").length, 0);
  await press("Remove this box");
  await press("Remove it");
  assert.deepEqual([file.own, kept], [[], ["print('idea')"]]);
  assert.equal(section.querySelectorAll(".own-box").length, 0);
  await press("Boxes I removed");
  await press("Bring this one back");
  assert.deepEqual(file.own, ["print('idea')"]);
});

test("an empty box goes without being kept", async () => {
  await press("Add a code box");
  await press("Remove this box");
  await press("Remove it");
  assert.deepEqual([file.own, kept], [[], []]);
});

test("a box whose code cannot be kept stays", async () => {
  await press("Add a code box");
  scratch.panels[0].rewrite("print('idea')");
  refuse = new Refused("We could not reach the clubs’ computer.", "Try again in a minute.");
  await press("Remove this box");
  await press("Remove it");
  assert.deepEqual(file.own, ["print('idea')"]);
  assert.match(section.textContent!, /could not reach/);
});

test("a box whose code is running is not removed", async () => {
  await press("Add a code box");
  void scratch.panels[0].run();
  await press("Remove this box");
  assert.equal(buttons("Remove it").length, 0);
  assert.match(section.textContent!, /Press Stop first/);
});

test("boxes of the file that the page does not have yet, or has no more, are made and taken away", () => {
  file.cells.push(cell("aaaaaaaa", "print(1)"), cell("bbbbbbbb", "print(2)"));
  scratch.matchFile();
  assert.deepEqual(scratch.panels.map((panel) => panel.text), ["print(1)", "print(2)"]);
  file.removeCell("aaaaaaaa");
  scratch.matchFile();
  assert.deepEqual(scratch.panels.map((panel) => panel.text), ["print(2)"]);
  assert.equal(section.querySelectorAll(".own-box").length, 1);
});

test("boxes that came with the page come to life", () => {
  file.cells.push(cell("aaaaaaaa", "print(1)"));
  opened(`<div class="own-box"><div class="code" data-cell="aaaaaaaa"><label class="code-label" for="code-a">Your own code 1</label>
    <textarea id="code-a" data-label="Your own code 1">print(1)</textarea></div></div>`);
  assert.deepEqual(scratch.panels.map((panel) => panel.cell), ["aaaaaaaa"]);
  assert.equal(section.querySelectorAll(".own-box").length, 1);
  assert.equal(buttons("Remove this box").length, 1);
});

test("a marked cell is never a box of one's own", () => {
  file.cells.push(cell("forged", "x", { lesson: { part: "scratch" }, nbgrader: { grade_id: "greet" } }));
  scratch.matchFile();
  assert.equal(scratch.panels.length, 0);
});
