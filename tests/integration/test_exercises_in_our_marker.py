"""The lessons in our own marker: the marks stock nbgrader gives, and each mistake's own message."""

import asyncio
import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from curriculum.courses import release
from curriculum.grading import marker
from tests.integration import marking_stack
from tests.unit.exercises import lessons

pytestmark = pytest.mark.parametrize("slug", lessons.SLUGS)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


@cache
def lesson(slug: str) -> release.LessonFile:
    return release.read_lesson(lessons.ROOT / "exercises", slug)


def mark(slug: str, notebooks: list[dict[str, Any]], runner: Path) -> list[dict[str, Any]]:
    """Mark notebooks of one lesson, one after another; give their results."""
    exercises = [
        {"id": each.slug, "title": each.title, "wrong_answers": each.wrong_answers}
        for each in lesson(slug).exercises
    ]
    job = {"source": lesson(slug).source, "release": lesson(slug).release, "exercises": exercises}

    async def mark_all() -> list[dict[str, Any]]:
        checkers = marker.Checkers()
        try:
            return [
                await checkers.mark(job | {"notebook": json.dumps(notebook), "runner": str(runner)})
                for notebook in notebooks
            ]
        finally:
            checkers.close()

    return asyncio.run(mark_all())


def with_answer(notebook: dict[str, Any], exercise: str, code: str) -> dict[str, Any]:
    """Give a copy of the notebook with another answer in one exercise."""
    changed = copy.deepcopy(notebook)
    next(cell for cell in changed["cells"] if cell["id"] == exercise)["source"] = code
    return changed


def test_the_model_gets_all_points_and_the_untouched_release_none(slug: str, runner: Path) -> None:
    model, untouched = mark(slug, [lesson(slug).source, lesson(slug).release], runner)
    assert model["points"] == model["max_points"] > 0
    assert {each["outcome"] for each in model["exercises"]} == {"passed"}
    assert untouched["points"] == 0
    assert {each["outcome"] for each in untouched["exercises"]} == {"not_started"}


def test_each_known_wrong_answer_is_told_its_own_message(slug: str, runner: Path) -> None:
    wrong = lessons.wrong_answers(slug)
    notebooks = [with_answer(lesson(slug).source, exercise, answer["code"]) for exercise, _, answer in wrong]
    for (exercise, place, answer), result in zip(wrong, mark(slug, notebooks, runner), strict=True):
        marks = next(each for each in result["exercises"] if each["id"] == exercise)
        assert marks["points"] < marks["max_points"], (exercise, place)
        assert marks["message"] == answer["message"], (exercise, place)
