// One good answer beside the child's own, once they have passed. The site gives it out then and not before.
import { announce } from "./announcer";
import { button, element } from "./elements";
import type { LessonApi } from "./lesson_api";
import { inWords } from "./try_list";

export class ModelAnswer {
  readonly place: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly shown = element("div", { class: "compare", tabindex: "-1", hidden: true });

  constructor(
    private readonly exercise: string,
    private readonly own: { readonly text: string },
    private readonly api: LessonApi,
  ) {
    this.button = button("choice", "Compare with our answer", () => void this.open());
    this.place = element("div", { class: "model-answer", hidden: true }, this.button, this.shown);
  }

  /** The button is there once the exercise is passed. */
  offer(passed: boolean): void {
    this.place.hidden = !passed;
  }

  private async open(): Promise<void> {
    try {
      const { text } = await this.api.modelAnswer(this.exercise);
      this.show(text);
    } catch (problem) {
      this.say(inWords(problem));
    }
  }

  private show(text: string): void {
    this.shown.replaceChildren(
      element("p", { class: "compare-words" }, "There are many good ways. Here is one."),
      element("div", { class: "compare-sides" }, side("Your way", this.own.text), side("One good way", text)),
      element("div", { class: "buttons" }, button("choice", "Close this", () => this.close())),
    );
    this.button.hidden = true;
    this.shown.hidden = false;
    this.shown.scrollIntoView({ block: "nearest" });
    this.shown.focus();
    announce("There are many good ways. Here is one.");
  }

  private say(words: string): void {
    this.shown.replaceChildren(element("p", {}, words));
    this.shown.hidden = false;
    announce(words);
  }

  private close(): void {
    this.shown.hidden = true;
    this.button.hidden = false;
    this.button.focus();
  }
}

function side(title: string, text: string): HTMLElement {
  const program = element("pre", { class: "program", tabindex: "0" }, text.trimEnd());
  program.setAttribute("aria-label", title);
  program.setAttribute("role", "region");
  return element("div", { class: "compare-side" }, element("h3", {}, title), program);
}
