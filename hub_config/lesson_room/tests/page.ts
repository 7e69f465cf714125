// A page for what is tested, in happy-dom: import it first. Timers stay node's own,
// so that a test can move the clock.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Window } from "happy-dom";

export const browser = new Window({ url: "http://hub.test/user/learner/lesson/hello-robot", width: 1280, height: 800 });

/** What node has too and the page must have from its browser; the rest stays node's. */
const BROWSERS = new Set(["Event", "EventTarget", "CustomEvent", "navigator", "localStorage", "sessionStorage"]);

function lend(): void {
  const shared = globalThis as unknown as Record<string, unknown>;
  const seen = new Set<string>();
  for (let level: object | null = browser; level && level !== Object.prototype; level = Object.getPrototypeOf(level) as object | null) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (seen.has(name) || (name in shared && !BROWSERS.has(name))) continue;
      seen.add(name);
      const value = (browser as unknown as Record<string, unknown>)[name];
      const isMethod = typeof value === "function" && !/^[A-Z]/.test(name);
      Object.defineProperty(shared, name, {
        value: isMethod ? (value as (...given: unknown[]) => unknown).bind(browser) : value,
        configurable: true,
        writable: true,
      });
    }
  }
  shared.window = shared.self = globalThis;
  // Drawn when the clock says so, as timers are.
  shared.requestAnimationFrame = (draw: () => void) => setTimeout(draw, 16);
  shared.cancelAnimationFrame = (id: number) => clearTimeout(id);
}

lend();

/** The body that the room's server sends, as far as the parts under test look at it. */
export const BODY = `
  <p id="saved"></p><div id="reading"></div>
  <nav><ol id="path">
    <li class="stone" data-exercise="greet"><a href="#exercise-greet"><span class="stone-face">1</span><span class="stone-state"></span></a></li>
    <li class="stone" data-exercise="add"><a href="#exercise-add"><span class="stone-face">2</span><span class="stone-state"></span></a></li>
  </ol></nav>
  <main id="lesson"><p id="counted"></p><span id="where"></span><div id="notes"></div></main>
  <div id="announcer" role="status"></div>`;
document.body.innerHTML = BODY;

/** A file of the room's own, by its path in the room's folder. */
export function roomFile(...path: string[]): string {
  return readFileSync(join(process.env.ROOM!, ...path), "utf8");
}
