// The child's own corner: code boxes of their own, which no exercise asks for and nobody checks.
import { announce } from "./announcer";
import { Asking } from "./asking";
import { CodePanel, type PanelRoom } from "./code_panel";
import { button, element } from "./elements";
import type { LessonApi } from "./lesson_api";
import { joined, type Cell } from "./notebook";
import { isOwn, MOST_BOXES, ownCell } from "./own_cells";
import type { LessonFile } from "./saving";
import { inWords, TryList } from "./try_list";

const BOX = "own-code";

export class Scratch {
  private boxes: OwnBox[];
  private readonly section = document.getElementById("own-code")!;
  private readonly holder = document.getElementById("own-boxes")!;
  private readonly addButton = button("choice", "Add a code box", () => this.add(""));
  private readonly keptButton = button("choice", "Boxes I removed", () => void this.kept.open());
  private readonly word = element("p", { class: "own-word", hidden: true }, "That is as many boxes as fit here. Remove one to make room.");
  private readonly kept: TryList;

  constructor(
    private readonly room: PanelRoom,
    private readonly file: LessonFile,
    private readonly api: LessonApi,
    removedBefore: boolean,
  ) {
    this.kept = new TryList("Boxes I removed", BOX, api, (text) => Promise.resolve(this.add(text)));
    this.boxes = [...this.holder.querySelectorAll<HTMLElement>(".own-box")].map((place) => this.bring(place));
    this.keptButton.hidden = !removedBefore;
    this.section.append(this.word, element("div", { class: "buttons" }, this.addButton, this.keptButton), this.kept.place);
    this.offer();
  }

  get panels(): CodePanel[] {
    return this.boxes.map((box) => box.panel);
  }

  /** Shows the boxes that the file has: another window may have added or removed some. */
  matchFile(): void {
    const cells = this.file.cells.filter(isOwn);
    for (const box of this.boxes) if (!cells.some((cell) => cell.id === box.panel.cell)) box.place.remove();
    this.boxes = cells.map((cell) => this.boxes.find((box) => box.panel.cell === cell.id) ?? this.make(cell));
    this.offer();
  }

  /** A new box at the end of the file; false where it is full. */
  private add(text: string): boolean {
    if (this.boxes.length >= MOST_BOXES) {
      announce(this.word.textContent!);
      return false;
    }
    const cell = ownCell(newId(), text);
    if (!this.file.addCell(cell)) return false;
    const box = this.make(cell);
    this.boxes.push(box);
    this.offer();
    box.place.scrollIntoView({ block: "nearest" });
    box.panel.focus();
    announce("A code box of your own is there.");
    return true;
  }

  private make(cell: Cell): OwnBox {
    const place = ownBox(cell.id, joined(cell.source), this.boxes.length + 1);
    this.holder.append(place);
    const box = this.bring(place);
    box.panel.show(joined(cell.source), cell.outputs ?? []);
    return box;
  }

  private bring(place: HTMLElement): OwnBox {
    const panel = new CodePanel(place.querySelector<HTMLElement>(".code")!, this.room);
    return new OwnBox(place, panel, (box) => this.remove(box));
  }

  /** The code is put away before its box goes. Fails, and nothing is removed, where it cannot be. */
  private async remove(box: OwnBox): Promise<void> {
    let text: string;
    do {
      text = box.panel.text;
      if (text.trim()) await this.api.keepTry(BOX, text);
    } while (box.panel.text !== text);
    if (text.trim()) this.keptButton.hidden = false;
    this.file.removeCell(box.panel.cell);
    this.boxes = this.boxes.filter((other) => other !== box);
    box.place.remove();
    this.kept.close();
    this.offer();
    this.addButton.focus();
    announce("The box is removed.");
  }

  private offer(): void {
    const full = this.boxes.length >= MOST_BOXES;
    this.addButton.hidden = full;
    this.word.hidden = !full;
  }
}

const ASKED = {
  words: "Remove this box? Its code goes to “Boxes I removed”. You can bring it back.",
  yes: "Remove it",
  no: "Keep it",
};

/** One box, with the button that removes it. */
class OwnBox {
  private readonly asking = new Asking();
  private readonly word = element("p", { class: "own-word", hidden: true });

  constructor(
    readonly place: HTMLElement,
    readonly panel: CodePanel,
    private readonly remove: (box: OwnBox) => Promise<void>,
  ) {
    panel.row.append(button("choice", "Remove this box", () => void this.ask()));
    panel.row.after(this.asking.place, this.word);
  }

  private async ask(): Promise<void> {
    if (this.panel.busy) return this.say("Your code is still running. Press Stop first.");
    this.say("");
    if (!(await this.asking.ask(ASKED))) return;
    await this.remove(this).catch((problem) => this.say(inWords(problem)));
  }

  private say(words: string): void {
    this.word.textContent = words;
    this.word.hidden = !words;
    if (words) announce(words);
  }
}

/** The same as the server writes for a box that was there when the page came. */
function ownBox(cell: string, text: string, number: number): HTMLElement {
  const label = `Your own code ${number}`;
  const area = element("textarea", { class: "code-text", id: `code-${cell}`, rows: "4", spellcheck: "false", "data-label": label });
  area.defaultValue = text;
  const name = element("label", { class: "code-label", for: `code-${cell}` }, label);
  return element("div", { class: "own-box" }, element("div", { class: "code", "data-cell": cell }, name, area));
}

/** As nbformat makes them: eight signs. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
