import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import type { PanelRoom } from "../src/code_panel";
import { Exercise } from "../src/exercise";
import type { ExerciseResult, LessonApi } from "../src/lesson_api";

const room = { typed: () => undefined, texts: () => [] } as unknown as PanelRoom;
let exercise: Exercise;

beforeEach(() => {
  document.getElementById("lesson")!.innerHTML = `<p id="editor-note"></p>
    <section class="exercise" id="exercise-greet"><p class="medal" hidden></p>
      <div class="code" data-cell="greet" data-marked><label class="code-label" for="c">Your code</label><textarea id="c" data-label="Your code">a = 1</textarea></div>
      <div class="code" data-cell="own"><label class="code-label" for="d">Code to play with</label><textarea id="d" data-label="Code to play with"></textarea></div>
    </section>`;
  const facts = { id: "greet", title: "Say hello", points: 3, hints: 0, learns: "" };
  exercise = new Exercise(facts, document.getElementById("exercise-greet")!, room, {} as LessonApi, () => undefined);
});

function result(outcome: string): ExerciseResult {
  return { id: "greet", title: "Say hello", points: 0, max_points: 3, outcome, message: "" };
}

const OUTCOMES: [outcome: string, passed: boolean, settled: boolean][] = [
  ["passed", true, true],
  ["for_a_person", false, true],
  ["wrong", false, false],
  ["not_started", false, false],
];

for (const [outcome, passed, settled] of OUTCOMES) {
  test(`after “${outcome}” it is ${settled ? "" : "not "}settled, and there is ${passed ? "" : "no "}answer to compare with`, () => {
    exercise.showResult(result(outcome), null);
    assert.deepEqual([exercise.passed, exercise.settled], [passed, settled]);
    assert.equal(document.querySelector<HTMLElement>(".model-answer")!.hidden, !passed);
  });
}

test("an answer that a person reads is open again once it is wrong", () => {
  exercise.showResult(result("for_a_person"), null);
  exercise.showResult(result("wrong"), null);
  assert.equal(exercise.settled, false);
});

test("a pass stays a pass whatever is tried after it", () => {
  exercise.showResult(result("passed"), null);
  exercise.showResult(result("wrong"), null);
  assert.ok(exercise.settled);
});

test("the small menu stands with the marked box alone", () => {
  assert.equal(document.querySelectorAll(".more").length, 1);
  assert.ok(document.querySelector('[data-cell="greet"] .more'));
});
