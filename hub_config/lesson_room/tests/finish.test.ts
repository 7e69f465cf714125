import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import { Finish } from "../src/finish";
import type { LessonApi } from "../src/lesson_api";

const HOME = "http://site.test/learn/";
let asked: number;
let next: { slug: string; title: string } | null;
let away: boolean;

const api = {
  progress: () => {
    asked++;
    return away ? Promise.reject(new Error("away")) : Promise.resolve({ points: 1, max_points: 1, exercises: [], next });
  },
} as unknown as LessonApi;

beforeEach(() => {
  asked = 0;
  away = false;
  next = { slug: "dragon-gate", title: "Dragon gate" };
  document.getElementById("lesson")!.innerHTML = `
    <section id="exercise-greet"><div class="output"><div class="output-picture"><svg id="a"></svg></div><div class="output-picture"><svg data-last=""></svg></div></div></section>
    <section id="exercise-add"></section>
    <section id="finish" hidden><div id="made" hidden><div class="made-pictures"></div></div><span id="next-lesson" hidden></span></section>`;
});

function finish(): Finish {
  const sections = [
    ["greet", "Say hello"],
    ["add", "Add"],
  ];
  const exercises = sections.map(([id, title]) => ({ facts: { title }, section: document.getElementById(`exercise-${id}`)! }));
  return new Finish(exercises, api, HOME);
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const panel = () => document.getElementById("finish")!;

test("nothing is there before the end", async () => {
  finish().show(false);
  await settled();
  assert.ok(panel().hidden);
  assert.equal(asked, 0);
});

test("the end shows the last picture of each exercise that drew one, and the original stays", () => {
  finish().show(true);
  assert.equal(panel().hidden, false);
  assert.equal(panel().querySelectorAll("figure").length, 1);
  assert.ok(panel().querySelector("figure svg[data-last]"));
  assert.equal(panel().querySelector("figcaption")!.textContent, "Say hello");
  assert.ok(document.querySelector("#exercise-greet svg[data-last]"));
});

test("a picture that comes late is there too", async () => {
  document.querySelector("#exercise-greet .output")!.replaceChildren();
  finish().show(true);
  assert.ok(document.getElementById("made")!.hidden);
  document.querySelector("#exercise-greet .output")!.innerHTML = '<div class="output-picture"><svg></svg></div>';
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(panel().querySelectorAll("figure").length, 1);
});

test("without pictures nothing is said of them", () => {
  document.getElementById("exercise-greet")!.replaceChildren();
  finish().show(true);
  assert.ok(document.getElementById("made")!.hidden);
});

test("the next lesson is named, and its way leads through the site", async () => {
  const end = finish();
  end.show(true);
  end.show(true);
  await settled();
  const link = panel().querySelector<HTMLAnchorElement>("#next-lesson a")!;
  assert.equal(link.textContent, "Next: Dragon gate");
  assert.equal(link.getAttribute("href"), `${HOME}lessons/dragon-gate/open`);
  assert.equal(asked, 1, "it is asked for once");
});

test("after the last lesson the way home is enough", async () => {
  next = null;
  finish().show(true);
  await settled();
  assert.ok(document.getElementById("next-lesson")!.hidden);
});

test("a site that is away is asked again the next time", async () => {
  away = true;
  const end = finish();
  end.show(true);
  await settled();
  away = false;
  end.show(true);
  await settled();
  assert.equal(document.getElementById("next-lesson")!.hidden, false);
});
