import assert from "node:assert/strict";
import { test } from "node:test";
import { explain, plain } from "../src/python_words";
import { roomFile } from "./page";

const TOLD: [says: string, name: string, said: string, words: RegExp][] = [
  ["a name with a neighbour", "NameError", "name 'robt' is not defined. Did you mean: 'robot'?", /“robt”.*Did you mean “robot”/],
  ["a name nobody knows", "NameError", "name 'zog' is not defined", /“zog”.*quote/],
  ["a quote mark missing", "SyntaxError", "unterminated string literal (detected at line 1) (1.py, line 1)", /quote/],
  ["a bracket left open", "SyntaxError", "'(' was never closed (1.py, line 1)", /bracket.*“\(”/],
  ["a bracket too many", "SyntaxError", "unmatched ')' (1.py, line 1)", /“\)”.*too many/],
  ["a colon missing", "SyntaxError", "expected ':' (1.py, line 1)", /colon/],
  ["spaces missing", "IndentationError", "expected an indented block after 'for' statement on line 1 (1.py, line 2)", /spaces/],
  ["text plus number", "TypeError", 'can only concatenate str (not "int") to str', /str\(/],
  ["digits that are none", "ValueError", "invalid literal for int() with base 10: 'two'", /'two'/],
  ["shared by zero", "ZeroDivisionError", "division by zero", /zero/],
  ["a message of the lesson's turtle", "TurtleHint", "Tilly has no pen.", /^Tilly has no pen\.$/],
  ["a message of the child's own check", "AssertionError", "Make it 3.", /^Make it 3\.$/],
  ["what nobody foresaw", "WeirdError", "odd thing", /^Python stopped here\. It says: odd thing$/],
  ["nothing said at all", "WeirdError", "", /^Python stopped here\.$/],
];

for (const [says, name, said, words] of TOLD) {
  test(`says ${says} in words`, () => assert.match(explain(name, said, []).words, words));
}

const LINES: [says: string, name: string, said: string, traceback: string, line: number | null][] = [
  ["the last line of the child's own cell", "NameError", "x", "Cell In[3], line 5\n…\nCell In[3], line 2, in go()", 2],
  ["the line that called what another box holds", "NameError", "x", "Cell In[3], line 4\n…\nCell In[1], line 9, in go()", 4],
  ["the line Python could not read", "SyntaxError", "expected ':' (123.py, line 7)", "", 7],
  ["none where there is none", "KeyError", "'a'", "File /usr/lib/x.py:3", null],
  ["a line under terminal colours", "NameError", "x", "\u001b[36mCell In[1]\u001b[39m\u001b[32m, line 4\u001b[39m", 4],
];

for (const [says, name, said, traceback, line] of LINES) {
  test(`points at ${says}`, () => assert.equal(explain(name, said, [traceback]).line, line));
}

test("takes terminal colours out", () => assert.equal(plain("\u001b[1;31mred\u001b[0m"), "red"));

test("knows every kind that the checker explains", () => {
  const checker = roomFile("..", "..", "curriculum", "grading", "checker", "words.py");
  const known = checker.slice(checker.indexOf("_EXPLAIN: dict"));
  const kinds = [...known.matchAll(/"(\w+Error)":/g)].map((found) => found[1]);
  assert.ok(kinds.length > 10);
  const sayings = roomFile("src", "python_words.ts");
  assert.deepEqual(
    kinds.filter((kind) => !sayings.includes(`  ${kind}: `)),
    [],
  );
});
