import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { BODY } from "./page";
import { KernelNews } from "../src/kernel_news";
import { note, showSaved, withdraw } from "../src/notices";
import { Path } from "../src/path";
import { resultWords } from "../src/result_words";
import { roomFile } from "./page";

const notes = () => document.getElementById("notes")!;
let restarts: number;
let works: boolean;
const news = new KernelNews(async () => {
  restarts++;
  if (!works) throw new Error("no");
});

beforeEach(() => {
  assert.ok(BODY);
  restarts = 0;
  works = true;
  for (const name of ["kernel", "restarted", "x"]) withdraw(name);
});
afterEach(() => mock.timers.reset());

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("each state of Python is said in words and goes when it is ready", () => {
  for (const [state, words] of [
    ["lost", /lost touch.*Press Run/],
    ["dead", /stuck or has stopped.*code is safe/],
  ] as const) {
    news.show(state);
    assert.match(notes().textContent!, words);
    assert.equal(document.documentElement.dataset.kernel, state);
    news.show("ready");
    assert.equal(notes().textContent, "");
  }
});

for (const [state, words] of [
  ["renewed", /had a rest.*from the top/],
  ["restarting", /had to start again.*code is safe/],
] as const) {
  test(`that Python is another (${state}) stays until it is read`, () => {
    news.show(state);
    news.show("ready");
    assert.match(notes().textContent!, words);
    notes().querySelector("button")!.click();
    assert.equal(notes().textContent, "");
  });
}

test("a Python that starts again by itself is not offered to be started", () => {
  news.show("restarting");
  news.offerRestart();
  assert.doesNotMatch(notes().textContent!, /Start Python again/);
  news.show("dead");
  assert.match(notes().textContent!, /Start Python again/);
});

test("Python can be started again, and again if that failed", async () => {
  works = false;
  news.offerRestart();
  notes().querySelector("button")!.click();
  await turn();
  assert.match(notes().textContent!, /Start Python again/);
  works = true;
  notes().querySelector("button")!.click();
  await turn();
  assert.equal(restarts, 2);
  assert.match(notes().textContent!, /has started again/);
});

test("a note of the same name takes the other's place, and is announced", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  note("x", "one");
  note("x", "two");
  mock.timers.tick(100);
  assert.equal(notes().querySelectorAll(".note").length, 1);
  assert.equal(document.getElementById("announcer")!.textContent, "two");
});

test("how saving goes is said in words", () => {
  for (const [state, words] of [
    ["saved", "All saved"],
    ["saving", "Saving…"],
    ["lost", "Not saved yet"],
    ["signed_out", "Not saved yet"],
  ] as const) {
    showSaved(state);
    assert.equal(document.getElementById("saved")!.textContent, words);
  }
});

test("the path counts what is done, and where the turtle waits", () => {
  globalThis.IntersectionObserver ??= class {
    observe(): void {}
  } as unknown as typeof IntersectionObserver;
  const path = new Path();
  const list = document.getElementById("path")!;
  path.show(new Set(["add"]));
  assert.equal(list.style.getPropertyValue("--walked"), "0");
  assert.equal(document.getElementById("counted")!.textContent, "1 of 2 exercises done");
  path.show(new Set(["greet", "add"]));
  assert.ok(list.classList.contains("finished"));
  assert.equal(list.querySelectorAll(".stone.done").length, 2);
  assert.equal(list.querySelector(".stone-state")!.textContent, ", done");
  path.show(new Set());
  assert.equal(list.querySelector(".stone-face")!.textContent, "1");
});

test("every outcome of a check has words, and none are words of an office", () => {
  const marker = roomFile("..", "..", "curriculum", "grading", "outcomes.py");
  const outcomes = [...marker.matchAll(/^    [A-Z_]+ = "(\w+)"/gm)].map((each) => each[1]);
  assert.ok(outcomes.length > 5, "the marker's outcomes were not found");
  for (const outcome of outcomes) {
    const words = resultWords(outcome);
    if (outcome !== "marker_fault") assert.notEqual(words, resultWords("marker_fault"), outcome);
    assert.doesNotMatch(words.title + words.message, /\b(?:error|invalid|submit|fail)/i);
  }
});
