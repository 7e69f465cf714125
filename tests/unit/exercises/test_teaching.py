"""Every lesson has all its files, they agree with the notebook, and nothing else lies there."""

import re
import xml.etree.ElementTree as ET

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from . import lessons

LARGEST_PICTURE = 20_000
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")

pytestmark = pytest.mark.parametrize("slug", lessons.SLUGS)


def pictures(slug: str) -> dict[str, str]:
    """Give the pictures that a lesson shows: file name and the words for it."""
    texts = (cell.source for cell in lessons.notebook(slug).cells if cell.cell_type == "markdown")
    return {name: words for text in texts for words, name in PICTURE.findall(text)}


def test_the_notebook_is_valid_for_jupyter_and_nbgrader(slug: str) -> None:
    notebook = lessons.notebook(slug)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_the_folder_holds_the_notebook_and_its_pictures_alone(slug: str) -> None:
    found = {path.name for path in (lessons.SOURCE / slug).iterdir()}
    assert found == {f"{slug}.ipynb", *pictures(slug)}


def test_pictures_are_small_and_say_what_they_show(slug: str) -> None:
    for name, words in pictures(slug).items():
        path = lessons.SOURCE / slug / name
        assert path.stat().st_size < LARGEST_PICTURE
        title = ET.fromstring(path.read_text("utf-8")).findtext("{http://www.w3.org/2000/svg}title")
        assert title == words


def test_each_exercise_has_a_task_an_answer_and_two_tests(slug: str) -> None:
    assert 4 <= len(lessons.exercises(slug)) <= 6
    for exercise in lessons.exercises(slug):
        parts = [
            (cell.id, cell.metadata.lesson["part"])
            for cell in lessons.notebook(slug).cells
            if cell.metadata.lesson.get("exercise") == exercise
        ]
        assert parts == [
            (f"{exercise}-task", "task"),
            (exercise, "answer"),
            (f"{exercise}--test-1", "test"),
            (f"{exercise}--test-2", "test"),
        ]


def test_test_cells_are_worth_one_to_three_points_and_know_themselves(slug: str) -> None:
    for cell in lessons.cells(slug, "test"):
        marks = cell.metadata.nbgrader
        assert marks["grade_id"] == cell.id
        assert marks["grade"]
        assert marks["locked"]
        assert 1 <= marks["points"] <= 3
        assert cell.source.startswith("from lesson_kit import testing\n")
        assert ("### BEGIN HIDDEN TESTS" in cell.source) == cell.id.endswith("--test-2")


def test_lesson_toml_agrees_with_the_notebook(slug: str) -> None:
    lesson = lessons.teaching(slug, "lesson")
    facts = {key: type(value) for key, value in lesson.items() if key != "exercises"}
    texts = dict.fromkeys(("title", "summary", "story", "course"), str)
    assert facts == texts | dict.fromkeys(("order", "minutes", "youngest", "oldest"), int)
    assert 30 <= lesson["minutes"] <= 45
    titles = [(exercise["id"], exercise["title"]) for exercise in lesson["exercises"]]
    assert titles == [
        (cell.metadata.lesson["exercise"], cell.metadata.lesson["title"])
        for cell in lessons.cells(slug, "task")
    ]
    assert all(exercise["learns"] for exercise in lesson["exercises"])
    assert lessons.notebook(slug).cells[0].source.startswith(f"# {lesson['title']}\n")


def test_each_exercise_has_three_or_four_hints(slug: str) -> None:
    hints = lessons.teaching(slug, "hints")
    assert list(hints) == lessons.exercises(slug)
    assert all(3 <= len(steps) <= 4 for steps in hints.values())


def test_each_exercise_has_three_known_wrong_answers_or_more(slug: str) -> None:
    answers = lessons.teaching(slug, "wrong_answers")
    assert list(answers) == lessons.exercises(slug)
    for known in answers.values():
        assert len(known) >= 3
        assert all(answer.keys() == {"code", "sign", "message"} for answer in known)
        assert len({answer["message"] for answer in known}) == len(known)


def test_volunteers_have_notes_on_every_exercise(slug: str) -> None:
    notes = (lessons.TEACHING / slug / "volunteer_notes.md").read_text("utf-8")
    for exercise in lessons.exercises(slug):
        assert f"| {exercise} |" in notes
    for heading in ("What they learn", "What usually goes wrong", "Helping without", "For the quick ones"):
        assert f"## {heading}" in notes


def test_no_lesson_of_ours_needs_its_tests_in_the_pupils_reach(slug: str) -> None:
    assert lessons.teaching(slug, "lesson").get("marking", "sealed") == "sealed"
