// "I need help" in one exercise: calls the adults who are at the club with the child, says
// that somebody comes, and lets the call be taken back. At home, with nobody to call, it is absent.
import { announce } from "./announcer";
import { button, element } from "./elements";
import type { ClubNews } from "./facts";
import { Refused, type LessonApi } from "./lesson_api";

const WORDS = {
  waiting: "Somebody will come to you. You can go on trying.",
  taken: "A helper is coming to you.",
};

export class Help {
  readonly button: HTMLButtonElement;
  readonly place = element("div", { class: "help", role: "group", "aria-label": "Your call for help", hidden: true });
  /** Python's name for the last error here, "" after a run without one. */
  lastError = "";
  /** What has to be done before a call, so that the helper sees what the child sees. */
  before: () => Promise<void> = async () => undefined;
  /** Where an answer with news goes. */
  heard: (news: ClubNews) => void = () => undefined;
  private readonly words = element("p", { class: "help-words" });
  private readonly trouble = element("p", { class: "help-trouble", hidden: true });
  private readonly takeBack: HTMLButtonElement;
  private state: "none" | "waiting" | "taken" = "none";
  private mayAsk = false;
  private busy = false;

  constructor(
    private readonly lesson: string,
    private readonly exercise: string,
    private readonly api: Pick<LessonApi, "askForHelp" | "takeHelpBack">,
  ) {
    this.button = button("help", "I need help", () => void this.ask());
    this.takeBack = button("choice", "I don’t need help any more", () => void this.end());
    this.place.append(this.words, this.takeBack);
    this.draw();
  }

  /** Shows how the child's call stands, if it is for this exercise. */
  show(news: ClubNews): void {
    this.mayAsk = news.may_ask;
    const call = news.call?.lesson === this.lesson && news.call.exercise === this.exercise ? news.call : null;
    const now = call?.state ?? "none";
    if (now !== this.state) {
      if (now !== "none") announce(WORDS[now]);
      else if (this.mayAsk) announce("Your call for help is over.");
    }
    this.state = now;
    this.draw();
  }

  private draw(): void {
    const here = document.activeElement;
    const called = this.state !== "none";
    this.button.hidden = called || !this.mayAsk;
    this.takeBack.hidden = !called;
    this.words.hidden = !called;
    if (called) this.words.textContent = WORDS[this.state as "waiting" | "taken"];
    this.place.classList.toggle("help-coming", this.state === "taken");
    this.place.hidden = !called && this.trouble.hidden;
    // A button that goes while it is in use hands the keyboard on to the one that came.
    if (here === this.button && this.button.hidden && called) this.takeBack.focus();
    if (here === this.takeBack && this.takeBack.hidden && !this.button.hidden) this.button.focus();
  }

  private async ask(): Promise<void> {
    await this.once(async () => {
      await this.before().catch(() => undefined); // what was saved last is shown, then
      return this.api.askForHelp(this.exercise, this.lastError);
    });
  }

  private async end(): Promise<void> {
    await this.once(() => this.api.takeHelpBack());
  }

  private async once(act: () => Promise<ClubNews>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const news = await act();
      this.say("");
      this.heard(news);
    } catch (problem) {
      this.say(problem instanceof Refused ? `${problem.message} ${problem.nextStep}` : "That did not get through. Put your hand up!");
    } finally {
      this.busy = false;
    }
  }

  private say(words: string): void {
    this.trouble.textContent = words;
    this.trouble.hidden = !words;
    this.place.append(this.trouble);
    if (words) announce(words);
    this.draw();
  }
}
