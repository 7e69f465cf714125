import assert from "node:assert/strict";
import { test } from "node:test";
import { tidied } from "../src/tidy_text";

const TIDIED: [says: string, text: string, becomes: string][] = [
  ["a tab at the start is four spaces", "if a:\n\tb", "if a:\n    b"],
  ["a tab after two spaces goes to the next step", "  \tb", "    b"],
  ["a tab in the middle is four spaces", "a\tb", "a    b"],
  ["spaces that only look like spaces", "\u00a0\u00a0x\u2003= 1", "  x = 1"],
  ["signs that nobody sees go", "x\u200b = 1\ufeff", "x = 1"],
  ["other systems' line ends", "a\r\nb\rc", "a\nb\nc"],
  ["curly double quotes", "print(“Hi”)", 'print("Hi")'],
  ["low ones, too", "print(„Hi“)", 'print("Hi")'],
  ["curly single quotes", "print(‘Hi’)", "print('Hi')"],
  ["an apostrophe between straight quotes stays", 'print("it’s")', 'print("it’s")'],
  ["an apostrophe between curly quotes stays", "print(“it’s”)", 'print("it’s")'],
  ["an apostrophe between curly single quotes stays", "print(‘it’s on’)", "print('it’s on')"],
  ["curly quotes inside straight ones stay", 'print("She said “Hi”")', 'print("She said “Hi”")'],
  ["a comment stays as it was written", "x = 1 # “Hi”", "x = 1 # “Hi”"],
  ["a hash between quotes is no comment", "print(“#1”)", 'print("#1")'],
  ["honest code stays", "for n in range(3):\n    print('\\'', n)", "for n in range(3):\n    print('\\'', n)"],
];

for (const [says, text, becomes] of TIDIED) test(says, () => assert.equal(tidied(text), becomes));
