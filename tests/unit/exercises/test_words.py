"""What children read is short, kind and free of office words."""

import ast
import re
from collections.abc import Iterator

import pytest

from hub_config.lesson_kit import turtle

from . import lessons

LONGEST_SENTENCE = 17
"""Words in a sentence that a reader of nine still holds together."""
AVERAGE_SENTENCE = 9
OFFICE_WORDS = {
    *("error", "errors", "invalid", "submit", "submitted", "fail", "failed", "failure", "incorrect"),
    *("execute", "parameter", "argument", "string", "integer", "boolean", "syntax", "output", "wrong"),
}
"""Python's own names, such as NameError, are one word and not among them."""


def asserted(source: str) -> Iterator[str]:
    """Give the messages of a test cell; each value put into one reads as "it"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            assert node.msg is not None, f"a test says nothing to the child: {ast.unparse(node)}"
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "it"
                for part in (node.msg.values if isinstance(node.msg, ast.JoinedStr) else [node.msg])
                if isinstance(part, ast.Constant | ast.FormattedValue)
            )


def children_read(slug: str) -> Iterator[str]:
    """Give each text of a lesson that a child reads."""
    for cell in lessons.notebook(slug).cells:
        if cell.cell_type == "markdown":
            yield from cell.source.split("\n")
        elif cell.metadata.lesson["part"] == "test":
            yield from asserted(cell.source)
        else:
            yield from (line.partition("#")[2] for line in cell.source.split("\n") if "# " in line)
    for hints in lessons.teaching(slug, "hints").values():
        yield from hints
    for answers in lessons.teaching(slug, "wrong_answers").values():
        yield from (answer["message"] for answer in answers)
    lesson = lessons.teaching(slug, "lesson")
    yield from (lesson["title"], lesson["summary"], lesson["story"])


def sentences(text: str) -> Iterator[list[str]]:
    """Give the words of each sentence; a piece of code counts as one word."""
    text = re.sub(r"`[^`]*`|https?://\S+", "code", text)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    for sentence in re.split(r"(?<=[.!?:])\s+", text):
        words = re.findall(r"[\w']+", sentence)
        if words:
            yield words


@pytest.mark.parametrize("slug", lessons.SLUGS)
def test_sentences_are_short(slug: str) -> None:
    counted = [words for text in children_read(slug) for words in sentences(text)]
    long = [" ".join(words) for words in counted if len(words) > LONGEST_SENTENCE]
    assert not long
    assert sum(map(len, counted)) / len(counted) <= AVERAGE_SENTENCE


@pytest.mark.parametrize("slug", lessons.SLUGS)
def test_no_office_words(slug: str) -> None:
    words = {word.lower() for text in children_read(slug) for words in sentences(text) for word in words}
    assert not words & OFFICE_WORDS


@pytest.mark.parametrize("slug", lessons.SLUGS)
def test_each_test_cell_speaks_to_the_child(slug: str) -> None:
    for cell in lessons.cells(slug, "test"):
        assert list(asserted(cell.source))


@pytest.mark.parametrize("slug", lessons.SLUGS)
def test_test_cells_leave_the_childs_names_alone(slug: str) -> None:
    """They run in the child's own kernel too, where a name set by a test would stay."""
    taken = {name for cell in lessons.cells(slug, "answer") for name in stored(cell.source)}
    taken |= set(turtle.__all__)
    for cell in lessons.cells(slug, "test"):
        assert not stored(cell.source) & taken


def stored(source: str) -> set[str]:
    """Give the names that running a cell sets, its comprehensions' own aside."""
    tree = ast.parse(source)
    own = {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.comprehension)
        for name in ast.walk(node.target)
        if isinstance(name, ast.Name)
    }
    names = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return names - own
