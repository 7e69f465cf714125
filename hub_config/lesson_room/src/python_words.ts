// Says what Python says, in words for a child of nine.

export interface Trouble {
  /** A short sentence or two: what is wrong, and what to look at. */
  words: string;
  /** The line of the child's own code, counted from one, if it is known. */
  line: number | null;
}

type Explain = (said: string, found: RegExpMatchArray) => string;

const SAYINGS: Record<string, [RegExp, Explain][]> = {
  NameError: [
    [/name '(.+?)' is not defined. Did you mean: '(.+?)'/, (_s, m) => `Python does not know “${m[1]}”. Did you mean “${m[2]}”?`],
    [/name '(.+?)' is not defined/, (_s, m) => `Python does not know “${m[1]}”. Check the spelling. If it is a word to print, put quote marks around it.`],
  ],
  UnboundLocalError: [[/variable '(.+?)'/, (_s, m) => `“${m[1]}” is used before it gets a value.`]],
  SyntaxError: [
    [/unterminated string|EOL while/, () => "A quote mark is missing. Each piece of text needs one at the start and one at the end."],
    [/'(.)' was never closed/, (_s, m) => `A “${m[1]}” is opened but never closed. Look for the missing partner.`],
    [/unmatched '(.)'/, (_s, m) => `There is a “${m[1]}” too many.`],
    [/expected ':'/, () => "A colon “:” is missing at the end of this line."],
    [/Missing parentheses in call to 'print'/, () => "print needs brackets: print( … )."],
    [/Maybe you meant '=='|cannot assign to/, () => "To ask whether two things are the same, use two signs: ==."],
    [/forgot a comma/, () => "Something is missing between two things here. A comma, perhaps?"],
    [/.*/, () => "Python cannot read this line. Is a bracket, a quote mark or a colon missing?"],
  ],
  IndentationError: [
    [/expected an indented block/, () => "The next line must start with four spaces. It belongs inside the line above."],
    [/unexpected indent/, () => "There are too many spaces at the start of this line."],
    [/.*/, () => "The spaces at the start of this line do not match the lines around it."],
  ],
  TypeError: [
    [/can only concatenate str .*not "(\w+)"/, (_s, m) => `Text and ${kind(m[1])} cannot be joined with +. Put str( ) around the ${kind(m[1])}, or use a comma in print.`],
    [/unsupported operand type\(s\) for (.+?): '(\w+)' and '(\w+)'/, (_s, m) => `Python cannot use ${m[1]} between ${kind(m[2])} and ${kind(m[3])}.`],
    [/'(\w+)' object is not callable/, () => "Brackets stand behind something that is not a command."],
    [/missing (\d+) required positional/, (_s, m) => `This command needs ${m[1] === "1" ? "one more thing" : `${m[1]} more things`} in its brackets.`],
    [/takes (\d+) positional .* (\d+) (?:was|were) given/, () => "There are too many things in the brackets of this command."],
  ],
  ValueError: [[/invalid literal for int\(\).*: (.+)/, (_s, m) => `int( ) can only turn digits into a number. ${m[1]} is not a whole number.`]],
  ZeroDivisionError: [[/.*/, () => "A number cannot be divided by zero."]],
  IndexError: [[/.*/, () => "The list is shorter than that. Remember: counting starts at 0."]],
  KeyError: [[/(.+)/, (_s, m) => `There is nothing called ${m[1]} in there.`]],
  AttributeError: [
    [/has no attribute '(.+?)'. Did you mean: '(.+?)'/, (_s, m) => `It cannot do “${m[1]}”. Did you mean “${m[2]}”?`],
    [/has no attribute '(.+?)'/, (_s, m) => `It cannot do “${m[1]}”. Check the spelling.`],
  ],
  ModuleNotFoundError: [[/No module named '(.+?)'/, (_s, m) => `There is nothing called “${m[1]}” to import here. Check the spelling.`]],
  ImportError: [[/cannot import name '(.+?)'/, (_s, m) => `“${m[1]}” cannot be imported from there. Check the spelling.`]],
  RecursionError: [[/.*/, () => "A command keeps calling itself and never stops."]],
  MemoryError: [[/.*/, () => "Your code asked for more memory than there is."]],
  EOFError: [[/.*/, () => "Your code waited for an answer and got none."]],
  AssertionError: [[/(.+)/s, (_s, m) => m[1]]],
  KeyboardInterrupt: [[/.*/, () => "You pressed Stop, so your code stopped here."]],
};
SAYINGS._IncompleteInputError = [[/.*/, () => "Something is missing at the end. Is a bracket opened but never closed?"]];
SAYINGS.TabError = SAYINGS.IndentationError.slice(-1);

const KINDS: Record<string, string> = {
  str: "text",
  int: "number",
  float: "number",
  list: "list",
  bool: "yes-or-no value",
  NoneType: "nothing",
  function: "command",
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
  return { words: said ? `Python says: ${said}` : "Python could not go on.", line };
}

/** The text without the colours that terminals understand. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}

/** The last line of the child's own cell that the traceback goes through. */
function lineOf(name: string, said: string, text: string): number | null {
  if (name === "SyntaxError" || name === "IndentationError" || name === "TabError") {
    const found = /line (\d+)\)?\s*$/.exec(said) ?? /Cell In\[\d+\], line (\d+)/.exec(text);
    return found ? Number(found[1]) : null;
  }
  const lines = [...text.matchAll(/Cell In\[\d+\], line (\d+)/g)];
  return lines.length ? Number(lines[lines.length - 1][1]) : null;
}
