import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { BODY } from "./page";
import { Club } from "../src/club";
import type { ClubNews, Facts } from "../src/facts";
import { Help } from "../src/help";
import { Refused } from "../src/lesson_api";
import { withdraw } from "../src/notices";

const QUIET: ClubNews = { may_ask: true, call: null, phrase: null, invitation: null };
const waiting: ClubNews = { ...QUIET, call: { lesson: "hello-robot", exercise: "greet", state: "waiting" } };
const coming: ClubNews = { ...QUIET, call: { lesson: "hello-robot", exercise: "greet", state: "taken" } };

let asked: [string, string][];
let refuses: Refused | null;
let saved: number;
let greet: Help;
let add: Help;
let club: Club;

const api = {
  askForHelp: async (exercise: string, errorKind: string) => {
    asked.push([exercise, errorKind]);
    if (refuses) throw refuses;
    return waiting;
  },
  takeHelpBack: async () => QUIET,
};

beforeEach(() => {
  assert.ok(BODY);
  mock.timers.enable({ apis: ["setTimeout"] });
  sessionStorage.clear();
  for (const made of document.querySelectorAll(".button-help, .help")) made.remove();
  for (const name of ["phrase", "invitation"]) withdraw(name);
  [asked, refuses, saved] = [[], null, 0];
  greet = new Help("hello-robot", "greet", api);
  add = new Help("hello-robot", "add", api);
  document.body.append(greet.button, greet.place, add.button, add.place);
  const facts = { slug: "hello-robot", baseUrl: "/user/learner/", xsrf: "x", news: null } as unknown as Facts;
  club = new Club(facts, [greet, add], async () => void saved++);
});

afterEach(() => mock.timers.reset());

const turn = () => new Promise((resolve) => setImmediate(resolve));
const shown = (name: string) => [...document.querySelectorAll<HTMLButtonElement>("button")].find((each) => each.textContent === name && !each.hidden);

test("with nobody to call there is no button", () => {
  assert.equal(shown("I need help"), undefined);
  club.hear({ ...QUIET, may_ask: false });
  assert.equal(shown("I need help"), undefined);
  club.hear(QUIET);
  assert.ok(shown("I need help"));
});

test("a call saves first, tells the last error, and says that somebody comes", async () => {
  club.hear(QUIET);
  greet.lastError = "NameError";
  greet.button.focus();
  greet.button.click();
  await turn();
  assert.equal(saved, 1);
  assert.deepEqual(asked, [["greet", "NameError"]]);
  assert.match(greet.place.textContent!, /Somebody will come/);
  assert.equal(greet.button.hidden, true);
  assert.equal(add.button.hidden, false);
  assert.equal(add.place.hidden, true);
  assert.equal(document.activeElement?.textContent, "I don’t need help any more");
});

test("two presses are one call", async () => {
  club.hear(QUIET);
  greet.button.click();
  greet.button.click();
  await turn();
  assert.equal(asked.length, 1);
});

test("that somebody is on the way is said, and no name", () => {
  club.hear(waiting);
  club.hear(coming);
  assert.match(greet.place.textContent!, /A helper is coming/);
});

test("a call can be taken back, and after that made again", async () => {
  club.hear(waiting);
  shown("I don’t need help any more")!.click();
  await turn();
  assert.equal(greet.place.hidden, true);
  assert.equal(greet.button.hidden, false);
});

test("after the page was loaded again the call still stands", () => {
  const facts = { slug: "hello-robot", baseUrl: "/user/learner/", xsrf: "x", news: coming } as unknown as Facts;
  const again = new Club(facts, [greet], async () => undefined);
  globalThis.fetch = (() => new Promise(() => undefined)) as typeof fetch;
  again.begin();
  assert.match(greet.place.textContent!, /A helper is coming/);
});

test("a no is said in the words that came with it", async () => {
  club.hear(QUIET);
  refuses = new Refused("You have asked many times in a few minutes.", "Put your hand up, and somebody will come.");
  greet.button.click();
  await turn();
  assert.match(greet.place.textContent!, /many times.*hand up/);
  assert.equal(greet.button.hidden, false);
});

test("a phrase is shown once, and goes at a press or by itself", () => {
  const heard = { ...QUIET, phrase: { id: 4, words: "Look up, please." } };
  club.hear(heard);
  const notes = document.getElementById("notes")!;
  assert.match(notes.textContent!, /From your club: “Look up, please.”/);
  shown("OK")!.click();
  club.hear(heard);
  assert.equal(notes.textContent, "");
  club.hear({ ...QUIET, phrase: { id: 5, words: "Well done, everybody!" } });
  assert.match(notes.textContent!, /Well done/);
  mock.timers.tick(60_000);
  assert.equal(notes.textContent, "");
});

test("an invitation waits for a press, and there is none to the lesson one is in", () => {
  club.hear({ ...QUIET, invitation: { id: 1, lesson: "hello-robot", title: "Hello, Robot!" } });
  assert.equal(document.getElementById("notes")!.textContent, "");
  club.hear({ ...QUIET, invitation: { id: 2, lesson: "star-painter", title: "The Star Painter" } });
  assert.match(document.getElementById("notes")!.textContent!, /Everybody can begin “The Star Painter” now/);
  assert.ok(shown("Begin it"));
  shown("Not now")!.click();
  assert.equal(document.getElementById("notes")!.textContent, "");
});
