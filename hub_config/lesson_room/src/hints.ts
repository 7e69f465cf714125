// Hints of one exercise, one by one.
import { announce } from "./announcer";
import { button, element, reword, withCode } from "./elements";
import { Refused, type LessonApi } from "./lesson_api";

export class Hints {
  readonly button: HTMLButtonElement;
  readonly place = element("div", { class: "hints", hidden: true });
  private readonly list = element("ol", { class: "hint-list" });
  private readonly word = element("p", { class: "hint-word", hidden: true });
  private shown = 0;
  private asking = false;

  constructor(
    private readonly exercise: string,
    private readonly count: number,
    private readonly api: LessonApi,
    private taken: number,
  ) {
    this.button = button("hint", "", () => void this.next());
    this.place.append(this.list, this.word);
    this.name();
  }

  /** The child took hints before, here or on another computer. */
  setTaken(taken: number): void {
    this.taken = Math.min(taken, this.count);
    this.name();
  }

  private name(): void {
    this.button.hidden = this.shown >= this.count;
    const again = this.shown === 0 && this.taken > 0;
    const many = this.taken > 1 ? `${this.taken} hints` : "hint";
    reword(this.button, again ? `See my ${many} again` : `Hint ${this.shown + 1} of ${this.count}`);
  }

  private async next(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const until = this.shown === 0 && this.taken > 0 ? this.taken : this.shown + 1;
    try {
      while (this.shown < until) await this.fetch(this.shown + 1);
      this.say("");
    } catch (problem) {
      const refused = problem instanceof Refused;
      this.say(refused ? `${problem.message} ${problem.nextStep}` : "The hint did not come. Try again.");
    } finally {
      this.asking = false;
      this.name();
    }
  }

  private async fetch(number: number): Promise<void> {
    const hint = await this.api.hint(this.exercise, number);
    this.shown = number;
    this.taken = Math.max(this.taken, number);
    this.place.hidden = false;
    this.list.append(element("li", {}, element("span", { class: "hint-number" }, `Hint ${number}`), ...withCode(hint.text)));
    this.place.scrollIntoView({ block: "nearest" });
    announce(`Hint ${number}. ${hint.text.replaceAll("`", "")}`);
  }

  private say(words: string): void {
    this.word.textContent = words;
    this.word.hidden = !words;
    if (words) {
      this.place.hidden = false;
      announce(words);
    }
  }
}
