import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import "./page";
import { answerTo } from "../src/connection";

const own = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = own;
});

/** A browser whose answers come in this order; one that is no answer is a failure. */
function browserWith(...answers: (Partial<Response> | "fails")[]): string[] {
  const asked: string[] = [];
  globalThis.fetch = (async (request: Request) => {
    asked.push(request.redirect);
    const next = answers.shift();
    if (!next || next === "fails") throw new TypeError("Failed to fetch");
    return next as Response;
  }) as typeof fetch;
  return asked;
}

const request = () => new Request("http://hub.test/user/learner/api/contents/a", { method: "PUT", body: "x" });

test("an answer is an answer", async () => {
  const asked = browserWith({ type: "basic", status: 200 });
  assert.equal((await answerTo(request())).status, 200);
  assert.deepEqual(asked, ["manual"]);
});

test("being led away to sign in is a no", async () => {
  const asked = browserWith({ type: "opaqueredirect", status: 0 }, "fails");
  assert.equal((await answerTo(request())).status, 403);
  assert.deepEqual(asked, ["manual", "follow"]);
});

test("being led on within the hub is followed", async () => {
  browserWith({ type: "opaqueredirect", status: 0 }, { type: "basic", status: 424 });
  assert.equal((await answerTo(request())).status, 424);
});

test("no network stays no network", async () => {
  browserWith("fails");
  await assert.rejects(answerTo(request()), TypeError);
});
