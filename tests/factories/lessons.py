"""A small lesson to mark, its children, and notebooks they send in."""

import json
from typing import Any

from django.conf import settings

from clubs.people.models import User
from curriculum.courses.models import Course, Exercise, Lesson, LessonVersion
from curriculum.grading.actions import record_marks, take_up
from curriculum.grading.models import Submission
from curriculum.grading.outcomes import Outcome
from tests.factories.people import UserFactory

Notebook = dict[str, Any]

DOUBLE = "def double(number):\n    return number * 2"
HELLO = "print('hello')"


def code_cell(source: str, grade_id: str = "", role: str = "pupil", points: float = 1) -> dict[str, Any]:
    """A code cell; `role` is answer, test, setup or pupil."""
    metadata: dict[str, Any] = {}
    if grade_id:
        metadata["nbgrader"] = {
            "grade_id": grade_id,
            "grade": role == "test",
            "solution": role == "answer",
            "locked": role in ("test", "setup"),
            "task": False,
            "schema_version": 3,
        }
        if role == "test":
            metadata["nbgrader"]["points"] = points
    return {
        "cell_type": "code", "id": f"cell-{abs(hash((source, grade_id)))}", "metadata": metadata,
        "source": source, "outputs": [], "execution_count": None,
    }  # fmt: skip


def notebook(*cells: dict[str, Any]) -> Notebook:
    """A notebook of these cells."""
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}


def source_notebook() -> Notebook:
    """Two exercises: `double` (two tests of 1 and 2 points) and `hello` (one test of 1)."""
    solution = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
    return notebook(
        code_cell("import lesson_kit", "setup", "setup"),
        code_cell(solution.format(DOUBLE), "double", "answer"),
        code_cell("assert double(2) == 4, 'Twice 2 is 4.'", "double--test-1", "test"),
        code_cell(
            "### BEGIN HIDDEN TESTS\nassert double('ab') == 'abab', 'Words too.'\n### END HIDDEN TESTS",
            "double--test-2", "test", 2,
        ),
        code_cell(solution.format(HELLO), "hello", "answer"),
        code_cell(
            "from lesson_kit import testing\nassert 'hello' in testing.printed_lines(), 'Say hello.'",
            "hello--test-1", "test",
        ),
    )  # fmt: skip


STARTERS = {"double": "# Write your code here.", "hello": "# Write your code here."}


def release_notebook() -> Notebook:
    """What a child is given of `source_notebook`."""
    released = answered()
    for cell in released["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double--test-2":
            cell["source"] = ""
    return released


def answered(**answers: str) -> Notebook:
    """A notebook as a child sends it, with these answers by exercise."""
    sent = source_notebook()
    for cell in sent["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in STARTERS:
            cell["source"] = answers.get(grade_id, STARTERS[grade_id])
        if grade_id == "double--test-2":
            cell["source"] = ""
    return sent


RIGHT = {"double": DOUBLE, "hello": HELLO}
WRONG_ANSWERS = [
    {
        "code": "def double(number):\n    return number",
        "sign": "double(3) == 3",
        "message": "Your function gives back the number as it was. Make it twice as much.",
    }
]


def sent(**answers: str) -> bytes:
    """The body of a submission with these answers."""
    return json.dumps(answered(**answers)).encode()


def lesson(slug: str = "small-lesson") -> Lesson:
    """The lesson of `source_notebook`, released."""
    course, _ = Course.objects.get_or_create(slug="small-course", defaults={"title": "Small course"})
    made = Lesson.objects.create(
        course=course,
        slug=slug,
        title="Small lesson",
        summary="Small things.",
        minutes=5,
        youngest=8,
        oldest=12,
    )
    made.current = LessonVersion.objects.create(
        lesson=made, version="0123456789ab", source=source_notebook(), release=release_notebook()
    )
    made.save()
    hints = ["Think of times two.", "Use return."]
    Exercise.objects.create(
        lesson=made, slug="double", title="Twice", points=3, order=0, hints=hints, wrong_answers=WRONG_ANSWERS
    )
    Exercise.objects.create(lesson=made, slug="hello", title="Hello", points=1, order=1)
    return made


def result(*exercises: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A checker's result with these exercises; what an exercise leaves out is told for it."""
    told = {"message": "", "error_kind": "", "drawing": None, "seconds": 0.01, "cells": []}
    return {"mode": "sealed", "faults": [], "repairs": {}, "seconds": 0.05, **changed} | {
        "exercises": [told | each for each in exercises]
    }


def relay_headers(learner: User) -> dict[str, str]:
    """What the relay adds to a call for this child."""
    return {"Authorization": f"Bearer {settings.CLUBS_RELAY_TOKEN}", "X-Learner": learner.opaque_id}


def learner() -> User:
    """A child's account."""
    made: User = UserFactory(child=True)
    return made


def notebook_text(*cells: dict[str, Any]) -> str:
    """A notebook of these cells, as a file holds it."""
    return json.dumps(notebook(*cells))


DRAWING = {
    "version": 1, "width": 400, "height": 400, "background": "#ffffff", "fills": [], "dots": [],
    "lines": [{"points": [[0, 0], [10, 0]], "colour": "#ff0000", "width": 2, "order": 1}],
}  # fmt: skip


def marked(learner: User, lesson: Lesson, *, passed: tuple[str, ...], drawing: Any = None) -> Submission:
    """A marked submission: these exercises passed, the others wrong; `drawing` is that of `hello`."""
    sent_in = Submission.objects.create(
        learner=learner, lesson=lesson, notebook=sent(**{name: RIGHT[name] for name in passed}).decode()
    )
    take_up(submission_id=sent_in.pk)
    told = [
        {
            "id": exercise.slug,
            "points": exercise.points if exercise.slug in passed else 0,
            "max_points": exercise.points,
            "outcome": (Outcome.PASSED if exercise.slug in passed else Outcome.WRONG).value,
            "drawing": drawing if exercise.slug == "hello" else None,
        }
        for exercise in lesson.exercises.all()
    ]
    record_marks(submission_id=sent_in.pk, version_id=lesson.given_out.pk, result=result(*told))
    return sent_in
