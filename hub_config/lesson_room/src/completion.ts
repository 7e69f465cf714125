// Offers names that the child used already, and Python's commonest words.
// Tab takes the first one offered; Enter only one that was chosen with the arrows, so
// that it never swallows a new line; Escape closes.
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionStatus,
  moveCompletionSelection,
  selectedCompletionIndex,
  setSelectedCompletion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { keymap, type EditorView } from "@codemirror/view";
import { scan } from "./code_scan";

export const COMMON = (
  "False None True abs and bool break continue def dict elif else enumerate float for from if import in input int len list " +
  "max min not or pass print random range return reversed round set sorted str sum type while"
).split(" ");

const NAME = /(\.?)\s*\b([\p{L}_][\p{L}\p{N}_]*)/gu;
const SHORTEST = 2;

/** Names that the cells use, as often as they do; those behind a dot apart. */
export function usedNames(texts: Iterable<string>): { plain: Map<string, number>; dotted: Map<string, number> } {
  const found = { plain: new Map<string, number>(), dotted: new Map<string, number>() };
  for (const text of texts) {
    for (const [, dot, name] of scan(text).bare.matchAll(NAME)) {
      const place = dot ? found.dotted : found.plain;
      place.set(name, (place.get(name) ?? 0) + 1);
    }
  }
  return found;
}

/** The source of offers; `texts` gives the code of every cell as it stands. */
export function offers(texts: () => Iterable<string>): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
    if (!word || word.to - word.from < SHORTEST || inWords(context)) return null;
    const dotted = context.state.sliceDoc(Math.max(0, word.from - 1), word.from) === ".";
    const used = usedNames(texts());
    const names = new Set(dotted ? used.dotted.keys() : [...used.plain.keys(), ...COMMON]);
    // What is being written counts as used, too; once is only here.
    const own = (dotted ? used.dotted : used.plain).get(word.text) ?? 0;
    if (own <= 1 && !COMMON.includes(word.text)) names.delete(word.text);
    const fitting = [...names].filter((name) => name.length >= SHORTEST && name.startsWith(word.text) && name !== word.text);
    return fitting.length ? { from: word.from, options: fitting.sort().map((label) => ({ label })), filter: false } : null;
  };
}

/** In a comment or between quotes nothing is offered. */
function inWords(context: CompletionContext): boolean {
  for (let node: ReturnType<typeof inner> | null = inner(context); node; node = node.parent) {
    if (/^(?:String|Comment|FormatString)$/.test(node.name)) return true;
    if (node.name === "FormatReplacement") return false;
  }
  return false;
}

function inner(context: CompletionContext) {
  return syntaxTree(context.state).resolveInner(context.pos, -1);
}

/** Takes what is chosen, or else the first that is offered. */
function takeOffered(view: EditorView): boolean {
  if (completionStatus(view.state) !== "active") return false;
  if (selectedCompletionIndex(view.state) === null) view.dispatch({ effects: setSelectedCompletion(0) });
  return acceptCompletion(view);
}

/** Closes what is seen; an offer that is still being thought of keeps no Escape for itself. */
function closeOffered(view: EditorView): boolean {
  const seen = completionStatus(view.state) === "active";
  return closeCompletion(view) && seen;
}

export function completion(texts: () => Iterable<string>): Extension {
  return [
    autocompletion({
      override: [offers(texts)],
      icons: false,
      selectOnOpen: false,
      defaultKeymap: false,
      maxRenderedOptions: 6,
      activateOnTypingDelay: 250,
      // Enter takes nothing by itself here, so nothing has to be guarded against quick fingers.
      interactionDelay: 0,
    }),
    keymap.of([
      { key: "Tab", run: takeOffered },
      { key: "Enter", run: acceptCompletion },
      { key: "Escape", run: closeOffered },
      { key: "ArrowDown", run: moveCompletionSelection(true) },
      { key: "ArrowUp", run: moveCompletionSelection(false) },
    ]),
  ];
}
