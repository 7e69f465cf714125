import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./page";
import { localVoice, pieces, Reader } from "../src/speech";

type Voice = SpeechSynthesisVoice;
const voice = (lang: string, localService = true, isDefault = false) => ({ lang, localService, default: isDefault, name: lang, voiceURI: lang }) as Voice;

const VOICES: [says: string, voices: Voice[], lang: string | undefined][] = [
  ["British English before American", [voice("en-US"), voice("en-GB")], "en-GB"],
  ["the default among the British", [voice("en-GB"), voice("en-GB", true, true)], "en-GB"],
  ["some English where there is no British", [voice("de-DE"), voice("en_AU")], "en_AU"],
  ["none that asks another computer", [voice("en-GB", false)], undefined],
  ["none of another language", [voice("de-DE"), voice("enm-x")], undefined],
  ["none where there are none", [], undefined],
];

for (const [says, voices, lang] of VOICES) test(`takes ${says}`, () => assert.equal(localVoice(voices)?.lang, lang));

class Utterance {
  voice: Voice | null = null;
  lang = "";
  rate = 1;
  onend: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly text: string) {}
}
globalThis.SpeechSynthesisUtterance = Utterance as unknown as typeof SpeechSynthesisUtterance;

class Speech extends EventTarget {
  voices: Voice[] = [voice("en-GB")];
  queue: Utterance[] = [];
  getVoices(): Voice[] {
    return this.voices;
  }
  speak(utterance: Utterance): void {
    this.queue.push(utterance);
  }
  cancel(): void {
    this.queue = [];
  }
  comes(voices: Voice[]): void {
    this.voices = voices;
    this.dispatchEvent(new Event("voiceschanged"));
  }
}

let speech: Speech;
let blocks: HTMLElement[];

function begin(voices: Voice[]): void {
  speech = new Speech();
  speech.voices = voices;
  new Reader(blocks, speech as unknown as SpeechSynthesis);
}

beforeEach(() => {
  document.getElementById("lesson")!.innerHTML = `
    <div class="story"><h2>Talk</h2><p>Hello  there,
      <code>robot</code>.</p><pre><code>print(1)</code></pre><ul><li>One</li><li><p>Two</p></li></ul><p><img alt="A robot"></p></div>
    <section class="exercise"><h2><span class="exercise-title">Say hello</span></h2><div class="story"><p>Do it.</p></div></section>
    <div class="story"><pre>only code</pre></div>`;
  blocks = [...document.querySelectorAll<HTMLElement>(".story")];
});

const buttons = () => [...document.querySelectorAll<HTMLButtonElement>(".read-aloud")];

test("reads headings, words, lists and pictures, not code boxes", () => {
  assert.deepEqual(pieces(blocks[0]), ["Talk", "Hello there, robot.", "One", "Two", "A robot"]);
});

test("offers no button without a voice of this device, and one once it comes", () => {
  begin([voice("en-GB", false)]);
  assert.equal(buttons().length, 0);
  speech.comes([voice("en-GB", false), voice("en-GB")]);
  assert.equal(buttons().length, 2);
  speech.comes([voice("en-GB")]);
  assert.equal(buttons().length, 2);
  speech.comes([]);
  assert.equal(buttons().length, 0);
});

test("each button says what it reads", () => {
  begin([voice("en-GB")]);
  assert.deepEqual(
    buttons().map((each) => each.textContent),
    ["Read it to me (Talk)", "Read it to me (Say hello)"],
  );
});

test("reads with the voice of this device, and stops at a second press", () => {
  begin([voice("en-GB", false), voice("en-US")]);
  buttons()[0].click();
  assert.equal(speech.queue.length, 5);
  assert.ok(speech.queue.every((each) => each.voice?.lang === "en-US"));
  assert.match(buttons()[0].textContent!, /^Stop reading/);
  buttons()[0].click();
  assert.deepEqual(speech.queue, []);
  assert.match(buttons()[0].textContent!, /^Read it to me/);
});

test("another block takes over; the old one's end then changes nothing", () => {
  begin([voice("en-GB")]);
  buttons()[0].click();
  const old = speech.queue.at(-1)!;
  buttons()[1].click();
  assert.deepEqual(
    speech.queue.map((each) => each.text),
    ["Do it."],
  );
  old.onend!();
  assert.match(buttons()[1].textContent!, /^Stop reading/);
  speech.queue.at(-1)!.onend!();
  assert.match(buttons()[1].textContent!, /^Read it to me/);
});

test("stops when the page is left", () => {
  begin([voice("en-GB")]);
  buttons()[0].click();
  window.dispatchEvent(new Event("pagehide"));
  assert.deepEqual(speech.queue, []);
});

test("a browser that cannot speak gets no button", () => {
  new Reader(blocks, undefined);
  assert.equal(buttons().length, 0);
});
