"""From a submission to the job that a checker is given (`curriculum.grading.checker.job`)."""

from functools import lru_cache
from typing import Any

from django.conf import settings

from curriculum.courses.marking_digest import files_read
from curriculum.courses.models import Exercise, Lesson, LessonVersion

from .marker import MarkingFailed
from .models import Submission

LESSONS_KEPT = 32


def job_for(submission: Submission) -> tuple[dict[str, Any], int]:
    """The checker's job for a submission, and the version of the lesson it is marked with.

    Raises MarkingFailed when the lesson is no longer given out.
    """
    lesson = submission.lesson
    if lesson.current_id is None:
        raise MarkingFailed("The lesson has been withdrawn.")
    return checker_job(submission.notebook, lesson, lesson.current_id), lesson.current_id


def checker_job(notebook: str, lesson: Lesson, version_id: int) -> dict[str, Any]:
    """The checker's job for a notebook, marked with this version of its lesson."""
    # A lesson without a fingerprint may be released again unseen.
    part = _lesson_part if lesson.fingerprint else _lesson_part.__wrapped__
    job = part(lesson.pk, version_id, lesson.fingerprint)
    return job | {"notebook": notebook, "runner": settings.CLUBS_MARKER_SOCKET}


@lru_cache(maxsize=LESSONS_KEPT)
def _lesson_part(lesson_id: int, version_id: int, _fingerprint: str) -> dict[str, Any]:
    """What a job holds of its lesson; asked for once a release, since versions do not change.

    Known wrong answers may change while the version stays; then the fingerprint does.
    """
    version = LessonVersion.objects.get(pk=version_id)
    exercises = Exercise.objects.filter(lesson_id=lesson_id)
    return {
        "source": version.source,
        "release": version.release,
        "mode": "compatible" if version.compatible else "sealed",
        "files": files_read(version.files),
        "exercises": [
            {"id": exercise.slug, "wrong_answers": exercise.wrong_answers} for exercise in exercises
        ],
    }
