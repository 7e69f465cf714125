// The way through the lesson: stones that fill, and the turtle that waits at the first
// one that is not done.
import { sign } from "./signs";

export class Path {
  private readonly list = document.getElementById("path")!;
  private readonly counted = document.getElementById("counted")!;
  private readonly where = document.getElementById("where")!;
  private readonly stones = [...this.list.querySelectorAll<HTMLElement>(".stone")];

  constructor() {
    this.list.style.setProperty("--steps", String(this.stones.length));
    this.watch();
  }

  show(passed: Set<string>): void {
    for (const stone of this.stones) {
      const done = passed.has(stone.dataset.exercise!);
      stone.classList.toggle("done", done);
      stone.querySelector(".stone-face")!.replaceChildren(done ? sign("star") : String(this.stones.indexOf(stone) + 1));
      stone.querySelector(".stone-state")!.textContent = done ? ", done" : "";
    }
    const first = this.stones.findIndex((stone) => !passed.has(stone.dataset.exercise!));
    const walked = first < 0 ? this.stones.length : first;
    this.list.style.setProperty("--walked", String(walked));
    this.list.classList.toggle("finished", walked === this.stones.length);
    this.counted.textContent = `${passed.size} of ${this.stones.length} exercises done`;
  }

  /** Marks the stone of the exercise that is in view: "exercise 2 of 5". */
  private watch(): void {
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) this.here((entry.target as HTMLElement).dataset.exercise!);
      },
      { rootMargin: "-35% 0px -55% 0px" },
    );
    for (const section of document.querySelectorAll(".exercise")) watcher.observe(section);
  }

  private here(exercise: string): void {
    const number = this.stones.findIndex((stone) => stone.dataset.exercise === exercise) + 1;
    this.where.textContent = `Exercise ${number} of ${this.stones.length}`;
    for (const stone of this.stones) {
      const link = stone.querySelector("a")!;
      if (stone.dataset.exercise === exercise) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
  }
}
