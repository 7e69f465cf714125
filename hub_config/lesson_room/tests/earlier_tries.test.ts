import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import { EarlierTries } from "../src/earlier_tries";
import { Refused, type LessonApi, type Tries } from "../src/lesson_api";
import { ModelAnswer } from "../src/model_answer";
import { when } from "../src/try_list";

const STARTER = "# Write here.\n";

/** The child's own server, as far as tries go. */
class Server {
  tries_: Tries["tries"] = [];
  refuse: Refused | null = null;
  asked: string[] = [];
  beforeAnswer: () => void = () => undefined;

  tries = (box: string): Promise<Tries> => this.answer(box);

  keepTry = (box: string, text: string): Promise<Tries> => {
    if (!this.refuse) this.tries_.unshift({ at: "2030-01-01T10:00:00+00:00", text });
    return this.answer(box);
  };

  modelAnswer = async (exercise: string): Promise<{ text: string }> => {
    await this.answer(exercise);
    return { text: "print('ours')\n" };
  };

  private async answer(box: string): Promise<Tries> {
    this.asked.push(box);
    const meanwhile = this.beforeAnswer;
    this.beforeAnswer = () => undefined;
    meanwhile();
    if (this.refuse) throw this.refuse;
    return { starter: STARTER, tries: this.tries_ };
  }
}

const box = {
  text: "",
  rewrite(text: string): void {
    this.text = text;
  },
  focus(): void {
    this.focused = true;
  },
  focused: false,
};

let server: Server;
let tries: EarlierTries;
let page: HTMLElement;

beforeEach(() => {
  server = new Server();
  Object.assign(box, { text: "print('mine')", focused: false });
  tries = new EarlierTries("greet", box, server as unknown as LessonApi);
  page = document.getElementById("lesson")!;
  page.replaceChildren(tries.menu, tries.place);
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function press(words: string): Promise<void> {
  const found = [...page.querySelectorAll("button")].filter((each) => each.textContent === words && !each.closest("[hidden]"));
  assert.equal(found.length, 1, `one button “${words}”`);
  found[0].click();
  await settled();
}

test("starting afresh asks first, and a no changes nothing", async () => {
  await press("Start afresh");
  assert.match(page.querySelector(".asking p")!.textContent!, /earlier tries/);
  assert.equal(document.activeElement?.textContent, "Keep my code", "what is safe has the focus");
  await press("Keep my code");
  assert.equal(box.text, "print('mine')");
  assert.deepEqual(server.tries_, []);
});

test("Escape is a no", async () => {
  await press("Start afresh");
  page.querySelector(".asking")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await settled();
  assert.ok(page.querySelector<HTMLElement>(".asking")!.hidden);
  assert.equal(box.text, "print('mine')");
});

async function sayYes(): Promise<void> {
  await press("Start afresh");
  const [yes] = page.querySelectorAll<HTMLButtonElement>(".asking button");
  yes.click();
  await settled();
}

test("a yes keeps the old try, then gives the starting line", async () => {
  await sayYes();
  assert.deepEqual(server.tries_.map((each) => each.text), ["print('mine')"]);
  assert.equal(box.text, STARTER);
  assert.ok(box.focused);
});

test("what cannot be kept is not replaced", async () => {
  server.refuse = new Refused("Your code is too long.", "Nothing was changed.");
  await sayYes();
  assert.equal(box.text, "print('mine')");
  assert.match(page.querySelector(".tries")!.textContent!, /too long. Nothing was changed./);
});

test("what is typed while the answer is on its way is kept too", async () => {
  server.beforeAnswer = () => (box.text = "print('mine, longer')");
  await sayYes();
  assert.deepEqual(server.tries_.map((each) => each.text), ["print('mine, longer')", "print('mine')"]);
  assert.equal(box.text, STARTER);
});

test("an earlier try is looked at and brought back, and the one before it kept", async () => {
  server.tries_ = [{ at: "2030-01-01T10:00:00+00:00", text: "<b>old</b>" }];
  await press("My earlier tries");
  assert.equal(page.querySelector(".try pre")!.textContent, "<b>old</b>", "as text");
  assert.equal(page.querySelector(".try b"), null);
  await press("Bring this one back");
  assert.equal(box.text, "<b>old</b>");
  assert.deepEqual(server.tries_.map((each) => each.text), ["print('mine')", "<b>old</b>"]);
});

test("a stamp that is none is said in words", () => {
  assert.equal(when("yesterday-ish"), "Some time ago");
  assert.match(when("2020-02-29T10:42:00+00:00"), /^29 February, \d\d:\d\d$/);
});

function compared(): ModelAnswer {
  const answer = new ModelAnswer("greet", box, server as unknown as LessonApi);
  page.replaceChildren(answer.place);
  return answer;
}

test("the model answer is neither shown nor asked for before a pass", async () => {
  const answer = compared();
  assert.ok(answer.place.hidden);
  await settled();
  assert.deepEqual(server.asked, []);
  assert.equal(page.textContent!.includes("ours"), false);
});

test("after a pass it stands beside the child's own, with a kind sentence", async () => {
  compared().offer(true);
  await press("Compare with our answer");
  assert.match(page.textContent!, /There are many good ways. Here is one./);
  assert.deepEqual([...page.querySelectorAll("pre")].map((each) => each.textContent), ["print('mine')", "print('ours')"]);
  assert.equal(page.querySelectorAll("textarea, [contenteditable]").length, 0, "to read only");
  await press("Close this");
  await press("Compare with our answer");
});

test("a refusal is said in its words", async () => {
  compared().offer(true);
  server.refuse = new Refused("First find an answer of your own.", "Press Check.", 403);
  await press("Compare with our answer");
  assert.match(page.textContent!, /First find an answer of your own. Press Check./);
});
