import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import "./page";
import { joined, type Notebook } from "../src/notebook";
import { faultsOf } from "../src/parse_hints";
import { SYNTAX } from "../src/syntax_words";
import { roomFile } from "./page";

const AMISS: [says: string, code: string, line: number, words: string][] = [
  ["a quote that is not closed", "x = 1\nprint('Hi)\n", 2, SYNTAX.quote],
  ["three quotes that are not closed", 'x = """a\nb\n', 1, SYNTAX.tripleQuote],
  ["a curly quote", "print(“Hi”)", 1, SYNTAX.curlyQuote],
  ["a bracket that is not closed", "print((1)\nx = 2\n", 1, SYNTAX.open("(")],
  ["a bracket too many", "print(1))", 1, SYNTAX.close(")")],
  ["brackets that are no partners", "print([1)", 1, SYNTAX.partners("[", ")")],
  ["a colon missing after for", "for n in range(3)\n    print(n)", 1, SYNTAX.colon],
  ["a colon missing after if", 'if name == "a:b"\n    pass', 1, SYNTAX.colon],
  ["a colon missing after else", "if a:\n    b\nelse\n    c", 3, SYNTAX.colon],
  ["a colon missing after def", "def go(a={1: 2})\n    pass", 1, SYNTAX.colon],
  ["one equals sign where two belong", "if x = 3:\n    pass", 1, SYNTAX.equals],
  ["print without brackets", 'print "Hi"', 1, SYNTAX.print],
  ["print of a name without brackets", "print x", 1, SYNTAX.print],
  ["an inside that is not inside", "for n in range(3):\nprint(n)", 2, SYNTAX.inside],
  ["too many spaces", "x = 1\n    y = 2", 2, SYNTAX.outside],
  ["too many spaces at the very start", "  x = 1", 1, SYNTAX.outside],
  ["spaces between two steps", "if a:\n    b\n  c", 3, SYNTAX.uneven],
  ["what only the grammar sees", "x = = 2", 1, SYNTAX.unread],
  ["two things side by side", "x = 1 2", 1, SYNTAX.unread],
];

for (const [says, code, line, words] of AMISS) {
  test(`underlines ${says}`, () => {
    const [first] = faultsOf(code);
    assert.equal(first?.words, words);
    assert.equal(code.slice(0, first.from).split("\n").length, line);
    assert.ok(first.to > first.from && !code.slice(first.from, first.to).includes("\n"));
  });
}

const SOUND = [
  "",
  "# only a comment, with ' and ( in it",
  "print('it\\'s', \"a (\", '''b\n\"c\n''')",
  "x = [\n    1,\n  2,\n]\nprint(x)",
  "if a and \\\n    b:\n    pass",
  "if x: y = 1",
  "for n in range(3):\n    # nothing here yet",
  "for n in range(3):\n",
  "if (n := 3) == 3:\n    pass",
  "while go(a=1):\n    pass",
  "print (1)",
  "print = 2\nprint",
  "f = lambda a: a\nd = {'if': 1}",
  "def go(\n    a,\n    b,\n):\n    return a\n\n\ngo(1, 2)",
  "if a:\n    if b:\n        c\nelse:\n    d",
  "class_size = 3\nif_so = 4\nformat = 5\nelse_ = 6",
  'name = "Zing"\nprint(f"Hello {name}! {name.upper()} {3:>5}")',
  "try:\n    a\nexcept ValueError as e:\n    b\nfinally:\n    c",
  "with open('x') as f:\n    pass",
  "match x:\n    case 1:\n        pass",
  "x = 1 if a else 2",
  "a = 'ünïcödé 🐢'\nб = 1",
  "@thing\ndef go() -> int:\n    return 1",
  "a, *b = 1, 2\nx: int = 3",
  "print('a'\n      'b')",
  "x = (24.*3600.)\ny = x/4.\n\ndef go():\n    yield",
];

for (const code of SOUND) {
  test(`leaves alone ${JSON.stringify(code)}`, () => assert.deepEqual(faultsOf(code), []));
}

test("leaves every released lesson alone", () => {
  const folder = join(process.env.ROOM!, "..", "..", "exercises", "source");
  let seen = 0;
  for (const lesson of readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory())) {
    const notebook = JSON.parse(roomFile("..", "..", "exercises", "source", lesson.name, `${lesson.name}.ipynb`)) as Notebook;
    for (const cell of notebook.cells.filter((each) => each.cell_type === "code")) {
      assert.deepEqual(faultsOf(joined(cell.source)), [], joined(cell.source));
      seen++;
    }
  }
  assert.ok(seen > 20);
});

test("says one thing for each line, in order", () => {
  const lines = faultsOf("print(1))\nprint 'a'\nif x = 1\n    pass").map((fault) => fault.words);
  assert.deepEqual(lines, [SYNTAX.close(")"), SYNTAX.print, SYNTAX.equals]);
});
