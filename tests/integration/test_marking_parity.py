"""Our marks against those of stock `nbgrader autograde`, over the lessons' model and wrong answers.

Identical, but for the differences that docs/reference/marking-differences.md lists.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.integration import marking_stack
from tests.integration.test_exercises_in_our_marker import lesson, mark, with_answer
from tests.integration.test_exercises_in_stock_nbgrader import make_course, nbgrader
from tests.unit.exercises import lessons

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


def handed_in(slug: str) -> dict[str, dict]:
    """The notebooks to mark, by pupil: the model, the untouched release, each known wrong answer."""
    notebooks = {"model": lesson(slug).source, "untouched": lesson(slug).release}
    for exercise, place, answer in lessons.wrong_answers(slug):
        notebooks[f"{exercise}-{place}"] = with_answer(lesson(slug).source, exercise, answer["code"])
    return notebooks


def stock_points(course: Path, slug: str, pupils: list[str]) -> dict[str, dict[str, float]]:
    """What stock nbgrader gave: pupil → exercise → points."""
    points: dict[str, dict[str, float]] = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for pupil in pupils:
            marks = points.setdefault(pupil, {})
            for grade in gradebook.find_submission_notebook(slug, slug, pupil).grades:
                exercise = grade.name.partition("--")[0]
                marks[exercise] = marks.get(exercise, 0) + grade.score
    return points


@pytest.mark.parametrize("slug", lessons.SLUGS)
def test_points_are_those_of_stock_nbgrader(slug: str, tmp_path: Path, runner: Path) -> None:
    notebooks = handed_in(slug)
    course = make_course(tmp_path, slug)
    for pupil, notebook in notebooks.items():
        folder = course / "submitted" / pupil / slug
        folder.mkdir(parents=True)
        (folder / f"{slug}.ipynb").write_text(json.dumps(notebook))
    nbgrader(course, "autograde", slug, seconds=600)
    stock = stock_points(course, slug, list(notebooks))
    ours = {
        pupil: {each["id"]: each["points"] for each in result["exercises"]}
        for pupil, result in zip(notebooks, mark(slug, list(notebooks.values()), runner), strict=True)
    }
    assert ours == stock
    shutil.rmtree(course)
