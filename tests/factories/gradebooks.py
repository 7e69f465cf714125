"""A course with marks of several kinds, for exporting."""

from datetime import UTC, datetime
from typing import Any

from clubs.people.enums import Role
from clubs.people.models import User
from curriculum.courses.models import Lesson
from curriculum.grading.enums import State
from curriculum.grading.models import Mark, Submission
from tests.factories.people import BoroughRoleFactory, UserFactory


def approvers() -> list[str]:
    """E-mails of two people who may approve an export."""
    return [BoroughRoleFactory(role=Role.ADMINISTRATOR).user.email for _ in range(2)]


def cell(name: str, points: float, most: float, *, by_hand: bool = False) -> dict[str, Any]:
    """One graded cell's part of a mark."""
    return {"id": name, "points": points, "max_points": most, "by_hand": by_hand}


def submission(learner: User, lesson: Lesson, hour: int = 10, *, compatible: bool = False) -> Submission:
    """A marked submission of the 2 November 2026."""
    at = datetime(2026, 11, 2, hour, tzinfo=UTC)
    made: Submission = Submission.objects.create(
        learner=learner, lesson=lesson, version=lesson.current, notebook="{}", sha256="0" * 64,
        state=State.MARKED, stored_at=at, marked_at=at, compatible=compatible,
    )  # fmt: skip
    return made


def mark(submission: Submission, exercise: str, most: float, *cells: dict[str, Any], **more: Any) -> Mark:
    """A mark; its points are its cells', unless told."""
    points = more.pop("points", sum(each["points"] for each in cells))
    outcome = more.pop("outcome", "passed" if points == most else "wrong")
    made: Mark = Mark.objects.create(
        submission=submission, exercise=exercise, points=points, max_points=most, outcome=outcome,
        message="", cells=list(cells), **more,
    )  # fmt: skip
    return made


def child() -> User:
    """A child's account."""
    made: User = UserFactory(child=True)
    return made
