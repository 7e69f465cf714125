"""Marking in the background: at least once each, recorded once, lost never.

A worker that is killed leaves its job "doing"; its heartbeat stops, and
`rescue_stalled` of any other worker (or of itself, started again) puts the job
back. A try that breaks down is made again, three times at most.
"""

import logging
import uuid
from functools import lru_cache
from typing import Any

from django.conf import settings
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from curriculum.courses.models import Exercise, LessonVersion

from . import actions
from .bookkeeping import Bookkeeping, bookkeeping
from .marker import MarkerUnavailable, MarkingFailed, checkers
from .models import Submission

QUEUE = "marking"
# As the settings' stalled_worker_timeout; a heartbeat comes every two seconds.
STALLED_AFTER_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 30
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
"""Files that are looked at, not read by code: they are not sent to the marker."""
LESSONS_KEPT = 32

log = logging.getLogger(__name__)


class UntilMarked(BaseRetryStrategy):
    """Try again, soon at first and then less often. What does not count as a try may wait for ever."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """How long to wait: 1, 2, 4 … seconds, 30 at most."""
        if not isinstance(exception, MarkerUnavailable | MarkingFailed | OSError):
            return None
        return RetryDecision(retry_in={"seconds": min(2**job.attempts, LONGEST_WAIT_SECONDS)})


@app.task(queue=QUEUE, name="grading.mark_submission", retry=UntilMarked())
async def mark_submission(*, submission_id: str) -> None:
    """Mark one submission and record its marks."""
    async with bookkeeping() as books:
        await _mark(uuid.UUID(submission_id), books)


async def _mark(key: uuid.UUID, books: Bookkeeping) -> None:
    taken = await books.ask(_job, key)
    if taken is None:
        return
    job, version = taken
    try:
        result = await checkers().mark(job)
    except (MarkerUnavailable, MarkingFailed) as reason:
        log.warning("submission %s could not be marked: %s", key, reason)
        await books.ask(
            actions.give_back,
            submission_id=key,
            fault=str(reason),
            counts=isinstance(reason, MarkingFailed),
        )
        raise
    await books.ask(actions.record_marks, submission_id=key, version_id=version, result=result)


def _job(submission_id: uuid.UUID) -> tuple[dict[str, Any], int] | None:
    """Take a submission up; give the checker's job and the lesson version it is marked with."""
    submission = actions.take_up(submission_id=submission_id)
    if submission is None:
        return None
    return job_for(submission)


def job_for(submission: Submission) -> tuple[dict[str, Any], int]:
    """The checker's job for a submission, and the version of the lesson it is marked with."""
    lesson = submission.lesson
    if lesson.current_id is None:
        raise MarkingFailed("The lesson has been withdrawn.")
    # A lesson without a fingerprint may be released again unseen.
    part = _lesson_part if lesson.fingerprint else _lesson_part.__wrapped__
    job = part(lesson.pk, lesson.current_id, lesson.fingerprint)
    return job | {"notebook": submission.notebook, "runner": settings.CLUBS_MARKER_SOCKET}, lesson.current_id


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
        "files": [file for file in version.files if not file["name"].endswith(PICTURES)],
        "exercises": [
            {"id": exercise.slug, "wrong_answers": exercise.wrong_answers} for exercise in exercises
        ],
    }


# Six fields: the last is seconds.
@app.periodic(cron="* * * * * */5", periodic_id="rescue")
@app.task(
    queue=QUEUE, name="grading.rescue_stalled", queueing_lock="grading.rescue_stalled", pass_context=True
)
async def rescue_stalled(context: Any, timestamp: int) -> None:
    """Put jobs of workers that have died back into the queue."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        if job.id != context.job.id:
            log.warning("the worker of %s is gone: it is queued again", job.call_string)
            await manager.retry_job(job)
