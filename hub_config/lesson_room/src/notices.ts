// Notes at the top of the lesson, and the words about saving.
import { announce } from "./announcer";
import { button, element } from "./elements";
import type { SaveState } from "./saving";

const SAVED_WORDS: Record<SaveState, string> = {
  saved: "All saved",
  saving: "Saving…",
  lost: "Not saved yet",
  asleep: "Not saved yet",
  conflict: "Not saved yet",
  signed_out: "Not saved yet",
};

const saved = document.getElementById("saved")!;
const notes = document.getElementById("notes")!;
const standing = new Map<string, HTMLElement>();

export function showSaved(state: SaveState): void {
  saved.textContent = SAVED_WORDS[state];
  saved.dataset.state = state;
}

export interface Choice {
  words: string;
  press: () => void;
}

/** Shows a note until it is withdrawn; the same name replaces it. */
export function note(name: string, words: string, ...choices: Choice[]): void {
  withdraw(name);
  const made = element("div", { class: "note note-standing" }, element("p", {}, words));
  if (choices.length) {
    made.append(element("div", { class: "buttons" }, ...choices.map((each) => button("choice", each.words, each.press))));
  }
  standing.set(name, made);
  notes.append(made);
  announce(words);
}

export function withdraw(name: string): void {
  standing.get(name)?.remove();
  standing.delete(name);
}
