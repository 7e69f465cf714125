// The end of the lesson: what was made, what was learnt, the certificate, and what comes next.
import { element } from "./elements";
import type { LessonApi } from "./lesson_api";
import type { Progress } from "./facts";

/** An exercise as the finish page needs it. */
export interface Finished {
  readonly facts: { title: string };
  readonly section: HTMLElement;
}

export class Finish {
  private readonly panel = document.getElementById("finish")!;
  private readonly made = document.getElementById("made")!;
  private readonly nextPlace = document.getElementById("next-lesson")!;
  private asked = false;
  /** The frame in which pictures will be gathered next; 0 for none. */
  private drawing = 0;

  constructor(
    private readonly exercises: Finished[],
    private readonly api: LessonApi,
    private readonly home: string,
  ) {
    // Pictures come in their own time, and a program may be changed and run again after the end.
    const watcher = new MutationObserver(() => this.gatherSoon());
    for (const { section } of exercises) {
      for (const output of section.querySelectorAll(".output")) watcher.observe(output, { childList: true, subtree: true });
    }
  }

  /** The end is there once every exercise is passed. */
  show(done: boolean): void {
    this.panel.hidden = !done;
    if (!done) return;
    this.gather();
    if (!this.asked) void this.askForNext();
  }

  private gatherSoon(): void {
    if (this.panel.hidden || this.drawing) return;
    this.drawing = window.requestAnimationFrame(() => {
      this.drawing = 0;
      this.gather();
    });
  }

  /** Copies of the last picture that each exercise drew. */
  private gather(): void {
    const pictures = this.exercises.flatMap(({ facts, section }) => {
      const drawn = [...section.querySelectorAll(".output-picture > :is(svg, img)")].pop();
      if (!drawn) return [];
      return [element("figure", {}, drawn.cloneNode(true), element("figcaption", {}, facts.title))];
    });
    this.made.querySelector(".made-pictures")!.replaceChildren(...pictures);
    this.made.hidden = pictures.length === 0;
  }

  /** Which lesson is next. Without an answer the way home is enough. */
  private async askForNext(): Promise<void> {
    this.asked = true;
    const progress: Progress | null = await this.api.progress().catch(() => null);
    if (progress === null) this.asked = false;
    if (!progress?.next) return;
    const { slug, title } = progress.next;
    const address = `${this.home}lessons/${encodeURIComponent(slug)}/open`;
    this.nextPlace.replaceChildren(element("a", { class: "button button-run", href: address }, `Next: ${title}`));
    this.nextPlace.hidden = false;
  }
}
