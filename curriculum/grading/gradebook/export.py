"""Writes the gradebook's file: nbgrader's own schema, filled in bulk, in place in one step or not at all."""

import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import insert

from clubs.people.enums import Kind
from curriculum.courses.models import Course
from curriculum.grading.models import Mark

from .grades import BestMark, scored
from .structure import Structure, rows_of, version_of

AT_ONCE = 200
"""Submissions held in memory and written together."""

Rows = dict[type, list[dict[str, Any]]]


class FileStands(Exception):
    """The file is there already."""


@dataclass
class Written:
    """How much an export wrote."""

    lessons: int = 0
    children: int = 0
    submissions: int = 0


@contextmanager
def gradebook_file(course: Course, file: Path, *, replace: bool = False) -> Iterator[Written]:
    """Write a course's gradebook beside `file`; it gets its name when the block ends well.

    So what must stand with it (its entries in the audit trail) is written in the block. The
    file is for its owner alone. Raises FileStands unless `replace`, and OSError.
    """
    if file.exists() and not replace:
        raise FileStands(str(file))
    with tempfile.TemporaryDirectory(prefix=f".{file.name}-", dir=file.parent) as folder:
        half = Path(folder) / "gradebook.db"
        half.touch(mode=0o600)
        yield write(course, half)
        if replace:
            half.replace(file)
        else:
            try:
                os.link(half, file)
            except FileExistsError as reason:
                raise FileStands(str(file)) from reason


def write(course: Course, file: Path) -> Written:
    """Fill `file`, which must be empty, with the course's lessons and its children's best marks."""
    written = Written()
    with _alembic_on_path(), Gradebook(f"sqlite:///{file}", course_id=course.slug) as gradebook:
        structures = _add_lessons(gradebook, course)
        written.lessons = len(structures)
        seen: set[str] = set()
        for some in itertools.batched(_submissions(structures), AT_ONCE, strict=False):
            rows: Rows = {
                model: [] for model in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment)
            }
            for learner, lesson, marks in some:
                if learner not in seen:
                    seen.add(learner)
                    rows[Student].append({"id": learner})
                _add_submission(rows, learner, structures[lesson], marks)
            for model, values in rows.items():
                if values:
                    gradebook.db.execute(insert(model.__table__), values)  # type: ignore[attr-defined]
            gradebook.db.commit()
            written.submissions += len(some)
        written.children = len(seen)
    return written


@contextmanager
def _alembic_on_path() -> Iterator[None]:
    """A new gradebook asks the program `alembic` for its schema's version; it stands beside our Python."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _add_lessons(gradebook: Gradebook, course: Course) -> dict[int, Structure]:
    """Every lesson that was ever released, by its id."""
    structures = {}
    for lesson in course.lessons.select_related("current").order_by("order", "slug"):
        version = version_of(lesson)
        if version is not None:
            assignment, structures[lesson.pk] = rows_of(lesson, version, course.slug)
            gradebook.db.add(assignment)
    gradebook.db.commit()
    return structures


def _submissions(structures: dict[int, Structure]) -> Iterator[tuple[str, int, list[BestMark]]]:
    """Each child's best marks in each lesson: (opaque id, lesson, marks); read as a stream."""
    within = ("submission__learner_id", "submission__lesson_id", "exercise")
    found = (
        Mark.objects.filter(
            submission__lesson__in=list(structures), submission__learner__kind=Kind.CHILD
        )
        .best_first(*within)
        .distinct(*within)
        .values_list(
            "submission__learner__opaque_id", "submission__lesson_id", "exercise", "points", "max_points",
            "outcome", "cells", "submission__stored_at", "submission__compatible",
        )
    )  # fmt: skip
    for (learner, lesson), rows in itertools.groupby(found.iterator(2_000), key=lambda row: row[:2]):
        yield learner, lesson, [BestMark(*row[2:]) for row in rows]


def _add_submission(rows: Rows, learner: str, structure: Structure, marks: list[BestMark]) -> None:
    submission, notebook = new_uuid(), new_uuid()
    latest = max(mark.stored_at for mark in marks).astimezone(UTC).replace(tzinfo=None)
    rows[SubmittedAssignment].append(
        {"id": submission, "assignment_id": structure.assignment, "student_id": learner, "timestamp": latest}
    )
    rows[SubmittedNotebook].append(
        {"id": notebook, "assignment_id": submission, "notebook_id": structure.notebook}
    )
    made = scored(structure, marks)
    rows[Grade] += [
        {
            "id": new_uuid(), "notebook_id": notebook, "cell_id": score.cell.row, "auto_score": score.auto,
            "needs_manual_grade": score.needs_manual_grade,
        }
        for score in made.scores
    ]  # fmt: skip
    rows[Comment] += [
        {"id": new_uuid(), "notebook_id": notebook, "cell_id": cell, "auto_comment": words}
        for cell, words in made.comments.items()
    ]
