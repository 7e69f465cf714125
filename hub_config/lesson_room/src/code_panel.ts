// One code box with its Run and Stop buttons and what the code says.
import { announce } from "./announcer";
import { CodeBox } from "./editor";
import { button, element } from "./elements";
import type { LessonKernel, Listener, Run } from "./kernel";
import { joined, type Output } from "./notebook";
import { OutputView } from "./output_view";
import type { Trouble } from "./python_words";
import { question } from "./question";
import { tidied } from "./tidy_text";

const LONG_RUN_MS = 8000;
const BROKEN_OFF = {
  gone: "Python stopped in the middle of your code.",
  lost: "We lost touch with Python in the middle of your code. Is the internet on? Press Run to try again.",
};

/** What the room does for a panel. */
export interface PanelRoom {
  kernel: LessonKernel;
  typed(cell: string, text: string): void;
  ran(cell: string, outputs: Output[], run: Run): void;
  offerRestart(): void;
  /** The code of every cell as it stands. */
  texts(): Iterable<string>;
}

export class CodePanel {
  readonly cell: string;
  /** The source as the server sent it, before anybody typed. */
  readonly opening: string;
  /** Whether an exercise's answer is written here. */
  readonly marked: boolean;
  readonly row = element("div", { class: "buttons" });
  private readonly locked: boolean;
  private readonly box: CodeBox;
  private readonly output = new OutputView();
  private readonly runButton = button("run", "Run", () => void this.run());
  private readonly stopButton = button("stop", "Stop", () => void this.stop());
  private running = false;
  private stopping = false;
  private trouble: Trouble | null = null;
  private openQuestion: (() => void) | undefined;

  constructor(
    place: HTMLElement,
    private readonly room: PanelRoom,
  ) {
    this.cell = place.dataset.cell!;
    this.marked = place.dataset.marked !== undefined;
    const area = place.querySelector("textarea")!;
    this.opening = tidied(area.defaultValue);
    this.locked = area.readOnly;
    this.box = new CodeBox(area, {
      changed: (text) => room.typed(this.cell, text),
      run: () => void this.run(),
      texts: () => room.texts(),
    });
    this.stopButton.hidden = true;
    this.row.append(this.runButton, this.stopButton);
    place.append(this.row, this.output.place);
  }

  get text(): string {
    return this.box.text;
  }

  /** Shows the file's source and what it last printed. */
  show(source: string, outputs: Output[]): void {
    this.box.text = source;
    if (this.running) return;
    this.output.clear();
    for (const output of outputs) this.output.add(output);
    this.output.finish();
  }

  /** Whether its code is running. */
  get busy(): boolean {
    return this.running;
  }

  /** Puts other code in the box, as if it were typed. */
  rewrite(text: string): void {
    this.box.text = text;
  }

  focus(): void {
    this.box.focus();
  }

  async run(): Promise<void> {
    if (this.running) return;
    this.begin();
    const slow = window.setTimeout(() => this.saySlow(), LONG_RUN_MS);
    try {
      const run = await this.room.kernel.run(this.box.text, this.listener());
      this.finish(run);
    } catch {
      this.sayBrokenOff("Python could not be reached. Is the internet on? Press Run to try again.");
    } finally {
      window.clearTimeout(slow);
      this.end();
    }
  }

  private begin(): void {
    this.running = true;
    this.stopping = false;
    this.trouble = null;
    this.output.clear();
    this.output.finish();
    this.box.lookAt(null);
    const hadFocus = document.activeElement === this.runButton;
    this.runButton.hidden = true;
    this.stopButton.hidden = false;
    if (hadFocus) this.stopButton.focus();
    this.row.classList.add("running");
  }

  private end(): void {
    this.running = false;
    this.openQuestion?.();
    this.openQuestion = undefined;
    const hadFocus = document.activeElement === this.stopButton;
    this.runButton.hidden = false;
    this.stopButton.hidden = true;
    if (hadFocus) this.runButton.focus();
    this.row.classList.remove("running");
  }

  private listener(): Listener {
    return {
      output: (output) => {
        this.trouble = this.output.add(output) ?? this.trouble;
        if (this.output.flooded) void this.stopFlood();
      },
      clear: (wait) => this.output.clear(wait),
      ask: (words, answer) => {
        const { form, close } = question(words, (said) => {
          answer(said);
          // The box goes; who answered stays where the program can be stopped.
          this.stopButton.focus();
        });
        this.openQuestion = () => close();
        this.output.insert(form);
        form.querySelector("input")!.focus();
        announce(`Your code asks: ${words}`);
      },
    };
  }

  private finish(run: Run): void {
    this.output.finish();
    if (run.status === "gone" || run.status === "lost") {
      this.sayBrokenOff(BROKEN_OFF[run.status]);
      if (run.status === "gone") this.room.offerRestart();
      return;
    }
    if (run.status === "ok" && this.output.place.hidden) {
      this.output.say(this.locked ? "That worked. You can begin!" : "It ran. It did not print anything.");
    }
    this.box.lookAt(this.trouble?.line ?? null);
    this.output.place.scrollIntoView({ block: "nearest" });
    announce(spoken(this.output.kept, this.trouble));
    this.room.ran(this.cell, this.output.kept, run);
  }

  private sayBrokenOff(words: string): void {
    this.output.say(words);
    announce(words);
  }

  private async stop(): Promise<void> {
    this.stopping = true;
    await this.room.kernel.stop().catch(() => this.room.offerRestart());
    window.setTimeout(() => {
      if (this.running && this.stopping) this.room.offerRestart();
    }, 4000);
  }

  private async stopFlood(): Promise<void> {
    if (this.stopping) return;
    this.output.say("Your code printed so much that we stopped it. Is there a loop that never ends?");
    await this.stop();
  }

  private saySlow(): void {
    if (this.running && !this.openQuestion) {
      announce("Your code is still running. Press Stop if it never ends.");
      this.row.classList.add("slow");
    }
  }
}

/** What a listener hears after a run: the end of it matters most. */
function spoken(outputs: Output[], trouble: Trouble | null): string {
  if (trouble) return `${trouble.line ? `Look at line ${trouble.line}. ` : ""}${trouble.words}`;
  const text = outputs.map((output) => (output.output_type === "stream" ? joined(output.text) : "")).join("");
  const pictures = outputs.filter((output) => output.output_type === "display_data").length;
  const seen = pictures ? " There is a picture." : "";
  if (!text) return `Your code ran.${seen}`;
  const lines = text.trimEnd().split("\n").length;
  return `Your code ran and printed ${lines === 1 ? "one line" : `${lines} lines`}: ${text.slice(-300)}${seen}`;
}
