"""What a child may read of an author's source: the answer, and nothing beside it."""

from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from curriculum.courses.model_answer import model_answer_to
from curriculum.courses.release import slugs
from curriculum.progress.lesson_map import Stage, next_after
from tests.factories.lessons import code_cell, notebook

EXERCISES = Path(__file__).resolve().parents[3] / "exercises"

CELLS = {
    "a region": ("### BEGIN SOLUTION\nprint(1)\n### END SOLUTION", "print(1)"),
    "a region among given lines": (
        "a = 1\n### BEGIN SOLUTION\nb = a\n### END SOLUTION\nprint(b)", "a = 1\nb = a\nprint(b)",
    ),
    "inside a function": (
        "def go():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", "def go():\n    return 1",
    ),
    "two regions": (
        "### BEGIN SOLUTION\na = 1\n### END SOLUTION\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION",
        "a = 1\nb = 2",
    ),
    "no region": ("print(1)  ", "print(1)"),
    "hidden tests beside it": (
        "print(1)\n### BEGIN HIDDEN TESTS\nassert secret\n### END HIDDEN TESTS\nprint(2)",
        "print(1)\nprint(2)",
    ),
    "a mark scheme beside it": (
        "print(1)\n### BEGIN MARK SCHEME\ntwo points\n### END MARK SCHEME", "print(1)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "answer"), CELLS.values(), ids=CELLS)
def test_the_answer_without_its_markers(source: str, answer: str) -> None:
    lesson = notebook(code_cell(source, "greet", "answer"))
    assert model_answer_to("greet", lesson) == answer


@pytest.mark.parametrize("asked", ["greet--test-1", "setup", "other", ""])
def test_nothing_else_is_given(asked: str) -> None:
    lesson = notebook(
        code_cell("import lesson_kit", "setup", "setup"),
        code_cell("print(1)", "greet", "answer"),
        code_cell("assert secret", "greet--test-1", "test"),
        code_cell("print(2)"),
    )
    assert model_answer_to(asked, lesson) == ""


def test_words_have_no_model() -> None:
    cell = code_cell("Because.", "why", "answer") | {"cell_type": "markdown"}
    assert model_answer_to("why", notebook(cell)) == ""


@pytest.mark.parametrize("slug", slugs(EXERCISES))
def test_every_exercise_of_ours_has_one(slug: str) -> None:
    source = nbformat.read(EXERCISES / "source" / slug / f"{slug}.ipynb", as_version=4)
    answers = [
        cell.metadata.nbgrader.grade_id
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    ]
    assert answers
    for exercise in answers:
        text = model_answer_to(exercise, source)
        compile(text, exercise, "exec")
        assert "###" not in text
        assert text


def stops(**stages: Stage) -> list:
    return [SimpleNamespace(lesson=lesson, stage=stage) for lesson, stage in stages.items()]


DONE, BEGUN, NEXT, LATER = Stage.DONE, Stage.BEGUN, Stage.NEXT, Stage.LATER


@pytest.mark.parametrize(
    ("here", "path", "following"),
    [
        pytest.param("a", stops(a=DONE, b=NEXT, c=LATER), "b", id="the one after it"),
        pytest.param("a", stops(a=DONE, b=DONE, c=BEGUN), "c", id="over what is done"),
        pytest.param("c", stops(a=BEGUN, b=DONE, c=DONE), "a", id="from the start again"),
        pytest.param("b", stops(a=DONE, b=DONE), None, id="all is done"),
        pytest.param("a", stops(a=BEGUN), None, id="never itself"),
        pytest.param("z", stops(a=NEXT), "a", id="a lesson that was taken back"),
    ],
)
def test_what_comes_next(here: str, path: list, following: str | None) -> None:
    assert next_after(here, path) == following
