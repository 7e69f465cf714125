import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import "./page";
import { CodePanel, type PanelRoom } from "../src/code_panel";
import type { LessonKernel, Listener, Run } from "../src/kernel";

let panel: CodePanel;
let listener: Listener;
let finish: (run: Run) => void;
let fail: () => void;
let told: string[];
let stopWorks: boolean;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  document.getElementById("lesson")!.innerHTML =
    '<div class="code" data-cell="greet"><label class="code-label">Code</label><textarea data-label="Code">print(1)</textarea></div>';
  told = [];
  stopWorks = true;
  const kernel = {
    run: (_code: string, hears: Listener) => {
      listener = hears;
      return new Promise<Run>((resolve, reject) => {
        finish = resolve;
        fail = () => reject(new Error("not reached"));
      });
    },
    stop: async () => {
      told.push("stop");
      if (!stopWorks) throw new Error("no");
    },
  } as unknown as LessonKernel;
  const room: PanelRoom = {
    kernel,
    typed: () => {},
    ran: (cell, outputs, run) => told.push(`ran ${cell} ${outputs.length} ${run.status}`),
    offerRestart: () => told.push("restart?"),
    texts: () => [],
  };
  panel = new CodePanel(document.querySelector<HTMLElement>(".code")!, room);
});
afterEach(() => mock.timers.reset());

const ok: Run = { status: "ok", errorKind: null, count: 1 };
const turn = () => new Promise((resolve) => setImmediate(resolve));
const find = (words: string) => [...document.querySelectorAll<HTMLButtonElement>("#lesson button")].find((each) => each.textContent === words)!;
const output = () => document.querySelector(".output")!;
function said(): string {
  mock.timers.tick(100);
  return document.getElementById("announcer")!.textContent!;
}

test("while code runs, Run gives way to Stop, and the focus goes along", async () => {
  find("Run").focus();
  find("Run").click();
  assert.equal(find("Run").hidden, true);
  assert.equal(document.activeElement, find("Stop"));
  finish(ok);
  await turn();
  assert.equal(find("Stop").hidden, true);
  assert.equal(document.activeElement, find("Run"));
});

const SAID: [says: string, prints: string, words: RegExp][] = [
  ["nothing printed", "", /^Your code ran\.$/],
  ["one line", "Hi\n", /^Your code ran and printed one line: Hi/],
  ["several lines", "a\nb\nc\n", /^Your code ran and printed 3 lines: a/],
];

for (const [says, prints, words] of SAID) {
  test(`a listener hears how a run ended: ${says}`, async () => {
    void panel.run();
    if (prints) listener.output({ output_type: "stream", name: "stdout", text: prints });
    finish(ok);
    await turn();
    assert.match(said(), words);
    assert.deepEqual(told, [`ran greet ${prints ? 1 : 0} ok`]);
  });
}

test("a listener hears the sentence about what went wrong, and where", async () => {
  void panel.run();
  listener.output({ output_type: "error", ename: "ZeroDivisionError", evalue: "", traceback: ["Cell In[1], line 1"] });
  finish({ status: "stopped", errorKind: "ZeroDivisionError", count: 1 });
  await turn();
  assert.match(said(), /^Look at line 1\. Nothing can be shared out among zero/);
  assert.equal(document.querySelectorAll(".line-to-look-at").length, 1);
});

test("a question is asked in its place; after the answer the program can still be stopped", async () => {
  void panel.run();
  let answer = "";
  listener.ask("Your name? ", (words) => (answer = words));
  const box = document.querySelector<HTMLInputElement>(".answer-box")!;
  assert.equal(document.activeElement, box);
  box.value = "Zing";
  box.form!.dispatchEvent(new Event("submit", { cancelable: true }));
  assert.equal(answer, "Zing");
  assert.equal(document.activeElement, find("Stop"));
  assert.match(output().textContent!, /Your name\? +Zing/);
  finish(ok);
  await turn();
  assert.equal(document.activeElement, find("Run"));
});

test("a question left open is closed when the run ends", async () => {
  void panel.run();
  listener.ask("Well?", () => {});
  finish({ status: "stopped", errorKind: "KeyboardInterrupt", count: 1 });
  await turn();
  assert.equal(document.querySelectorAll("form").length, 0);
});

const BROKEN: [status: Run["status"], words: RegExp, restart: boolean][] = [
  ["gone", /Python stopped in the middle/, true],
  ["lost", /lost touch.*Press Run to try again/, false],
];

for (const [status, words, restart] of BROKEN) {
  test(`a run that is ${status} is said in words`, async () => {
    void panel.run();
    finish({ status, errorKind: null, count: null });
    await turn();
    assert.match(output().textContent!, words);
    assert.equal(told.includes("restart?"), restart);
    assert.equal(find("Run").hidden, false);
  });
}

test("Python that cannot be reached is said in words, and Run is there again", async () => {
  void panel.run();
  fail();
  await turn();
  assert.match(output().textContent!, /could not be reached.*Press Run/);
  assert.equal(find("Run").hidden, false);
});

test("a flood is stopped once, with a word", async () => {
  void panel.run();
  for (let n = 0; n < 50; n++) listener.output({ output_type: "stream", name: "stdout", text: "x".repeat(20_000) });
  await turn();
  assert.deepEqual(told, ["stop"]);
  assert.match(output().textContent!, /we stopped it/);
});

test("a stop that does not help offers to start Python again", async () => {
  void panel.run();
  find("Stop").click();
  await turn();
  mock.timers.tick(5000);
  assert.deepEqual(told, ["stop", "restart?"]);
});

test("a program that runs on says so", () => {
  void panel.run();
  mock.timers.tick(9000);
  assert.match(said(), /still running\. Press Stop/);
});
