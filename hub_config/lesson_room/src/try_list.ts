// A list of earlier tries to look at and bring back: newest first, each folded away.
import { announce } from "./announcer";
import { button, element } from "./elements";
import { Refused, type LessonApi, type Try } from "./lesson_api";

export class TryList {
  readonly place = element("section", { class: "tries", tabindex: "-1", hidden: true });

  constructor(
    private readonly title: string,
    private readonly box: string,
    private readonly api: LessonApi,
    /** Puts a try back in use; true if that was done. */
    private readonly bringBack: (text: string) => Promise<boolean>,
  ) {
    this.place.setAttribute("aria-label", title);
  }

  async open(): Promise<void> {
    try {
      const { tries } = await this.api.tries(this.box);
      this.show(tries);
    } catch (problem) {
      this.say(inWords(problem));
    }
  }

  close(): void {
    this.place.hidden = true;
  }

  /** One sentence in place of the list. */
  say(words: string): void {
    this.place.replaceChildren(element("p", {}, words));
    this.place.hidden = false;
    announce(words);
  }

  private show(tries: Try[]): void {
    const rows = tries.map((one) => element("li", {}, this.row(one)));
    const none = element("p", {}, "There is nothing here yet. Code that you put away comes here.");
    this.place.replaceChildren(
      element("h3", {}, this.title),
      rows.length ? element("ol", { class: "try-list" }, ...rows) : none,
      element("div", { class: "buttons" }, button("choice", "Close this list", () => this.close())),
    );
    this.place.hidden = false;
    this.place.scrollIntoView({ block: "nearest" });
    this.place.focus();
    announce(`${this.title}: ${rows.length || "none yet"}`);
  }

  private row(one: Try): HTMLDetailsElement {
    const press = () => void this.bringBack(one.text).then((done) => done && this.close());
    return element(
      "details",
      { class: "try" },
      element("summary", {}, `${when(one.at)}: `, element("code", {}, firstLine(one.text))),
      element("pre", { class: "program", tabindex: "0" }, one.text),
      element("div", { class: "buttons" }, button("choice", "Bring this one back", press)),
    );
  }
}

export function inWords(problem: unknown): string {
  return problem instanceof Refused ? `${problem.message} ${problem.nextStep}` : "That did not work. Try again in a minute.";
}

/** The day and the time as a child says them; a stamp that is none says so. */
export function when(at: string): string {
  const day = new Date(at);
  if (Number.isNaN(day.getTime())) return "Some time ago";
  const time = day.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (day.toDateString() === new Date().toDateString()) return `Today, ${time}`;
  return `${day.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${time}`;
}

function firstLine(text: string): string {
  const line = text.split("\n").find((each) => each.trim()) ?? "";
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
