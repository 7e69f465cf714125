// Says what Python says, in words for a child of nine.
import { SYNTAX } from "./syntax_words";

export interface Trouble {
  /** A short sentence or two: what is wrong, and what to look at. */
  words: string;
  /** The line of the child's own code, counted from one, if it is known. */
  line: number | null;
}

type Explain = (said: string, found: RegExpMatchArray) => string;

const always = (words: string): [RegExp, Explain] => [/.*/s, () => words];
const when = (pattern: RegExp, words: string): [RegExp, Explain] => [pattern, () => words];

const INDENTATION: [RegExp, Explain][] = [
  when(/expected an indented block/, SYNTAX.inside),
  when(/unexpected indent/, SYNTAX.outside),
  always(SYNTAX.uneven),
];

const SAYINGS: Record<string, [RegExp, Explain][]> = {
  NameError: [
    [/name '(.+?)' is not defined. Did you mean: '(.+?)'/, (_s, m) => `Python has not met “${m[1]}”. Did you mean “${m[2]}”?`],
    [/name '(.+?)' is not defined/, (_s, m) => `Python has not met “${m[1]}”. Check the spelling. If it is text, put quotes around it.`],
  ],
  UnboundLocalError: [[/variable '(.+?)'/, (_s, m) => `“${m[1]}” is used here before it has a value. Give it a value in a line above.`]],
  SyntaxError: [
    when(/unterminated triple-quoted/, SYNTAX.tripleQuote),
    when(/unterminated .*string|EOL while/, SYNTAX.quote),
    [/'(.)' was never closed/, (_s, m) => SYNTAX.open(m[1])],
    [/closing parenthesis '(.)' does not match opening parenthesis '(.)'/, (_s, m) => SYNTAX.partners(m[2], m[1])],
    [/unmatched '(.)'/, (_s, m) => SYNTAX.close(m[1])],
    when(/expected ':'/, SYNTAX.colon),
    when(/Missing parentheses in call to 'print'/, SYNTAX.print),
    when(/Maybe you meant '=='/, SYNTAX.equals),
    when(/cannot assign to|not a valid target/, SYNTAX.target),
    when(/forgot a comma/, SYNTAX.comma),
    when(/invalid (?:non-printable )?character '?[“”‘’]/, SYNTAX.curlyQuote),
    when(/invalid (?:non-printable )?character/, SYNTAX.sign),
    when(/'return' outside/, "“return” belongs inside a function. Give the line four spaces at its start."),
    when(/incomplete input|unexpected EOF/, "Something is missing at the end. Is a bracket opened and never closed?"),
    always(SYNTAX.unread),
  ],
  IndentationError: INDENTATION,
  TabError: INDENTATION.slice(-1),
  _IncompleteInputError: [always("Something is missing at the end. Is a bracket opened and never closed?")],
  TypeError: [
    [/can only concatenate str .*not "(\w+)"/, (_s, m) => `Text and ${kind(m[1])} cannot be joined with +. Put str( ) around the ${kind(m[1])}, or use a comma in print.`],
    [/unsupported operand type\(s\) for (.+?): '(\w+)' and '(\w+)'/, (_s, m) => `Python cannot use ${m[1]} between ${kind(m[2])} and ${kind(m[3])}.`],
    when(/not supported between/, "Text and numbers cannot be compared. int( ) turns text into a number."),
    when(/'NoneType' object/, "Something here is None: a function gave nothing back. Does it have a “return”?"),
    when(/object is not callable/, "Something that is no function has brackets after it, as if it were one."),
    [/missing (\d+) required/, (_s, m) => `This function needs ${m[1] === "1" ? "one more thing" : `${m[1]} more things`} in its brackets.`],
    when(/takes .* arguments? but|takes no arguments/, "There are too many things in the brackets of this function."),
    when(/object is not iterable/, "A for loop needs a list, a text or range( ) to go through."),
    when(/indices must be/, "Inside [ ] goes a whole number: the place in the list."),
  ],
  ValueError: [
    [/invalid literal for int\(\).*: (.+)/, (_s, m) => `int( ) can only turn digits into a number. ${m[1]} is not a whole number.`],
    [/could not convert string to float: (.+)/, (_s, m) => `float( ) can only turn digits into a number. ${m[1]} is not a number.`],
  ],
  ZeroDivisionError: [always("Nothing can be shared out among zero. Check what you divide by.")],
  IndexError: [always("The list is shorter than that. Its first place is 0, its last is one less than its length.")],
  KeyError: [[/(.+)/, (_s, m) => `The dictionary has no ${m[1]}. Check how it is spelled.`]],
  AttributeError: [
    [/has no attribute '(.+?)'. Did you mean: '(.+?)'/, (_s, m) => `There is no “.${m[1]}” here. Did you mean “.${m[2].replace(/^\./, "")}”?`],
    when(/'NoneType' object/, "Something here is None: a function gave nothing back. Does it have a “return”?"),
    [/has no attribute '(.+?)'/, (_s, m) => `There is no “.${m[1]}” here. Check how the word after the dot is spelled.`],
  ],
  ModuleNotFoundError: [[/No module named '(.+?)'/, (_s, m) => `There is nothing called “${m[1]}” to import. Check how it is spelled.`]],
  ImportError: [[/cannot import name '(.+?)'/, (_s, m) => `“${m[1]}” cannot be imported from there. Check how it is spelled.`]],
  FileNotFoundError: [always("There is no file of that name here.")],
  RecursionError: [always("A function calls itself again and again and never ends.")],
  PermissionError: [always("A lesson may not use that. Find another way.")],
  OverflowError: [always("A number here grew too big.")],
  MemoryError: [always("Your code asked for more memory than there is.")],
  EOFError: [always("Your code waited for an answer and got none.")],
  AssertionError: [
    [/(.+)/s, (_s, m) => m[1]],
    always("A check in your own code did not hold."),
  ],
  KeyboardInterrupt: [always("You pressed Stop, so your code stopped here.")],
};

/** The lesson kit's own: their messages are for children already. */
const OUR_OWN = new Set(["TurtleHint", "UnknownColour", "SheetFull", "CellStopped"]);

const KINDS: Record<string, string> = {
  str: "text",
  int: "number",
  float: "number",
  list: "list",
  bool: "yes-or-no value",
  NoneType: "nothing",
  function: "function",
};

function kind(name: string): string {
  return KINDS[name] ?? name;
}

/** What to tell the child about a traceback. */
export function explain(name: string, said: string, traceback: string[]): Trouble {
  const line = lineOf(name, said, plain(traceback.join("\n")));
  for (const [pattern, words] of SAYINGS[name] ?? []) {
    const found = said.match(pattern);
    if (found) return { words: words(said, found), line };
  }
  if (OUR_OWN.has(name) && said) return { words: said, line };
  return { words: said ? `Python stopped here. It says: ${said}` : "Python stopped here.", line };
}

/** The text without the colours that terminals understand. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}

/**
 * The last line of the child's own cell that the traceback goes through. The first frame is that of
 * the cell that was run; lines of another cell would be pointed at in the wrong box.
 */
function lineOf(name: string, said: string, text: string): number | null {
  if (name === "SyntaxError" || name === "IndentationError" || name === "TabError") {
    const found = /line (\d+)\)?\s*$/.exec(said) ?? /Cell In\[\d+\], line (\d+)/.exec(text);
    return found ? Number(found[1]) : null;
  }
  const frames = [...text.matchAll(/Cell In\[(\d+)\], line (\d+)/g)];
  const own = frames.filter(([, cell]) => cell === frames[0][1]);
  return own.length ? Number(own[own.length - 1][2]) : null;
}
