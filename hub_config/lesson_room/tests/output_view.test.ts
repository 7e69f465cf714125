import assert from "node:assert/strict";
import { beforeEach, mock, afterEach, test } from "node:test";
import "./page";
import { joined, type Output } from "../src/notebook";
import { FLOOD_CHARACTERS, OutputView } from "../src/output_view";

let view: OutputView;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  view = new OutputView();
});
afterEach(() => mock.timers.reset());

const print = (text: string, name = "stdout"): Output => ({ output_type: "stream", name, text });
const picture = (data: Record<string, unknown>): Output => ({ output_type: "display_data", data, metadata: {} });
const frame = () => mock.timers.tick(20);
const body = () => view.place.querySelector(".output-body")!;
const PIXEL = picture({ "image/png": "AAAA" });

test("is out of sight until something is printed", () => {
  assert.equal(view.place.hidden, true);
  view.add(print("Hi\n"));
  frame();
  assert.equal(view.place.hidden, false);
  assert.equal(body().textContent, "Hi\n");
});

test("draws a flood of tiny prints once a frame, and keeps them as one", () => {
  for (let n = 0; n < 2000; n++) view.add(print("x"));
  assert.equal(body().childNodes.length, 0);
  frame();
  assert.equal(body().textContent!.length, 2000);
  assert.equal(body().querySelectorAll("pre").length, 1);
  assert.equal(body().querySelector("pre")!.childNodes.length, 1);
  assert.equal(view.kept.length, 1);
  assert.equal(joined((view.kept[0] as { text: string }).text).length, 2000);
});

test("cuts one giant line with a word, and keeps the file small", () => {
  view.add(print("x".repeat(1_000_000)));
  view.finish();
  assert.ok(body().textContent!.length < 13_000);
  assert.match(body().textContent!, /… and lots more! We stopped showing it here\.$/);
  assert.ok(view.flooded);
  assert.ok(JSON.stringify(view.kept).length < 13_000);
});

test("says so once only, however much more comes", () => {
  for (let n = 0; n < 5000; n++) view.add(print("Hello, hello!\n"));
  view.finish();
  assert.equal(body().querySelectorAll(".output-word").length, 1);
});

test("is flooded only by very much", () => {
  view.add(print("x".repeat(FLOOD_CHARACTERS - 1)));
  assert.equal(view.flooded, false);
  view.add(print("xx"));
  assert.equal(view.flooded, true);
});

test("takes the server's own words about a flood for one", () => {
  view.add(print("IOPub data rate exceeded.\nThe Jupyter server will…", "stderr"));
  view.finish();
  assert.ok(view.flooded);
  assert.doesNotMatch(body().textContent!, /IOPub/);
});

test("shows twenty pictures and a word, and is flooded by hundreds", () => {
  for (let n = 0; n < 100; n++) view.add(PIXEL);
  view.finish();
  assert.equal(body().querySelectorAll("img").length, 20);
  assert.match(body().textContent!, /and more pictures/);
  assert.equal(view.flooded, false);
  for (let n = 0; n < 300; n++) view.add(PIXEL);
  assert.equal(view.flooded, true);
});

test("a picture too big to show is said to be", () => {
  view.add(picture({ "image/png": "A".repeat(500_000) }));
  view.finish();
  assert.match(body().textContent!, /too big/);
  assert.deepEqual(view.kept, []);
});

test("of a flood of clearing and printing only the last is drawn", () => {
  for (let n = 0; n < 1000; n++) {
    view.clear(true);
    view.add(print(`${n}`));
  }
  frame();
  assert.equal(body().textContent, "999");
  assert.equal(view.kept.length, 1);
  assert.equal(view.flooded, false);
});

test("of a flood of clearing and drawing only the last picture is drawn", () => {
  for (let n = 0; n < 1000; n++) {
    view.clear(true);
    view.add(PIXEL);
  }
  frame();
  assert.equal(body().querySelectorAll("img").length, 1);
});

test("clearing at once empties; clearing that waits keeps what is there until the next", () => {
  view.add(print("one"));
  frame();
  view.clear(true);
  frame();
  assert.equal(body().textContent, "one");
  view.clear();
  frame();
  assert.equal(body().textContent, "");
  assert.equal(view.place.hidden, true);
});

test("keeps the order of text, pictures and questions", () => {
  view.add(print("one"));
  view.add(PIXEL);
  view.add(print("two"));
  view.insert(document.createElement("form"));
  view.add(print("three"));
  view.finish();
  assert.deepEqual(
    [...body().children].map((each) => each.tagName + each.textContent!),
    ["PREone", "DIV", "PREtwo", "FORM", "PREthree"],
  );
});

test("explains trouble above the traceback, which is folded", () => {
  const trouble = view.add({
    output_type: "error",
    ename: "NameError",
    evalue: "name 'robt' is not defined",
    traceback: ["\u001b[31mCell In[1], line 2\u001b[0m", "NameError: …"],
  });
  assert.equal(trouble?.line, 2);
  assert.match(body().querySelector(".trouble-words")!.textContent!, /^Look at line 2\. Python has not met “robt”/);
  assert.equal(body().querySelector("details")!.open, false);
  assert.equal(body().querySelector("details pre")!.textContent, "Cell In[1], line 2\nNameError: …");
});

test("markup in what is printed stays text", () => {
  view.add(print("<img src=x onerror=alert(1)>"));
  view.finish();
  assert.equal(body().querySelectorAll("img").length, 0);
});
