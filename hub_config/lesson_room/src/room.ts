// The lesson room: brings the page to life and joins its parts.
import { announce } from "./announcer";
import { Club } from "./club";
import { CodePanel, type PanelRoom } from "./code_panel";
import { connectionTo } from "./connection";
import { dropDrafts, keepDraft, takeDraft } from "./draft";
import { Exercise } from "./exercise";
import { readFacts, type Progress } from "./facts";
import { Finish } from "./finish";
import { LessonKernel } from "./kernel";
import { KernelNews } from "./kernel_news";
import { ScreenKeys } from "./keys";
import { LessonApi, Refused, type ExerciseResult, type Submission } from "./lesson_api";
import { note, showSaved, withdraw } from "./notices";
import { Path } from "./path";
import { readingMenu } from "./reading";
import { isAsleep, LessonFile, type SaveState } from "./saving";
import { Scratch } from "./scratch";
import { SpatialKeys } from "./spatial";
import { Reader } from "./speech";

const CHECKING_WORDS: Record<Submission["state"], string> = {
  stored: "Waiting…",
  marking: "Checking…",
  marked: "Check",
  set_aside: "Check",
};

const NO_NETWORK = "Is the internet on? Try again in a minute.";
/** What to do first where saving waits for something else. */
const NOT_SAVED: Partial<Record<SaveState, string>> = {
  conflict: "First choose above which one to keep. Then press Check again.",
  asleep: "First press “Fetch my things” above. Then press Check again.",
  signed_out: "You are signed out. Go to “My lessons” and open this lesson again.",
};

class Room implements PanelRoom {
  readonly kernel: LessonKernel;
  private readonly facts = readFacts();
  private readonly api = new LessonApi(this.facts);
  private readonly file: LessonFile;
  private readonly news = new KernelNews(() => this.kernel.restart());
  private readonly path = new Path();
  private readonly exercises: Exercise[];
  private readonly playgrounds: CodePanel[];
  private readonly club: Club;
  private readonly scratch: Scratch;
  private readonly finish: Finish;
  private loaded = false;
  private reading: Promise<void> = Promise.resolve();

  constructor() {
    document.getElementById("reading")!.append(readingMenu());
    document.getElementById("sign-out")?.addEventListener("click", dropDrafts);
    const connection = connectionTo(this.facts);
    this.file = new LessonFile(connection, this.facts.path, (state) => this.onSaved(state));
    this.kernel = new LessonKernel(
      connection,
      this.api,
      () => this.setupCells(),
      (state) => this.news.show(state),
    );
    this.exercises = this.facts.exercises.flatMap((facts) => {
      const section = document.getElementById(`exercise-${facts.id}`);
      return section ? [new Exercise(facts, section, this, this.api, (one) => void this.check(one))] : [];
    });
    this.playgrounds = [...document.querySelectorAll<HTMLElement>(".playground .code")].map((place) => new CodePanel(place, this));
    this.club = new Club(
      this.facts,
      this.exercises.map((exercise) => exercise.help),
      () => this.file.flush(),
    );
    this.scratch = new Scratch(this, this.file, this.api, this.facts.removed);
    this.finish = new Finish(this.exercises, this.api, this.facts.home);
    this.showProgress(this.facts.progress);
  }

  async open(): Promise<void> {
    this.reading = this.load();
    // Neither needs the other to begin with; what runs first in Python waits for the file.
    await Promise.all([this.reading.then(() => this.club.begin()), this.kernel.connect()]);
    if (!this.facts.progress) this.showProgress(await this.api.progress().catch(() => null));
  }

  /** The texts of the locked cells that each new kernel runs first: the file's, when it has been read. */
  private async setupCells(): Promise<string[]> {
    await this.reading.catch(() => undefined);
    return this.loaded ? this.facts.setup.map((cell) => this.file.source(cell)) : [];
  }

  typed(cell: string, text: string): void {
    if (this.loaded) this.file.setSource(cell, text);
  }

  ran(cell: string, outputs: Parameters<PanelRoom["ran"]>[1], run: Parameters<PanelRoom["ran"]>[2]): void {
    this.file.setOutputs(cell, outputs, run.count);
    const exercise = this.exercises.find((one) => one.panels.some((panel) => panel.cell === cell));
    const stopped = run.status === "stopped";
    if (exercise) exercise.help.lastError = stopped ? (run.errorKind ?? "") : "";
    this.api.record([
      {
        lesson: this.facts.slug,
        exercise: exercise?.facts.id ?? null,
        kind: stopped ? "error" : "ran",
        error_kind: stopped ? run.errorKind : null,
      },
    ]);
  }

  offerRestart(): void {
    this.news.offerRestart();
  }

  texts(): string[] {
    const setup = this.loaded ? this.facts.setup.map((cell) => this.file.source(cell)) : [];
    return [...this.panels.map((panel) => panel.text), ...setup];
  }

  private get panels(): CodePanel[] {
    return [...this.exercises.flatMap((exercise) => exercise.panels), ...this.playgrounds, ...this.scratch.panels];
  }

  /** Reads the file. What was typed before that counts as typed after it. */
  private async load(): Promise<void> {
    const shown = new Map(this.panels.map((panel) => [panel, this.loaded ? panel.text : panel.opening]));
    await this.file.load();
    const draft = takeDraft(this.facts.version);
    if (draft) this.file.resume(draft);
    this.loaded = true;
    this.scratch.matchFile();
    for (const panel of this.panels) {
      if (panel.text !== shown.get(panel)) this.file.setSource(panel.cell, panel.text);
      else panel.show(this.file.source(panel.cell), this.file.outputs(panel.cell));
    }
    if (!this.file.dirty) showSaved("saved");
  }

  private async check(exercise: Exercise): Promise<void> {
    if (exercise.isChecking) return;
    exercise.setChecking(true, "Checking…");
    announce("Checking.");
    try {
      await this.file.flush().catch(() => {
        throw new Refused("Your work could not be saved, so we could not check it.", NOT_SAVED[this.file.standing] ?? NO_NETWORK);
      });
      const last = await this.api.check((state) => exercise.setChecking(true, CHECKING_WORDS[state.state]));
      this.showResults(exercise, last);
    } catch (problem) {
      const refused = problem instanceof Refused ? problem : new Refused("That did not work.", "Try again in a minute.");
      exercise.showTrouble(refused.message, refused.nextStep);
    } finally {
      exercise.setChecking(false);
    }
  }

  private showResults(asked: Exercise, submission: Submission): void {
    const results = new Map(submission.result?.exercises.map((result) => [result.id, result]));
    const own = results.get(asked.facts.id);
    for (const exercise of this.exercises) {
      const outcome = results.get(exercise.facts.id)?.outcome;
      if (exercise === asked || !outcome) continue;
      if (outcome === "passed") exercise.setPassed(true);
      exercise.handedIn = outcome === "for_a_person";
    }
    if (own) asked.showResult(own, this.next(asked, own));
    else asked.showTrouble("Our checker had a hiccup.", "It is not your code. Try again in a minute.");
    this.showPath();
  }

  /** Where a success leads: the next exercise that is not done, or the end. */
  private next(asked: Exercise, result: ExerciseResult): { href: string; words: string } | null {
    if (result.outcome !== "passed" && result.outcome !== "for_a_person") return null;
    const from = this.exercises.indexOf(asked);
    const others = [...this.exercises.slice(from + 1), ...this.exercises.slice(0, from)];
    const next = others.find((exercise) => !exercise.settled);
    if (!next) return { href: "#finish", words: "You did them all! See the end" };
    return { href: `#exercise-${next.facts.id}`, words: `Go on: ${next.facts.title}` };
  }

  private showProgress(progress: Progress | null): void {
    for (const row of progress?.exercises ?? []) {
      const exercise = this.exercises.find((one) => one.facts.id === row.id);
      exercise?.setPassed(row.passed);
      if (exercise) exercise.handedIn = row.settled && !row.passed;
      exercise?.hints.setTaken(row.hints_taken);
    }
    this.showPath();
  }

  private showPath(): void {
    const passed = new Set(this.exercises.filter((one) => one.passed).map((one) => one.facts.id));
    this.path.show(passed);
    this.finish.show(this.exercises.length > 0 && this.exercises.every((one) => one.settled));
  }

  private onSaved(state: SaveState): void {
    showSaved(state);
    if (state === "saved") withdraw("saving");
    if (state === "lost") note("saving", "We cannot reach the clubs’ computer, so your last changes are not saved yet. Keep this page open: we keep trying.");
    // Python is out of reach then, too, and the internet is not why.
    if (state === "signed_out") withdraw("kernel");
    if (state === "signed_out") note("saving", "You are signed out, so your last changes are not saved. Go to “My lessons” and open this lesson again.");
    if (state === "asleep") this.offerToFetch();
    if (state === "conflict") this.askWhichToKeep();
  }

  /** The child's server was put away: loading the page brings it back, with what was typed here. */
  private offerToFetch(): void {
    withdraw("kernel");
    note("saving", "Your things were put away, because nothing happened here for a while. What you wrote is safe: keep this page open.", {
      words: "Fetch my things",
      press: () => {
        const draft = this.file.draft;
        if (draft === null || keepDraft(draft, this.facts.version)) return location.reload();
        note("saving", "This browser has no room to keep what you wrote. Copy it first, then load this page again.");
      },
    });
  }

  private askWhichToKeep(first = "This lesson is open in another window too, and something was written there."): void {
    note(
      "saving",
      `${first} Which one shall we keep? The other goes to your earlier tries.`,
      { words: "Keep what I see here", press: () => void this.choose("mine") },
      { words: "Use the other one", press: () => void this.choose("theirs") },
    );
  }

  /** Keeps one window's work; the other's answers go to the earlier tries first, so that nothing is lost. */
  private async choose(kept: "mine" | "theirs"): Promise<void> {
    try {
      const theirs = await this.file.theirs();
      for (const { facts, answer } of this.exercises) {
        const other = answer && theirs.get(answer.cell);
        if (!answer || other === undefined || other === answer.text) continue;
        const losing = kept === "mine" ? other : answer.text;
        if (losing.trim()) await this.api.keepTry(`exercises/${facts.id}`, losing);
      }
    } catch {
      return this.askWhichToKeep("We could not put the other one away just now, so nothing was changed. Try again in a minute.");
    }
    if (kept === "mine") return this.file.keepMine();
    this.file.forget();
    location.reload();
  }

  /** Another window wrote while this one only watched: show what it wrote. */
  async lookAgain(): Promise<void> {
    if (!this.loaded) return;
    try {
      if (await this.file.isStale()) await this.load();
    } catch (problem) {
      // Woken after a long sleep, with nothing unsaved: back to where the child was.
      if (isAsleep(problem) && !this.file.dirty) location.reload();
    }
  }
}

// A page that comes back from the browser's own memory may be another child's.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

const room = new Room();
new ScreenKeys();
new SpatialKeys();
new Reader([...document.querySelectorAll<HTMLElement>(".story")]);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void room.lookAgain());
window.addEventListener("online", () => void room.kernel.wake());
room.open().catch(() => {
  note("opening", "The lesson could not start. Is the internet on?", { words: "Try again", press: () => location.reload() });
});
