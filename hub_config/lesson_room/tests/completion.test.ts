import assert from "node:assert/strict";
import { test } from "node:test";
import "./page";
import { CompletionContext } from "@codemirror/autocomplete";
import { pythonLanguage } from "@codemirror/lang-python";
import { EditorState } from "@codemirror/state";
import { offers } from "../src/completion";

/** What is offered where | stands, with another cell beside. */
function offered(code: string, beside = ""): string[] {
  const doc = code.replace("|", "");
  const state = EditorState.create({ doc, extensions: [pythonLanguage] });
  const result = offers(() => [doc, beside])(new CompletionContext(state, code.indexOf("|"), false));
  return result?.options.map((option) => option.label) ?? [];
}

const OFFERED: [says: string, code: string, beside: string, names: string[]][] = [
  ["a name used above", "robot = 1\nro|", "", ["robot", "round"]],
  ["a name of another cell", "sta|", "starfish = 2", ["starfish"]],
  ["Python's own words", "pri|", "", ["print"]],
  ["nothing for one letter", "p|", "", []],
  ["nothing between quotes", "print('pri|')", "", []],
  ["nothing in a comment", "# pri|", "", []],
  ["names in the curly brackets of a text", "robot = 1\nf'{rob|}'", "", ["robot"]],
  ["not the very word that is being written", "zog|", "", []],
  ["not a whole word again", "print|", "", []],
  ["what was used behind a dot, behind a dot", "a.forw|", "turtle.forward(1)\nforwards = 2", ["forward"]],
  ["nothing of what only stands in words or comments", "drag|", "# dragon\n'dragonfly'", []],
  ["names with letters of other languages", "schö|", "schönster = 1", ["schönster"]],
];

for (const [says, code, beside, names] of OFFERED) test(`offers ${says}`, () => assert.deepEqual(offered(code, beside), names));
