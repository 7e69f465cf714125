import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import { keepDraft, takeDraft } from "../src/draft";

const draft = { seen: "2030-01-01T00:00:01Z", cells: [{ id: "greet", cell_type: "code", source: "a", metadata: {} }] };

/** Goes to the room of a child and lesson. */
function go(path: string): void {
  history.replaceState(null, "", path);
}

beforeEach(() => {
  sessionStorage.clear();
  go("/user/otter/lesson/dragon-gate");
});

test("a draft is there once, after the page was loaded anew", () => {
  assert.equal(keepDraft(draft), true);
  assert.deepEqual(takeDraft(), draft);
  assert.equal(takeDraft(), null);
});

for (const [what, path] of [
  ["another child", "/user/fox/lesson/dragon-gate"],
  ["another lesson", "/user/otter/lesson/star-painter"],
]) {
  test(`${what} gets none of it, and it is gone`, () => {
    keepDraft(draft);
    go(path);
    assert.equal(takeDraft(), null);
    assert.equal(sessionStorage.length, 0);
  });
}

test("a browser without room says so", () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, "sessionStorage")!;
  const full = {
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  };
  Object.defineProperty(globalThis, "sessionStorage", { configurable: true, value: full });
  try {
    assert.equal(keepDraft(draft), false);
  } finally {
    Object.defineProperty(globalThis, "sessionStorage", own);
  }
});

test("what is no draft is none", () => {
  sessionStorage.setItem(`unsaved:${location.pathname}`, "{");
  assert.equal(takeDraft(), null);
});
