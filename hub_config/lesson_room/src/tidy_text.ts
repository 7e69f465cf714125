// Makes text from elsewhere fit for a code box: tabs, spaces that only look like spaces,
// and the curly quotes of word processors and phones.

const BLANKS = /[\u00a0\u2000-\u200a\u202f\u3000]/g;
const NOTHING = /[\u200b-\u200d\u2060\ufeff]/g;
const STRAIGHT: Record<string, string> = { "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'" };

/** Text as it is pasted or opened: four spaces for a tab, quotes that Python knows. */
export function tidied(text: string): string {
  const spaced = text.replace(/\r\n?/g, "\n").replace(BLANKS, " ").replace(NOTHING, "");
  return spaced.split("\n").map((line) => straightened(withoutTabs(line))).join("\n");
}

/** Tabs at the start are steps of four; any other is four spaces. */
export function withoutTabs(line: string): string {
  return line.replace(/^[ \t]+/, (start) => {
    let width = 0;
    for (const sign of start) width = sign === "\t" ? width + 4 - (width % 4) : width + 1;
    return " ".repeat(width);
  }).replaceAll("\t", "    ");
}

/** Curly quotes around text become straight; those inside straight ones, or in a comment, are the child's words. */
export function straightened(line: string): string {
  let out = "";
  let open: { straight: string; curly: boolean } | null = null;
  for (let at = 0; at < line.length; at++) {
    const sign = line[at];
    const straight = STRAIGHT[sign];
    if (!open && sign === "#") return out + line.slice(at);
    if (open && sign === "\\") {
      out += sign + (line[++at] ?? "");
    } else if (!open && (straight || sign === '"' || sign === "'")) {
      open = { straight: straight ?? sign, curly: Boolean(straight) };
      out += open.straight;
    } else if (open && ends(open, sign, straight, line[at + 1] ?? "")) {
      out += open.straight;
      open = null;
    } else {
      out += sign;
    }
  }
  return out;
}

function ends(open: { straight: string; curly: boolean }, sign: string, straight: string | undefined, next: string): boolean {
  if (!open.curly) return sign === open.straight;
  // A curly single quote before a letter is an apostrophe, as in it’s.
  return sign === open.straight || (straight === open.straight && !(straight === "'" && /\p{L}/u.test(next)));
}

/** What a curly quote typed behind `before`, the start of its line, becomes; null if it is the child's own word. */
export function typedQuote(before: string, sign: string): string | null {
  const straight = STRAIGHT[sign];
  if (!straight) return null;
  let open = "";
  for (let at = 0; at < before.length; at++) {
    if (open && before[at] === "\\") at++;
    else if (open) open = before[at] === open ? "" : open;
    else if (before[at] === "#") return null;
    else if (before[at] === '"' || before[at] === "'") open = before[at];
  }
  // Between double quotes a double one can only be meant to end them; a single one is an apostrophe.
  return !open || (open === '"' && straight === '"') ? straight : null;
}
