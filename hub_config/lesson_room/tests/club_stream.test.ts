import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { BODY } from "./page";
import { ClubStream } from "../src/club_stream";
import type { ClubNews } from "../src/facts";

const FACTS = { baseUrl: "/user/learner/", xsrf: "a-token" };
const NEWS: ClubNews = { may_ask: true, call: null, phrase: null, invitation: null };

let asked: { url: string; headers: Record<string, string>; signal: AbortSignal }[];
let answers: (() => Promise<Response>)[];
let heard: ClubNews[];
let stream: ClubStream;

beforeEach(() => {
  assert.ok(BODY);
  mock.timers.enable({ apis: ["setTimeout"] });
  [asked, answers, heard] = [[], [], []];
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    asked.push({ url, headers: init.headers as Record<string, string>, signal: init.signal! });
    const answer = answers.shift() ?? (() => Promise.reject(new Error("away")));
    return answer();
  }) as typeof fetch;
  stream = new ClubStream(FACTS, (news) => heard.push(news));
});

afterEach(() => {
  stream.stop();
  mock.timers.reset();
});

const turn = async () => {
  for (let each = 0; each < 20; each++) await new Promise((resolve) => setImmediate(resolve));
};

function told(...chunks: string[]): () => Promise<Response> {
  const body = new ReadableStream<Uint8Array>({
    start(out) {
      for (const chunk of chunks) out.enqueue(new TextEncoder().encode(chunk));
      out.close();
    },
  });
  return async () => new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

const event = `event: news\ndata: ${JSON.stringify(NEWS)}\n\n`;

test("what comes is heard, in pieces and with heartbeats between", async () => {
  answers.push(told(": here\n\n", event.slice(0, 9), event.slice(9), ": still here\n\n"));
  stream.begin();
  await turn();
  assert.deepEqual(heard, [NEWS]);
  assert.equal(asked[0].url, "/user/learner/lesson-api/news");
  assert.equal(asked[0].headers["X-XSRFToken"], "a-token");
});

test("while it is away it is asked ever less often", async () => {
  stream.begin();
  await turn();
  const times: number[] = [];
  for (let second = 0; second < 150; second++) {
    const before = asked.length;
    mock.timers.tick(1000);
    await turn();
    if (asked.length > before) times.push(second);
  }
  assert.ok(times.length >= 5 && times.length <= 12, `asked ${times.length} times`);
  const gaps = times.slice(1).map((time, place) => time - times[place]);
  assert.ok(gaps[gaps.length - 1] > gaps[0]);
  assert.ok(Math.max(...gaps) <= 38);
});

test("when the network comes back it is asked at once", async () => {
  stream.begin();
  await turn();
  assert.equal(asked.length, 1);
  window.dispatchEvent(new Event("online"));
  await turn();
  assert.equal(asked.length, 2);
});

test("a stream that has fallen silent is given up and begun again", async () => {
  answers.push(async () => new Response(new ReadableStream({ start: () => undefined })));
  stream.begin();
  await turn();
  mock.timers.tick(45_000);
  assert.equal(asked[0].signal.aborted, true);
});
