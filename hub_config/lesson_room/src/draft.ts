// What was typed and could not be saved, kept over one reload of this window: its server was put
// away and must be fetched. Taken out again at once, and never another child's, another lesson's or
// another release's, nor after a day.
import type { Cell } from "./notebook";

export interface Draft {
  /** When the file was last known to have been written, as its server says it. */
  seen: string;
  /** Without outputs: they come again when the child presses Run. */
  cells: Cell[];
}

interface Kept extends Draft {
  /** Of the lesson. */
  version: string;
  /** In milliseconds since 1970, by this computer's clock. */
  keptAt: number;
}

const KEPT_AS = "unsaved:";
const LASTS_MS = 24 * 3600 * 1000;

/** The address names the child and the lesson. */
function name(): string {
  return KEPT_AS + location.pathname;
}

/** False where the browser keeps nothing, or has no room for it. */
export function keepDraft(draft: Draft, version: string): boolean {
  const kept: Kept = { ...draft, version, keptAt: Date.now() };
  try {
    sessionStorage.setItem(name(), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** The draft of this child's lesson in this version; whatever else was left in this window goes, too. */
export function takeDraft(version: string): Draft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(name()) ?? "null");
    dropDrafts();
    return isDraft(kept) && kept.version === version && isFresh(kept.keptAt) ? { seen: kept.seen, cells: kept.cells } : null;
  } catch {
    dropDrafts();
    return null;
  }
}

/** Leaves nothing of anybody's in this window. */
export function dropDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEPT_AS)) sessionStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing.
  }
}

/** A clock that was put back keeps nothing for longer. */
function isFresh(keptAt: number): boolean {
  const age = Date.now() - keptAt;
  return age >= 0 && age <= LASTS_MS;
}

/** What lies in a browser may have been put there by anything. */
function isDraft(kept: unknown): kept is Kept {
  if (!isRecord(kept)) return false;
  const { seen, cells, version, keptAt } = kept;
  if (typeof seen !== "string" || typeof version !== "string" || typeof keptAt !== "number") return false;
  return Array.isArray(cells) && cells.every((cell) => isRecord(cell) && typeof cell.id === "string" && isRecord(cell.metadata));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
