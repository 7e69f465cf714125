// What was typed and could not be saved, kept over one reload of this window: its server was put
// away and must be fetched. Taken out again at once, and never another child's or another lesson's.
import type { Cell } from "./notebook";

export interface Draft {
  /** When the file was last known to have been written, as its server says it. */
  seen: string;
  /** Without outputs: they come again when the child presses Run. */
  cells: Cell[];
}

const KEPT_AS = "unsaved:";

/** The address names the child and the lesson. */
function name(): string {
  return KEPT_AS + location.pathname;
}

/** False where the browser keeps nothing, or has no room for it. */
export function keepDraft(draft: Draft): boolean {
  try {
    sessionStorage.setItem(name(), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** The draft of this child's lesson; whatever else was left in this window goes, too. */
export function takeDraft(): Draft | null {
  try {
    const kept = sessionStorage.getItem(name());
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEPT_AS)) sessionStorage.removeItem(key);
    return kept === null ? null : (JSON.parse(kept) as Draft);
  } catch {
    return null;
  }
}
