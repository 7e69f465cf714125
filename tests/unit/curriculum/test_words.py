"""Python's errors in a child's words, from real errors of real cells in the runner's own shell."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from curriculum.grading.checker.link import ErrorRecord
from curriculum.grading.checker.words import error_words
from tests.unit.curriculum.stopping_cells import STOPPING
from tests.unit.curriculum.unreadable_cells import UNREADABLE
from tests.unit.exercises.test_words import LONGEST_SENTENCE, OFFICE_WORDS, sentences

ROOT = Path(__file__).resolve().parents[3]

QUOTES_FORGOTTEN = (
    "quotes forgotten",
    "print(robot)",
    "Python has not met `robot`. Make it first, with `robot = …`; "
    'or if it is text, put quotes around it: `"robot"`.',
    1,
)
TABLE = [*UNREADABLE, *STOPPING, QUOTES_FORGOTTEN]

LINES = [
    ("in a loop", "total = 0\nfor n in [1, 'a']:\n    total = total + n", 3),
    ("in a function that is called below", "def f():\n    return 1 / 0\n\nf()", 2),
    ("in a library, called from the cell", "import json\n\njson.loads('{')", 3),
    ("in text that is run", "x = 1\nx = 2\neval('1 +')", 3),
    ("after blank lines", "\n\nprint(robot)\n", 3),
    ("after blank lines, in what cannot be read", "\n  \nx = 1\nprint 3\n", 4),
    ("after blank lines, in what is not whole", "\n\nx = 1\nprint(3\n", 4),
    ("in a cell that is pushed in", "    x = 1\n    print(robot)", 2),
    ("in the second of two functions", "def f():\n    g()\n\ndef g():\n    return [][0]\n\nf()", 5),
]

ODD = [
    pytest.param("raise KeyError", "`KeyError`", id="an error without words"),
    pytest.param("raise ValueError('Too old')", "Python says: Too old.", id="the child's own error"),
    pytest.param("assert 1 == 2, 'One is not two.'", "One is not two.", id="the child's own check"),
    pytest.param(
        "class Odd(Exception):\n    def __str__(self):\n        raise TypeError\nraise Odd",
        "`Odd`: Python stopped here.",
        id="an error that cannot say itself",
    ),
    pytest.param('print("I\'m a robot"', "The bracket `(` was opened", id="an apostrophe that is right"),
    pytest.param("print('this && that'", "The bracket `(` was opened", id="two signs inside a text"),
]

OTHER_WORDS = [
    pytest.param(
        "TypeError", "f() got an unexpected keyword argument 'color'", "has no `color=` in its brackets",
        id="3.12: a named argument spelled wrong",
    ),
    pytest.param(
        "TypeError", "f() got an unexpected keyword argument 'color'. Did you mean 'colour'?",
        "Did you mean `colour=`?", id="3.13: a named argument spelled wrong",
    ),
    pytest.param(
        "TypeError", "replace expected at least 2 arguments, got 1", "too little in its brackets",
        id="3.12: too few for a method",
    ),
    pytest.param(
        "TypeError", "replace() takes at least 2 positional arguments (1 given)",
        "too little in its brackets", id="3.13: too few for a method",
    ),
    pytest.param(
        "TypeError", "argument of type 'int' is not iterable", "`in` looks into a list or a text",
        id="3.12: in a number",
    ),
    pytest.param(
        "TypeError", "argument of type 'int' is not a container or iterable",
        "`in` looks into a list or a text", id="3.14: in a number",
    ),
    pytest.param(
        "ValueError", "max() arg is an empty sequence", "nothing in there", id="older: max of nothing"
    ),
    pytest.param(
        "ValueError", "max() iterable argument is empty", "nothing in there", id="3.12: max of nothing"
    ),
    pytest.param(
        "SyntaxError", "EOL while scanning string literal", "A quote was opened", id="older: an open quote"
    ),
]  # fmt: skip


@cache
def told() -> dict[str, ErrorRecord | None]:
    """What the runner says of every cell of this file, all run in one process."""
    cells = [case[1] for case in (*TABLE, *LINES)] + [str(case.values[0]) for case in ODD]
    kit = ROOT / "hub_config" / "lesson_kit" / "standard_names"
    ran = subprocess.run(
        [sys.executable, "-m", "tests.unit.curriculum.mistakes_in_a_shell"],
        input=json.dumps(cells), capture_output=True, text=True, check=True, cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{kit}:{ROOT / 'hub_config'}", "HOME": "/nonexistent"},
    )  # fmt: skip
    records: list[dict[str, Any] | None] = json.loads(ran.stdout)
    return {
        cell: ErrorRecord(**record) if record else None for cell, record in zip(cells, records, strict=True)
    }


def error(source: str) -> ErrorRecord:
    record = told()[source]
    assert record is not None, "the cell ran to its end"
    return record


@pytest.mark.parametrize(("source", "words", "line"), [pytest.param(*case[1:], id=case[0]) for case in TABLE])
def test_what_is_said_and_where(source: str, words: str, line: int) -> None:
    record = error(source)
    text = source.splitlines()[line - 1].strip()
    headline = f"{record.kind}: {record.name}" if record.kind == "NameError" else record.kind
    assert error_words(record) == f"`{headline}`: {words} Look at line {line}: `{text}`"


def test_there_are_enough_of_them() -> None:
    assert len(TABLE) >= 100
    assert len({case[1] for case in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("source", "line"), [pytest.param(*case[1:], id=case[0]) for case in LINES])
def test_the_line_is_the_childs_own(source: str, line: int) -> None:
    assert f"Look at line {line}: `{source.splitlines()[line - 1].strip()}`" in error_words(error(source))


@pytest.mark.parametrize(("source", "words"), ODD)
def test_odd_ones(source: str, words: str) -> None:
    assert words in error_words(error(source))


@pytest.mark.parametrize(("kind", "message", "words"), OTHER_WORDS)
def test_every_python_is_understood(kind: str, message: str, words: str) -> None:
    assert words in error_words(ErrorRecord(kind, message, 1, "x"))


@pytest.mark.parametrize("words", [pytest.param(case[2], id=case[0]) for case in TABLE])
def test_sentences_are_short_and_kind(words: str) -> None:
    for sentence in sentences(words):
        assert len(sentence) <= LONGEST_SENTENCE
        assert not {word.lower() for word in sentence} & OFFICE_WORDS
    assert "Python says" not in words


def test_a_place_on_the_machine_is_never_told() -> None:
    assert "/" not in error_words(error("from random import randit"))
