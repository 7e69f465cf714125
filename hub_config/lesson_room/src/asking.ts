// Asks before something is changed, in the place where it will happen.
import { announce } from "./announcer";
import { button, element } from "./elements";

export interface Choices {
  words: string;
  yes: string;
  no: string;
}

export class Asking {
  readonly place = element("div", { class: "asking", role: "group", hidden: true });
  private settle: ((yes: boolean) => void) | undefined;
  private cameFrom: Element | null = null;

  constructor() {
    this.place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.settle) return;
      event.preventDefault();
      event.stopPropagation();
      this.answer(false);
    });
  }

  /** True once the child says yes. What is safe has the focus; Escape is no; asking again takes back what was asked. */
  ask({ words, yes, no }: Choices): Promise<boolean> {
    this.answer(false);
    this.cameFrom = document.activeElement;
    const keep = button("choice", no, () => this.answer(false));
    this.place.setAttribute("aria-label", words);
    this.place.replaceChildren(
      element("p", {}, words),
      element("div", { class: "buttons" }, button("choice", yes, () => this.answer(true)), keep),
    );
    this.place.hidden = false;
    this.place.scrollIntoView({ block: "nearest" });
    keep.focus();
    announce(words);
    return new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  private answer(yes: boolean): void {
    const settle = this.settle;
    if (!settle) return;
    this.settle = undefined;
    this.place.hidden = true;
    if (!yes && this.cameFrom instanceof HTMLElement) this.cameFrom.focus();
    settle(yes);
  }
}
