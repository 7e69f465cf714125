// Reads Python just far enough to know its lines, brackets and quotes.
import { SYNTAX } from "./syntax_words";

/** Something that Python will not read: where, and a sentence about it. */
export interface Fault {
  from: number;
  to: number;
  words: string;
}

/** One line as Python counts them: brackets and backslashes may carry it over several. */
export interface Line {
  from: number;
  indent: number;
  /** The code with text between quotes and inside brackets blanked out, comments left off. */
  code: string;
}

export interface Scan {
  lines: Line[];
  faults: Fault[];
  /** The whole text with what stands in quotes and comments blanked out; same length. */
  bare: string;
}

const PARTNER: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
const QUOTE = /^(?:"""|'''|"|')/;

export function scan(text: string): Scan {
  return new Scanner(text).read();
}

class Scanner {
  private at = 0;
  private readonly open: { bracket: string; at: number }[] = [];
  private readonly faults: Fault[] = [];
  private readonly lines: Line[] = [];
  private readonly bare: string[];
  private line: Line | undefined;
  private indent = 0;
  private fresh = true;

  constructor(private readonly text: string) {
    this.bare = text.split("");
  }

  read(): Scan {
    while (this.at < this.text.length) this.step();
    this.endLine();
    for (const { bracket, at } of this.open.slice(0, 1)) this.fault(at, at + 1, SYNTAX.open(bracket));
    return { lines: this.lines, faults: this.faults.sort((one, other) => one.from - other.from), bare: this.bare.join("") };
  }

  private step(): void {
    const sign = this.text[this.at];
    const quote = QUOTE.exec(this.text.slice(this.at, this.at + 3))?.[0];
    if (sign === "\n") this.newLine();
    else if (sign === "#") this.skipComment();
    else if (sign === "\\" && this.text[this.at + 1] === "\n") this.take(" ", 2);
    else if (quote) this.skipText(quote);
    else if ("([{".includes(sign)) this.openBracket(sign);
    else if (")]}".includes(sign)) this.closeBracket(sign);
    else if ("“”‘’".includes(sign)) this.curly();
    else if (this.fresh && (sign === " " || sign === "\t")) {
      this.indent++;
      this.at++;
    } else this.take(sign, 1);
  }

  private take(code: string, length: number): void {
    if (!this.line && code.trim()) this.line = { from: this.at, indent: this.indent, code: "" };
    this.fresh = false;
    if (this.line) this.line.code += this.open.length && !"()[]{}".includes(code) ? " " : code;
    this.at += length;
  }

  private newLine(): void {
    if (this.open.length === 0) {
      this.endLine();
      this.fresh = true;
      this.indent = 0;
    }
    this.at++;
  }

  private endLine(): void {
    if (this.line) this.lines.push({ ...this.line, code: this.line.code.trimEnd() });
    this.line = undefined;
  }

  private skipComment(): void {
    const end = this.text.indexOf("\n", this.at);
    this.blank(end < 0 ? this.text.length : end);
  }

  private blank(end: number): void {
    for (; this.at < end; this.at++) if (this.bare[this.at] !== "\n") this.bare[this.at] = " ";
  }

  private skipText(quote: string): void {
    const from = this.at;
    const end = this.endOfText(from + quote.length, quote);
    const lineEnd = this.text.indexOf("\n", from);
    const short = lineEnd < 0 ? this.text.length : lineEnd;
    if (end === null && quote.length === 3) this.fault(from, from + 3, SYNTAX.tripleQuote);
    else if (end === null) this.fault(from, short, SYNTAX.quote);
    // A text that never ends has swallowed the partners of brackets on its line.
    if (end === null) this.forgetBrackets(this.text.lastIndexOf("\n", from));
    this.take("'", 0);
    this.blank(end ?? (quote.length === 3 ? this.text.length : short));
  }

  /** Where a text ends, behind its closing quote; null if it does not. */
  private endOfText(from: number, quote: string): number | null {
    for (let at = from; at < this.text.length; at++) {
      if (this.text[at] === "\\") at++;
      else if (this.text.startsWith(quote, at)) return at + quote.length;
      else if (this.text[at] === "\n" && quote.length === 1) return null;
    }
    return null;
  }

  private forgetBrackets(since: number): void {
    while (this.open.length && this.open[this.open.length - 1].at > since) this.open.pop();
  }

  private openBracket(bracket: string): void {
    const at = this.at;
    this.take(bracket, 1);
    this.open.push({ bracket, at });
  }

  private closeBracket(bracket: string): void {
    const partner = this.open.pop();
    if (!partner) this.fault(this.at, this.at + 1, SYNTAX.close(bracket));
    else if (partner.bracket !== PARTNER[bracket]) {
      this.fault(this.at, this.at + 1, SYNTAX.partners(partner.bracket, bracket));
      this.forgetBrackets(-1);
    }
    this.take(bracket, 1);
  }

  private curly(): void {
    this.fault(this.at, this.at + 1, SYNTAX.curlyQuote);
    this.take("'", 1);
  }

  private fault(from: number, to: number, words: string): void {
    this.faults.push({ from, to, words });
  }
}
