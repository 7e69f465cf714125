// What Python will not read in code that is still being written: only what is sure.
import { pythonLanguage } from "@codemirror/lang-python";
import { scan, type Fault, type Line } from "./code_scan";
import { SYNTAX } from "./syntax_words";

const BLOCK = /^(?:if|elif|else|for|while|def|class|try|except|finally|with)\b(?!\s*[=.,])/;
const ASKING = /^(?:if|elif|while)\b/;
const PRINT = /^print\s+(?=['\w])(?!(?:in|and|or|is|if|not|for)\b)/;
/** An “=” that is no part of another sign, outside brackets. */
const SINGLE_EQUALS = /(?<![=<>!:+\-*/%&|^~@])=(?!=)/;
/** What the grammar itself misreads, found by giving it Python's own library: print as a name, 4., a bare yield. */
const MISREAD = /^print\s*=|\d\.(?!\d)|\byield\b|^case\b/;

/** The faults of a piece of code, in order; at most one for each line of it. */
export function faultsOf(text: string): Fault[] {
  const { lines, faults } = scan(text);
  const found = [...faults, ...lines.flatMap((line) => inLine(line, text)), ...indentation(lines, text)];
  if (found.length === 0) found.push(...unread(text, lines));
  const onLine = new Map<number, Fault>();
  for (const fault of found.sort((one, other) => one.from - other.from)) {
    const start = text.lastIndexOf("\n", fault.from - 1);
    if (!onLine.has(start)) onLine.set(start, fault);
  }
  return [...onLine.values()];
}

function inLine(line: Line, text: string): Fault[] {
  const outside = withoutBrackets(line.code);
  if (PRINT.test(line.code)) return [about(line, text, SYNTAX.print)];
  if (!BLOCK.test(line.code) || unclosed(line.code)) return [];
  if (ASKING.test(line.code) && SINGLE_EQUALS.test(outside.split(":")[0])) return [about(line, text, SYNTAX.equals)];
  return lacksColon(line.code) ? [about(line, text, SYNTAX.colon)] : [];
}

function lacksColon(code: string): boolean {
  return BLOCK.test(code) && !withoutBrackets(code).includes(":");
}

function withoutBrackets(code: string): string {
  let rest = code;
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, " ");
  }
  return rest;
}

function unclosed(code: string): boolean {
  return /[()[\]{}]/.test(withoutBrackets(code));
}

/** Lines that stand too far in, not far enough in, or between the steps. */
function indentation(lines: Line[], text: string): Fault[] {
  const found: Fault[] = [];
  const steps = [0];
  // A line that begins a block, and one of which that is sure since its colon is there.
  let [opened, closed] = [false, false];
  for (const line of lines) {
    const deepest = steps[steps.length - 1];
    if (opened && line.indent <= deepest && closed) found.push(about(line, text, SYNTAX.inside));
    else if (opened && line.indent > deepest) steps.push(line.indent);
    else if (line.indent > deepest) found.push(about(line, text, SYNTAX.outside));
    while (steps.length > 1 && line.indent < steps[steps.length - 1]) steps.pop();
    if (!opened && line.indent < deepest && line.indent !== steps[steps.length - 1]) found.push(about(line, text, SYNTAX.uneven));
    closed = line.code.endsWith(":");
    opened = closed || lacksColon(line.code);
  }
  return found;
}

/** What the grammar stumbles over where no rule knows better: the first such place. */
function unread(text: string, lines: Line[]): Fault[] {
  // A block whose inside is still to be written is no fault.
  const waiting = lines.at(-1)?.code.endsWith(":") ?? false;
  const end = waiting ? lines.at(-1)!.from : text.length + 1;
  let first: number | null = null;
  pythonLanguage.parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError && first === null && node.from < end) first = node.from;
    },
  });
  const line = first === null ? undefined : lines.filter((each) => each.from <= first!).at(-1);
  const fault = line && about(line, text, SYNTAX.unread);
  return fault && !MISREAD.test(text.slice(fault.from, fault.to)) ? [fault] : [];
}

/** A fault of a whole line, as far as it stands on one line of the editor. */
function about(line: Line, text: string, words: string): Fault {
  const end = text.indexOf("\n", line.from);
  return { from: line.from, to: end < 0 ? text.length : end, words };
}
