// One exercise: its code box, Check, hints, and how it went.
import { announce } from "./announcer";
import { CodePanel, type PanelRoom } from "./code_panel";
import { EarlierTries } from "./earlier_tries";
import { button, element, reword, withCode } from "./elements";
import type { ExerciseFacts } from "./facts";
import { Help } from "./help";
import { Hints } from "./hints";
import type { ExerciseResult, LessonApi } from "./lesson_api";
import { ModelAnswer } from "./model_answer";
import { sign } from "./signs";
import { resultWords, type ResultWords } from "./result_words";

const STARS = 12;

export class Exercise {
  readonly panels: CodePanel[];
  /** The box that is checked; none where a person reads words. */
  readonly answer: CodePanel | undefined;
  readonly hints: Hints;
  readonly help: Help;
  passed = false;
  /** A person will read it: the child has done what they can. */
  handedIn = false;
  private readonly checkButton: HTMLButtonElement;
  private readonly result = element("div", { class: "result", hidden: true });
  private readonly medal: HTMLElement;
  private modelAnswer: ModelAnswer | undefined;

  constructor(
    readonly facts: ExerciseFacts,
    readonly section: HTMLElement,
    room: PanelRoom,
    api: LessonApi,
    check: (exercise: Exercise) => void,
  ) {
    this.medal = section.querySelector(".medal")!;
    this.panels = [...section.querySelectorAll<HTMLElement>(".code")].map((place) => new CodePanel(place, room));
    this.checkButton = button("check", "Check", () => check(this));
    this.hints = new Hints(facts.id, facts.hints, api, 0);
    this.help = new Help(api.lesson, facts.id, api);
    const last = this.panels[this.panels.length - 1];
    if (!last) return;
    last.row.append(this.checkButton);
    if (facts.hints > 0) last.row.append(this.hints.button);
    last.row.append(this.help.button);
    last.row.after(this.hints.place, this.help.place);
    section.append(this.result);
    this.answer = this.panels.find((panel) => panel.marked);
    if (this.answer) this.addBeside(this.answer, api);
  }

  /** The small menu of the answer's box, and the answer to compare it with. */
  private addBeside(answer: CodePanel, api: LessonApi): void {
    const tries = new EarlierTries(this.facts.id, answer, api);
    answer.row.append(tries.menu);
    answer.row.after(tries.place);
    this.modelAnswer = new ModelAnswer(this.facts.id, answer, api);
    this.section.append(this.modelAnswer.place);
  }

  setPassed(passed: boolean): void {
    this.passed = passed;
    this.medal.hidden = !passed;
    this.modelAnswer?.offer(passed);
    this.section.classList.toggle("passed", passed);
  }

  get settled(): boolean {
    return this.passed || this.handedIn;
  }

  setChecking(checking: boolean, words = "Check"): void {
    this.checkButton.setAttribute("aria-disabled", String(checking));
    reword(this.checkButton, words);
    if (checking) this.result.hidden = true;
  }

  get isChecking(): boolean {
    return this.checkButton.getAttribute("aria-disabled") === "true";
  }

  /** Shows how it went; `next` is where to go from a first success. */
  showResult(result: ExerciseResult, next: { href: string; words: string } | null): void {
    const words = resultWords(result.outcome);
    const first = result.outcome === "passed" && !this.passed;
    const message = result.message || words.message;
    this.fill(words, message);
    if (result.outcome === "wrong" && result.points > 0) this.result.append(element("p", {}, partly(result)));
    if (result.outcome === "passed") this.setPassed(true);
    this.handedIn = result.outcome === "for_a_person";
    if (next) this.result.append(element("p", {}, element("a", { class: "next", href: next.href }, next.words)));
    this.bringIntoView();
    if (first) this.rejoice();
    announce(`${words.title} ${message.replaceAll("`", "")}`);
  }

  /** Says why there is no result. */
  showTrouble(message: string, nextStep: string): void {
    this.fill({ tone: "ours", title: message, message: "" }, nextStep);
    this.bringIntoView();
    announce(`${message} ${nextStep}`);
  }

  private fill(words: ResultWords, message: string): void {
    this.result.className = `result result-${words.tone}`;
    this.result.replaceChildren(element("p", { class: "result-title" }, words.title));
    for (const line of message.split("\n").filter((each) => each.trim())) {
      this.result.append(element("p", {}, ...withCode(line)));
    }
    this.result.hidden = false;
  }

  /** Once all of it stands there, so that its last line is seen too. */
  private bringIntoView(): void {
    this.result.scrollIntoView({ block: "nearest" });
  }

  /** Stars fly from the result once; stylesheets leave them out for less motion. */
  private rejoice(): void {
    const burst = element("div", { class: "burst", "aria-hidden": "true" });
    for (let star = 0; star < STARS; star++) {
      const one = element("span", { class: `star star-${star % 3}` }, sign("star"));
      one.style.setProperty("--turn", `${(360 / STARS) * star}deg`);
      one.style.setProperty("--far", `${5 + (star % 4) * 1.4}rem`);
      burst.append(one);
    }
    this.result.append(burst);
    window.setTimeout(() => burst.remove(), 1600);
  }
}

function partly(result: ExerciseResult): string {
  return `Part of it works already: ${result.points} of ${result.max_points} points.`;
}
