// Shows what a run prints and draws, and keeps it for the file.
import { element } from "./elements";
import { joined, type Output, type PictureOutput, type TracebackOutput } from "./notebook";
import { explain, plain, type Trouble } from "./python_words";

/** More than this is cut, with a word about it. */
const MOST_CHARACTERS = 12_000;
const MOST_PICTURES = 20;
const LARGEST_PICTURE = 400_000;
/** A program that prints this much, or shows this many pictures, is stopped. */
export const FLOOD_CHARACTERS = 300_000;
export const FLOOD_PICTURES = 300;

export class OutputView {
  readonly place = element("div", { class: "output", hidden: true });
  private readonly heading = element("p", { class: "output-heading" }, "Your code says");
  private readonly body = element("div", { class: "output-body" });
  private outputs: Output[] = [];
  private characters = 0;
  private pictures = 0;
  private text: HTMLPreElement | undefined;
  private clearNext = false;
  /** What is counted and kept but not drawn yet: a page drawn at each print would stand still. */
  private waiting: (string | (() => Node))[] = [];
  private cleared = true;
  private frame: number | undefined;

  constructor() {
    this.place.append(this.heading, this.body);
  }

  /** How much has come, cut or not. */
  get flooded(): boolean {
    return this.characters > FLOOD_CHARACTERS || this.pictures > FLOOD_PICTURES;
  }

  get kept(): Output[] {
    return this.outputs;
  }

  clear(wait = false): void {
    if (wait) {
      this.clearNext = true;
      return;
    }
    this.outputs = [];
    this.characters = this.pictures = 0;
    this.waiting = [];
    this.clearNext = this.cleared = false;
    this.draw();
  }

  /** Shows one output; gives what went wrong if it is a traceback. */
  add(output: Output): Trouble | null {
    if (this.clearNext) this.clear();
    if (output.output_type === "stream") {
      this.addText(output.name, joined(output.text));
      return null;
    }
    if (output.output_type === "error") return this.addTrouble(output);
    this.addPicture(output);
    return null;
  }

  /** Puts something of the page's own among the output, such as a question. */
  insert(node: Node): void {
    this.waiting.push(() => node);
    this.finish();
  }

  /** Draws what waits for the next frame; a run that ended calls it. */
  finish(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    if (!this.cleared) {
      this.cleared = true;
      this.text = undefined;
      this.body.replaceChildren();
      this.place.hidden = true;
    }
    for (const each of this.waiting.splice(0)) this.place.hidden = this.drawOne(each);
  }

  private drawOne(each: string | (() => Node)): false {
    if (typeof each === "string") {
      this.text ??= this.body.appendChild(element("pre", { class: "output-text" }));
      this.text.append(plain(each));
    } else {
      this.text = undefined;
      this.body.append(each());
    }
    return false;
  }

  private draw(): void {
    this.frame ??= requestAnimationFrame(() => this.finish());
  }

  /** A word of the page's own under the output. */
  say(words: string): void {
    this.insert(element("p", { class: "output-word" }, words));
  }

  private addText(name: string, text: string): void {
    // The server's own words about a flood are not for the child.
    if (name === "stderr" && text.includes("IOPub")) return this.overflow(FLOOD_CHARACTERS + 1);
    const room = MOST_CHARACTERS - this.characters;
    if (room <= 0) return this.overflow(text.length);
    const shown = text.slice(0, room);
    this.keepText(name, shown);
    const last = this.waiting.length - 1;
    if (typeof this.waiting[last] === "string") this.waiting[last] += shown;
    else this.waiting.push(shown);
    this.draw();
    this.characters += shown.length;
    if (shown.length < text.length) this.overflow(text.length - shown.length);
  }

  private overflow(more: number): void {
    const before = this.characters;
    this.characters = Math.max(this.characters, MOST_CHARACTERS) + more;
    if (before <= MOST_CHARACTERS) this.say("… and lots more! We stopped showing it here.");
  }

  private keepText(name: string, text: string): void {
    const last = this.outputs[this.outputs.length - 1];
    if (last?.output_type === "stream" && last.name === name) last.text = joined(last.text) + text;
    else this.outputs.push({ output_type: "stream", name, text });
  }

  private addPicture(output: PictureOutput): void {
    if (++this.pictures > MOST_PICTURES) {
      if (this.pictures === MOST_PICTURES + 1) this.say("… and more pictures! We stopped showing them here.");
      return;
    }
    const size = Object.values(output.data).reduce<number>((sum, part) => sum + joined(part).length, 0);
    if (size > LARGEST_PICTURE) return this.say("This picture is too big to show here.");
    this.outputs.push(output);
    this.waiting.push(() => {
      const holder = element("div", { class: "output-picture" });
      void fill(holder, output.data);
      return holder;
    });
    this.draw();
  }

  private addTrouble(output: TracebackOutput): Trouble {
    this.outputs.push(output);
    const trouble = explain(output.ename, output.evalue, output.traceback);
    const where = trouble.line ? `Look at line ${trouble.line}. ` : "";
    const said = plain(output.traceback.join("\n")) || `${output.ename}: ${output.evalue}`;
    this.insert(
      element(
        "div",
        { class: "trouble" },
        element("p", { class: "trouble-words" }, where + trouble.words),
        element(
          "details",
          {},
          element("summary", {}, "What Python said, word for word"),
          element("pre", { class: "output-text" }, said),
        ),
      ),
    );
    return trouble;
  }
}

/** Shows the richest form that is safe. */
async function fill(holder: HTMLElement, data: Record<string, unknown>): Promise<void> {
  const words = joined(data["text/plain"]);
  if (data["image/svg+xml"]) {
    const { safeSvg } = await import("./rich_output");
    const svg = safeSvg(joined(data["image/svg+xml"]), "Picture made by your code");
    if (svg) return holder.append(svg);
  }
  for (const kind of ["image/png", "image/jpeg"]) {
    if (!data[kind]) continue;
    const source = `data:${kind};base64,${joined(data[kind]).trim()}`;
    return holder.append(element("img", { src: source, alt: "Picture made by your code" }));
  }
  if (data["text/html"]) {
    const { safeHtml } = await import("./rich_output");
    return holder.append(htmlBox(safeHtml(joined(data["text/html"]))));
  }
  holder.append(element("pre", { class: "output-text" }, plain(words.slice(0, MOST_CHARACTERS))));
}

/** HTML in a box that scrolls, which a keyboard must be able to reach. */
function htmlBox(content: DocumentFragment): HTMLElement {
  const name = content.querySelector("table") ? "Table made by your code" : "Page made by your code";
  return element("div", { class: "output-html", tabindex: "0", role: "region", "aria-label": name }, content);
}
