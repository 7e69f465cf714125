// An exercise's small menu: start afresh, which asks first, and the earlier tries, which are never lost.
import { announce } from "./announcer";
import { Asking } from "./asking";
import { button, element } from "./elements";
import type { LessonApi } from "./lesson_api";
import { inWords, TryList } from "./try_list";

/** The code box as the menu needs it. */
export interface Answer {
  readonly text: string;
  rewrite(text: string): void;
  focus(): void;
}

const AFRESH = {
  words: "Start this exercise afresh? Your code goes to your earlier tries. You can bring it back.",
  yes: "Start afresh",
  no: "Keep my code",
};

export class EarlierTries {
  readonly menu = element("details", { class: "more" }, element("summary", {}, "More"));
  readonly place: HTMLElement;
  private readonly asking = new Asking();
  private readonly list: TryList;
  private readonly box: string;

  constructor(
    exercise: string,
    private readonly answer: Answer,
    private readonly api: LessonApi,
  ) {
    this.box = `exercises/${exercise}`;
    this.list = new TryList("My earlier tries", this.box, api, (text) => this.replace(() => text, "Your earlier try is back."));
    this.menu.append(
      element(
        "div",
        { class: "buttons" },
        button("choice", "Start afresh", () => void this.afresh()),
        button("choice", "My earlier tries", () => void this.list.open()),
      ),
    );
    this.menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.menu.open) return;
      this.menu.open = false;
      this.menu.querySelector("summary")!.focus();
    });
    this.place = element("div", {}, this.asking.place, this.list.place);
  }

  private async afresh(): Promise<void> {
    this.list.close();
    if (!(await this.asking.ask(AFRESH))) return;
    await this.replace((starter) => starter, "Here is a fresh start. Your old code is in “My earlier tries”.");
  }

  /** Puts what is in the box away, then other text into it; false, and nothing changed, if it cannot be kept. */
  private async replace(by: (starter: string) => string, words: string): Promise<boolean> {
    try {
      let kept: string;
      let starter: string;
      do {
        kept = this.answer.text;
        ({ starter } = await this.api.keepTry(this.box, kept));
        // What was typed while the answer was on its way is kept as well.
      } while (this.answer.text !== kept);
      this.answer.rewrite(by(starter));
    } catch (problem) {
      this.list.say(inWords(problem));
      return false;
    }
    this.menu.open = false;
    this.answer.focus();
    announce(words);
    return true;
  }
}
