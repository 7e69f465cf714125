// "Read it to me": the browser's own speech, only with voices that live on this device,
// so that no word of the lesson leaves it.
import { button, element, reword } from "./elements";

const READ = "Read it to me";
const STOP = "Stop reading";

/** The voice to read with: on this device, British English first; null if there is none. */
export function localVoice(voices: SpeechSynthesisVoice[]): SpeechSynthesisVoice | null {
  const fitting = voices.filter((voice) => voice.localService && /^en(?:[-_]|$)/i.test(voice.lang));
  const british = fitting.filter((voice) => /^en[-_]GB$/i.test(voice.lang));
  return british.find((voice) => voice.default) ?? british[0] ?? fitting.find((voice) => voice.default) ?? fitting[0] ?? null;
}

/** The sentences of a block, piece by piece as a reader would pause; code boxes are left out. */
export function pieces(block: Element): string[] {
  const found: string[] = [];
  for (const part of block.querySelectorAll("h2, h3, h4, p, li, td, th, img")) {
    if (part.closest(".read-aloud, pre") || part.querySelector("p, li")) continue;
    const words = part instanceof HTMLImageElement ? part.alt : (part.textContent ?? "");
    if (words.trim()) found.push(words.replace(/\s+/g, " ").trim());
  }
  return found;
}

/** Puts a button at each block for as long as this device has a voice of its own. */
export class Reader {
  private readonly buttons = new Map<HTMLElement, HTMLButtonElement>();
  private reading: HTMLElement | null = null;

  constructor(
    private readonly blocks: HTMLElement[],
    private readonly speech: SpeechSynthesis | undefined = window.speechSynthesis,
  ) {
    if (!speech) return;
    speech.addEventListener?.("voiceschanged", () => this.offer());
    window.addEventListener("pagehide", () => this.stop());
    this.offer();
  }

  private offer(): void {
    const voice = localVoice(this.speech!.getVoices());
    if (!voice) {
      this.stop();
      for (const made of this.buttons.values()) made.remove();
      this.buttons.clear();
      return;
    }
    for (const block of this.blocks) {
      if (this.buttons.has(block) || pieces(block).length === 0) continue;
      const made = button("speak", READ, () => this.press(block));
      made.classList.add("read-aloud");
      made.append(element("span", { class: "hidden-words" }, about(block)));
      this.buttons.set(block, made);
      firstWords(block, made);
    }
  }

  private press(block: HTMLElement): void {
    const was = this.reading;
    this.stop();
    if (was !== block) this.read(block);
  }

  private read(block: HTMLElement): void {
    const voice = localVoice(this.speech!.getVoices());
    if (!voice) return;
    this.reading = block;
    reword(this.buttons.get(block)!, STOP);
    const utterances = pieces(block).map((words) => {
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.rate = 0.95;
      return utterance;
    });
    const last = utterances[utterances.length - 1];
    last.onend = last.onerror = () => this.reading === block && this.stop();
    for (const utterance of utterances) this.speech!.speak(utterance);
  }

  private stop(): void {
    if (!this.reading) return;
    const made = this.buttons.get(this.reading);
    this.reading = null;
    if (made) reword(made, READ);
    this.speech!.cancel();
  }
}

/** Puts the button at the first words; a picture before them keeps the whole width. */
function firstWords(block: HTMLElement, made: HTMLElement): void {
  const first = block.firstElementChild;
  if (first?.querySelector("img") && !first.textContent!.trim()) first.after(made);
  else block.prepend(made);
}

/** What tells this button from the others to those who hear it only. */
function about(block: HTMLElement): string {
  const title = block.closest(".exercise")?.querySelector(".exercise-title") ?? block.querySelector("h2, h3, h4");
  const words = (title?.textContent || pieces(block)[0]).trim();
  return ` (${words.length > 60 ? `${words.slice(0, 60)}…` : words})`;
}
