import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import "./page";
import { dropDrafts, keepDraft, takeDraft, type Draft } from "../src/draft";

const draft = { seen: "2030-01-01T00:00:01Z", cells: [{ id: "greet", cell_type: "code", source: "a", metadata: {} }] };

const VERSION = "0123456789ab";
const HOUR_MS = 3600 * 1000;

/** Goes to the room of a child and lesson. */
function go(path: string): void {
  history.replaceState(null, "", path);
}

beforeEach(() => {
  sessionStorage.clear();
  go("/user/otter/lesson/dragon-gate");
});

test("a draft is there once, after the page was loaded anew", () => {
  assert.equal(keepDraft(draft, VERSION), true);
  assert.deepEqual(takeDraft(VERSION), draft);
  assert.equal(takeDraft(VERSION), null);
});

for (const [what, path] of [
  ["another child", "/user/fox/lesson/dragon-gate"],
  ["another lesson", "/user/otter/lesson/star-painter"],
]) {
  test(`${what} gets none of it, and it is gone`, () => {
    keepDraft(draft, VERSION);
    go(path);
    assert.equal(takeDraft(VERSION), null);
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
    assert.equal(keepDraft(draft, VERSION), false);
  } finally {
    Object.defineProperty(globalThis, "sessionStorage", own);
  }
});

test("another release of the lesson gets none of it, and it is gone", () => {
  keepDraft(draft, VERSION);
  assert.equal(takeDraft("ba9876543210"), null);
  assert.equal(sessionStorage.length, 0);
});

test("signing out leaves nothing of anybody's, and what is no draft stays", () => {
  for (const path of ["/user/fox/lesson/dragon-gate", "/user/otter/lesson/dragon-gate"]) {
    go(path);
    keepDraft(draft, VERSION);
  }
  sessionStorage.setItem("said", "1");
  dropDrafts();
  assert.deepEqual(Object.keys(sessionStorage), ["said"]);
});

afterEach(() => mock.timers.reset());

for (const [what, later, taken] of [
  ["an hour old is taken", HOUR_MS, true],
  ["a day old is taken", 24 * HOUR_MS, true],
  ["older than a day is not", 24 * HOUR_MS + 1, false],
  ["of tomorrow is not: a clock was put back", -1, false],
] as const) {
  test(`a draft ${what}`, () => {
    const now = Date.UTC(2030, 0, 2);
    mock.timers.enable({ apis: ["Date"], now });
    keepDraft(draft, VERSION);
    mock.timers.setTime(now + later);
    assert.equal(takeDraft(VERSION) !== null, taken);
    assert.equal(sessionStorage.length, 0);
  });
}

const NONE: Record<string, unknown> = {
  "half a text": "{",
  nothing: "null",
  "a list": "[]",
  "no cells": JSON.stringify({ seen: "x", version: VERSION, keptAt: 0 }),
  "cells that are none": JSON.stringify({ seen: "x", version: VERSION, keptAt: Date.now(), cells: ["x"] }),
  "a cell without a name": JSON.stringify({ seen: "x", version: VERSION, keptAt: Date.now(), cells: [{ metadata: {} }] }),
  "a draft of an earlier room": JSON.stringify(draft satisfies Draft),
};

for (const [what, text] of Object.entries(NONE)) {
  test(`what is no draft is none: ${what}`, () => {
    sessionStorage.setItem(`unsaved:${location.pathname}`, String(text));
    assert.equal(takeDraft(VERSION), null);
    assert.equal(sessionStorage.length, 0);
  });
}
