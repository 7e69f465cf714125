// Keeps the lesson's file as the child types: debounced, retried, never over the work
// of another window.
import { Drive } from "@jupyterlab/services/lib/contents";
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
import { NOT_RUNNING } from "./connection";
import type { Draft } from "./draft";
import { joined, type Cell, type Notebook, type Output } from "./notebook";
import { hasCellName, isEditable, isOwn, MOST_BOXES, ownCell } from "./own_cells";

export type SaveState = "saved" | "saving" | "lost" | "conflict" | "signed_out" | "asleep";

const QUIET_MS = 700;
const LONGEST_WAIT_MS = 4000;
const RETRY_MS = [2000, 4000, 8000, 15000];
/** Browsers let a page that is being left send no more than this. */
const PARTING_BYTES = 60_000;

class ChangedElsewhere extends Error {}

export class LessonFile {
  private readonly drive: Drive;
  private notebook!: Notebook;
  private seen = "";
  private timer: number | undefined;
  private dirtySince = 0;
  private writing: Promise<void> | undefined;
  private misses = 0;
  /** The sources of a write that was sent and never answered. */
  private unanswered: string | undefined;
  private state: SaveState = "saved";

  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly path: string,
    private readonly tell: (state: SaveState) => void,
  ) {
    this.drive = new Drive({ serverSettings: settings });
    window.addEventListener("pagehide", () => this.part());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.flush().catch(() => undefined);
    });
    window.addEventListener("online", () => this.state === "lost" && void this.write());
  }

  async load(): Promise<void> {
    const file = await this.drive.get(this.path, { type: "notebook", format: "json", content: true });
    this.notebook = file.content as Notebook;
    this.seen = file.last_modified;
  }

  /** How saving stands. */
  get standing(): SaveState {
    return this.state;
  }

  /** The texts of the file as another window has left it, by cell. Fails if it cannot be read. */
  async theirs(): Promise<Map<string, string>> {
    const file = await this.drive.get(this.path, { type: "notebook", format: "json", content: true });
    return new Map((file.content as Notebook).cells.map((cell) => [cell.id, joined(cell.source)]));
  }

  /** What is not saved, to be given to `resume` after this page was loaded anew; null if all is. */
  get draft(): Draft | null {
    if (!this.dirty && !this.writing) return null;
    return { seen: this.seen, cells: this.notebook.cells.map((cell) => (cell.outputs ? { ...cell, outputs: [] } : cell)) };
  }

  /**
   * Takes a draft up: to be called after `load`. If the file was written since, the child is asked which to keep.
   * Of the draft only the text counts, and only of what the file lets a child write; a box of the child's own that
   * the file has not yet is made anew.
   */
  resume(draft: Draft): void {
    for (const cell of draft.cells) {
      const there = this.cell(cell.id);
      if (there && isEditable(there)) this.setSource(cell.id, joined(cell.source));
      if (!there && this.hasRoomFor(cell)) this.addCell(ownCell(cell.id, joined(cell.source)));
    }
    this.seen = draft.seen;
  }

  source(id: string): string {
    return joined(this.cell(id)?.source);
  }

  outputs(id: string): Output[] {
    return this.cell(id)?.outputs ?? [];
  }

  setSource(id: string, text: string): void {
    const cell = this.cell(id);
    if (!cell || joined(cell.source) === text) return;
    cell.source = text;
    this.changed();
  }

  /** The cells of the file, none before it was read. */
  get cells(): readonly Cell[] {
    return this.seen ? this.notebook.cells : [];
  }

  /** Puts a cell at the end; false before the file was read. */
  addCell(cell: Cell): boolean {
    if (!this.seen) return false;
    this.notebook.cells.push(cell);
    this.changed();
    return true;
  }

  removeCell(id: string): void {
    if (!this.cell(id)) return;
    this.notebook.cells = this.notebook.cells.filter((cell) => cell.id !== id);
    this.changed();
  }

  setOutputs(id: string, outputs: Output[], count: number | null): void {
    const cell = this.cell(id);
    if (!cell) return;
    cell.outputs = outputs;
    cell.execution_count = count;
    this.changed();
  }

  get dirty(): boolean {
    return this.dirtySince > 0;
  }

  /** Saves what is not saved yet; fails if that cannot be done now. */
  async flush(): Promise<void> {
    while (this.dirty || this.writing) {
      window.clearTimeout(this.timer);
      await this.write();
      // More may have been typed or printed meanwhile; only a write that failed is one.
      if (this.dirty && this.state !== "saving") throw new Error("not saved");
    }
  }

  /** Another window wrote this file, and this one has nothing unsaved. */
  async isStale(): Promise<boolean> {
    if (this.dirty || this.writing) return false;
    const file = await this.drive.get(this.path, { content: false });
    return !this.dirty && file.last_modified !== this.seen;
  }

  /** The child chose this window's work over the other's. */
  async keepMine(): Promise<void> {
    this.seen = (await this.drive.get(this.path, { content: false })).last_modified;
    this.set("saving");
    await this.write();
  }

  /** The child chose the other window's work: what is here is not saved any more. */
  forget(): void {
    window.clearTimeout(this.timer);
    this.dirtySince = 0;
  }

  private hasRoomFor(cell: Cell): boolean {
    return isOwn(cell) && hasCellName(cell) && this.notebook.cells.filter(isOwn).length < MOST_BOXES;
  }

  private cell(id: string): Cell | undefined {
    return this.notebook?.cells.find((cell) => cell.id === id);
  }

  private changed(): void {
    const now = Date.now();
    this.dirtySince ||= now;
    if (this.state === "conflict" || this.state === "signed_out") return;
    if (this.state !== "lost" && this.state !== "asleep") this.set("saving");
    window.clearTimeout(this.timer);
    const wait = Math.min(QUIET_MS, Math.max(0, this.dirtySince + LONGEST_WAIT_MS - now));
    this.timer = window.setTimeout(() => void this.write(), wait);
  }

  /** One write at a time; a change during it leads to another. */
  private async write(): Promise<void> {
    while (this.writing) await this.writing;
    if (!this.dirty || this.state === "conflict") return;
    this.writing = this.writeOnce().finally(() => {
      this.writing = undefined;
    });
    await this.writing;
  }

  private async writeOnce(): Promise<void> {
    const began = this.dirtySince;
    this.dirtySince = 0;
    try {
      await this.mindOthers();
      this.unanswered = sources(this.notebook);
      const file = await this.drive.save(this.path, { type: "notebook", format: "json", content: this.notebook });
      this.seen = file.last_modified;
      this.unanswered = undefined;
      this.misses = 0;
      this.set(this.dirty ? "saving" : "saved");
    } catch (problem) {
      this.dirtySince ||= began;
      this.missed(problem);
    }
  }

  /** Fails if another window wrote the file; our own write whose answer was lost does not count. */
  private async mindOthers(): Promise<void> {
    const there = await this.drive.get(this.path, { content: this.unanswered !== undefined });
    if (there.last_modified === this.seen) return;
    if (!there.content || sources(there.content as Notebook) !== this.unanswered) throw new ChangedElsewhere();
    this.seen = there.last_modified;
  }

  private missed(problem: unknown): void {
    const status = problem instanceof ServerConnection.ResponseError ? problem.response.status : 0;
    if (problem instanceof ChangedElsewhere) return this.set("conflict");
    if (status === 401 || status === 403) return this.set("signed_out");
    this.set(isAsleep(problem) ? "asleep" : "lost");
    window.clearTimeout(this.timer);
    const wait = RETRY_MS[Math.min(this.misses++, RETRY_MS.length - 1)];
    this.timer = window.setTimeout(() => void this.write(), wait);
  }

  /** The page is being left: send what is unsaved in a request that outlives it. */
  private part(): void {
    if (!this.dirty || this.state === "conflict") return;
    let body = this.asRequest();
    if (body.length > PARTING_BYTES) {
      for (const cell of this.notebook.cells) if (cell.outputs) cell.outputs = [];
      body = this.asRequest();
    }
    const sent = this.settings.fetch(`${this.settings.baseUrl}api/contents/${this.path}`, {
      method: "PUT",
      body,
      keepalive: true,
      headers: { "Content-Type": "application/json" },
    });
    // Nobody is left to hear that it failed.
    sent.catch(() => undefined);
  }

  private asRequest(): string {
    return JSON.stringify({ type: "notebook", format: "json", content: this.notebook });
  }

  private set(state: SaveState): void {
    if (state === this.state) return;
    this.state = state;
    this.tell(state);
  }
}

/** Whether a call failed because the child's server does not run: it was put away, or it died. */
export function isAsleep(problem: unknown): boolean {
  return problem instanceof ServerConnection.ResponseError && problem.response.status === NOT_RUNNING;
}

function sources(notebook: Notebook): string {
  return JSON.stringify(notebook.cells.map((cell) => [cell.id, joined(cell.source)]));
}
