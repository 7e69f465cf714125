import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import "./page";
import type { Cell, Notebook, Output } from "../src/notebook";
import { MOST_BOXES, ownCell } from "../src/own_cells";
import { LessonFile, type SaveState } from "../src/saving";

/** A contents API with one file; `trouble` decides how the next calls go wrong. */
class Server {
  notebook: Notebook = { cells: [cell("greet", "a"), cell("add", "b")], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  version = 1;
  writes: string[] = [];
  trouble: "none" | "unreachable" | "signed out" | "asleep" | "answer lost" = "none";

  readonly fetch = async (asked: RequestInfo | URL, options?: RequestInit): Promise<Response> => {
    const request = asked instanceof Request ? asked : new Request(asked, options);
    if (this.trouble === "unreachable") throw new TypeError("Failed to fetch");
    if (this.trouble === "asleep") return new Response("{}", { status: 424 });
    if (this.trouble === "signed out") return new Response("{}", { status: 403 });
    if (request.method !== "PUT") return this.answer(new URL(request.url).searchParams.get("content") !== "0");
    const sent = JSON.parse(await request.text()) as { content: Notebook };
    this.write(sent.content);
    if (this.trouble === "answer lost") throw new TypeError("Failed to fetch");
    return this.answer(false);
  };

  write(notebook: Notebook): void {
    this.notebook = structuredClone(notebook);
    this.version++;
    this.writes.push(String(notebook.cells[0].source));
  }

  private answer(content: boolean): Response {
    const model = {
      name: "x.ipynb",
      path: "lessons/x.ipynb",
      type: "notebook",
      format: content ? "json" : null,
      mimetype: null,
      writable: true,
      created: "2030-01-01T00:00:00Z",
      last_modified: `2030-01-01T00:00:${String(this.version).padStart(2, "0")}Z`,
      content: content ? structuredClone(this.notebook) : null,
    };
    return new Response(JSON.stringify(model), { status: 200, headers: { "Content-Type": "application/json" } });
  }
}

function cell(id: string, source: string) {
  return { id, cell_type: "code", source, metadata: {}, outputs: [], execution_count: null };
}

let server: Server;
let file: LessonFile;
let states: SaveState[];

/** Moves the clock, letting what it set off come to its end. */
async function pass(milliseconds: number): Promise<void> {
  mock.timers.tick(milliseconds);
  await settled();
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve));
}

beforeEach(async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  server = new Server();
  states = [];
  const { ServerConnection } = await import("@jupyterlab/services/lib/serverconnection");
  const settings = ServerConnection.makeSettings({ baseUrl: "http://hub.test/user/learner/", wsUrl: "ws://hub.test/", token: "", fetch: server.fetch });
  file = new LessonFile(settings, "lessons/x.ipynb", (state) => states.push(state));
  await file.load();
});

afterEach(() => mock.timers.reset());

test("waits until the child stops typing, then writes once", async () => {
  for (const text of ["p", "pr", "pri"]) {
    file.setSource("greet", text);
    await pass(300);
  }
  assert.deepEqual(server.writes, []);
  await pass(700);
  assert.deepEqual(server.writes, ["pri"]);
  assert.deepEqual(states, ["saving", "saved"]);
  assert.equal(file.dirty, false);
});

test("does not wait for ever while the child types on", async () => {
  for (let letter = 0; letter < 20; letter++) {
    file.setSource("greet", "x".repeat(letter + 1));
    await pass(250);
  }
  assert.equal(server.writes.length, 1);
  assert.ok(file.dirty);
});

test("writes nothing when nothing changed", async () => {
  file.setSource("greet", "a");
  file.setSource("nobody", "b");
  await pass(5000);
  assert.deepEqual(server.writes, []);
});

test("tries again, later each time, when the network is away", async () => {
  server.trouble = "unreachable";
  file.setSource("greet", "kept");
  await pass(700);
  assert.deepEqual(states, ["saving", "lost"]);
  await pass(1999);
  server.trouble = "none";
  assert.deepEqual(server.writes, []);
  await pass(1);
  assert.deepEqual(server.writes, ["kept"]);
  assert.deepEqual(states, ["saving", "lost", "saved"]);
});

test("tries at once when the browser says that the network is back", async () => {
  server.trouble = "unreachable";
  file.setSource("greet", "kept");
  await pass(700);
  server.trouble = "none";
  window.dispatchEvent(new Event("online"));
  await settled();
  assert.deepEqual(server.writes, ["kept"]);
});

test("never writes over what another window wrote", async () => {
  server.write({ ...server.notebook, cells: [cell("greet", "theirs"), cell("add", "b")] });
  file.setSource("greet", "mine");
  await pass(700);
  assert.equal(states.at(-1), "conflict");
  await pass(60_000);
  assert.deepEqual(server.writes, ["theirs"]);
  await assert.rejects(file.flush());
});

test("writes over it once the child chose so", async () => {
  server.write({ ...server.notebook, cells: [cell("greet", "theirs"), cell("add", "b")] });
  file.setSource("greet", "mine");
  await pass(700);
  await file.keepMine();
  assert.deepEqual(server.writes, ["theirs", "mine"]);
  assert.equal(states.at(-1), "saved");
});

test("knows its own write again when its answer was lost", async () => {
  server.trouble = "answer lost";
  file.setSource("greet", "sent");
  await pass(700);
  assert.equal(states.at(-1), "lost");
  server.trouble = "none";
  await pass(2000);
  assert.equal(states.at(-1), "saved");
  assert.deepEqual(server.writes, ["sent", "sent"]);
});

test("takes another window's write for a conflict even after a lost answer", async () => {
  server.trouble = "answer lost";
  file.setSource("greet", "sent");
  await pass(700);
  server.trouble = "none";
  server.write({ ...server.notebook, cells: [cell("greet", "theirs"), cell("add", "b")] });
  await pass(2000);
  assert.equal(states.at(-1), "conflict");
});

test("says that the child is signed out, and does not try on", async () => {
  server.trouble = "signed out";
  file.setSource("greet", "x");
  await pass(700);
  assert.equal(states.at(-1), "signed_out");
  server.trouble = "none";
  await pass(60_000);
  assert.deepEqual(server.writes, []);
});

test("flush saves at once, before a check", async () => {
  file.setSource("greet", "now");
  await file.flush();
  assert.deepEqual(server.writes, ["now"]);
});

test("flush fails when it cannot save", async () => {
  server.trouble = "unreachable";
  file.setSource("greet", "now");
  await assert.rejects(file.flush());
});

test("sees that another window wrote, when here nothing is unsaved", async () => {
  assert.equal(await file.isStale(), false);
  server.write(server.notebook);
  assert.equal(await file.isStale(), true);
  file.setSource("greet", "mine");
  assert.equal(await file.isStale(), false);
});

test("sends what is unsaved as the page closes, without what it printed if that is too much", async () => {
  file.setOutputs("add", [{ output_type: "stream", name: "stdout", text: "x".repeat(70_000) }], 1);
  file.setSource("greet", "last words");
  window.dispatchEvent(new Event("pagehide"));
  await settled();
  assert.deepEqual(server.writes, ["last words"]);
  assert.deepEqual(server.notebook.cells[1].outputs, []);
});

test("a server that was put away is said to be, and what was typed goes on in the next page", async () => {
  server.trouble = "asleep";
  assert.equal(file.draft, null);
  file.setSource("greet", "typed");
  await pass(700);
  file.addCell(ownCell("own", "mine"));
  assert.deepEqual(states, ["saving", "asleep"]);
  const draft = structuredClone(file.draft)!;
  server.trouble = "none";
  await file.load();
  file.resume(draft);
  await pass(700);
  assert.equal(states.at(-1), "saved");
  assert.deepEqual(server.notebook.cells.map((each) => each.source), ["typed", "b", "mine"]);
});

test("a server that comes back by itself gets what was typed", async () => {
  server.trouble = "asleep";
  file.setSource("greet", "typed");
  await pass(700);
  server.trouble = "none";
  await pass(2000);
  assert.deepEqual(states, ["saving", "asleep", "saved"]);
});

test("what another window wrote meanwhile is not written over", async () => {
  server.trouble = "asleep";
  file.setSource("greet", "typed");
  await pass(700);
  const draft = structuredClone(file.draft)!;
  server.trouble = "none";
  server.write({ ...server.notebook, cells: [cell("greet", "theirs"), cell("add", "b")] });
  await file.load();
  file.resume(draft);
  await pass(700);
  assert.equal(states.at(-1), "conflict");
  assert.equal(server.notebook.cells[0].source, "theirs");
});

const MARKS = {
  answer: { nbgrader: { grade_id: "greet", grade: false, solution: true, locked: false } },
  "an answer that a person reads": { nbgrader: { grade_id: "greet", grade: true, solution: true, locked: false } },
  "code to play with": {},
  "a box of the child's own": { lesson: { part: "scratch" } },
};
const LESSONS_OWN = {
  "set-up code": ["code", { nbgrader: { grade_id: "setup", grade: false, solution: false, locked: true } }],
  "a test": ["code", { nbgrader: { grade_id: "t", grade: true, solution: false, locked: true } }],
  "a test whose lock was taken off": ["code", { nbgrader: { grade_id: "t", grade: true, solution: false, locked: false } }],
  "the lesson's words": ["markdown", {}],
} as const;

/** What the file holds after a draft with this text was taken up; the draft claims that its cell is free. */
async function resumed(...cells: Cell[]): Promise<string[]> {
  await file.load();
  const drafts = cells.map((each) => ({ ...each, source: "of the draft", cell_type: "code", metadata: {} }));
  file.resume({ seen: "2030-01-01T00:00:01Z", cells: drafts });
  return file.cells.map((each) => String(each.source));
}

for (const [what, metadata] of Object.entries(MARKS)) {
  test(`a draft gives back ${what}`, async () => {
    const written = { ...cell("greet", "as it was"), metadata };
    server.notebook.cells = [written];
    assert.deepEqual(await resumed(written), ["of the draft"]);
  });
}

for (const [what, [kind, metadata]] of Object.entries(LESSONS_OWN)) {
  test(`a draft changes nothing of ${what}`, async () => {
    const given = { ...cell("given", "as it was"), cell_type: kind as string, metadata };
    server.notebook.cells = [given];
    assert.deepEqual(await resumed(given), ["as it was"]);
  });
}

test("a draft brings no cell that is not a box of the child's own, and no more of those than fit", async () => {
  await file.load();
  const sly = { ...cell("sly", "x"), metadata: { nbgrader: { grade_id: "sly", locked: true } } };
  const marked = { ...ownCell("marked", "x"), metadata: { lesson: { part: "scratch" }, nbgrader: { grade_id: "m" } } };
  const named = ownCell("../a", "x");
  const boxes = Array.from({ length: MOST_BOXES + 2 }, (_, number) => ownCell(`box-${number}`, "mine"));
  file.resume({ seen: "2030-01-01T00:00:01Z", cells: [cell("plain", "x"), sly, marked, named, ...boxes] });
  const added = file.cells.slice(2);
  assert.deepEqual(added.map((each) => each.id), boxes.slice(0, MOST_BOXES).map((each) => each.id));
});

test("of a draft's box nothing is taken but the text", async () => {
  await file.load();
  const box = { ...ownCell("box", "mine"), outputs: [{ output_type: "stream", name: "stdout", text: "x" }] as Output[] };
  box.metadata = { ...box.metadata, deletable: false };
  file.resume({ seen: "2030-01-01T00:00:01Z", cells: [box] });
  assert.deepEqual(file.cells.at(-1), ownCell("box", "mine"));
});
