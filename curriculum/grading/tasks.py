"""Marking in the background: at least once each, recorded once, lost never.

A worker that is killed leaves its job "doing"; its heartbeat stops, and `rescue` of any
other worker (or of itself, started again) puts the job back. A try that breaks down is
made again, three times at most. While the database is away, a result waits in the worker.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from . import actions, corrections, rescue
from .bookkeeping import Bookkeeping, bookkeeping
from .checker_jobs import checker_job, job_for
from .dangerous_faults import Point, reach
from .marker import MarkerUnavailable, MarkingFailed, checkers

QUEUE = "marking"
LONGEST_WAIT_SECONDS = 30
# How long a result is kept for a database that is away or has no room.
PATIENCE_SECONDS = 600.0
LONGEST_PAUSE_SECONDS = 5.0
# Children's fresh checks have 0. Rescues come first, corrections when nobody waits.
RESCUE_PRIORITY, CORRECTION_PRIORITY = 10, -10
# A correction's jobs run one at a time, however many workers there are.
CORRECTIONS_LOCK = "corrections"

log = logging.getLogger(__name__)

# Not the notebook's doing; the try does not count.
NO_FAULT_OF_ITS_OWN = (MarkerUnavailable, actions.LessonCorrected)


class UntilMarked(BaseRetryStrategy):
    """Try again, soon at first and then less often; it is `take_up` that counts, and ends it."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """How long to wait: 1, 2, 4 … seconds, 30 at most."""
        return RetryDecision(retry_in={"seconds": min(2**job.attempts, LONGEST_WAIT_SECONDS)})


@app.task(queue=QUEUE, name="grading.mark_submission", retry=UntilMarked())
async def mark_submission(*, submission_id: str) -> None:
    """Mark one submission and record its marks."""
    async with bookkeeping() as books:
        await _mark(uuid.UUID(submission_id), books)


async def _mark(key: uuid.UUID, books: Bookkeeping) -> None:
    try:
        taken = await books.ask(_job, key)
        if taken is None:
            return
        job, version = taken
        result = await checkers().mark(job)
        reach(Point.RESULT_RECEIVED)
        await _kept(books, actions.record_marks, submission_id=key, version_id=version, result=result)
        reach(Point.RECORDED)
    except (MarkingFailed, *NO_FAULT_OF_ITS_OWN) as reason:
        log.warning("submission %s could not be marked: %s", key, reason)
        counts = isinstance(reason, MarkingFailed)
        await _kept(books, actions.give_back, submission_id=key, fault=str(reason), counts=counts)
        raise


@app.task(queue=QUEUE, name="grading.mark_again", retry=UntilMarked())
async def mark_again(*, correction_id: int, remarking_id: int) -> None:
    """Mark one submission for a correction, and keep the result beside its marks."""
    async with bookkeeping() as books:
        await _mark_again({"correction_id": correction_id, "remarking_id": remarking_id}, books)


async def _mark_again(about: dict[str, int], books: Bookkeeping) -> None:
    try:
        job = await books.ask(_job_of_correction, about["correction_id"], about["remarking_id"])
        if job is None:
            return
        reach(Point.TAKEN_UP)
        result = await checkers().mark(job)
        reach(Point.RESULT_RECEIVED)
        await _kept(books, corrections.record_remarking, **about, result=result)
        reach(Point.RECORDED)
    except (MarkingFailed, MarkerUnavailable) as reason:
        log.warning("remarking %s could not be marked: %s", about["remarking_id"], reason)
        counts = isinstance(reason, MarkingFailed)
        await _kept(books, corrections.give_remarking_back, **about, fault=str(reason), counts=counts)
        raise


async def _kept(books: Bookkeeping, write: Callable[..., Any], **about: Any) -> Any:
    """Have a result written, however often the database must be asked. Raises its error in the end."""
    pause, left = 0.2, PATIENCE_SECONDS
    while True:
        try:
            return await books.ask(write, **about)
        except (OperationalError, InterfaceError) as reason:
            if left <= 0:
                raise
            log.warning("a result waits for the database: %s", reason)
        await asyncio.sleep(pause)
        left -= pause
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _job(submission_id: uuid.UUID) -> tuple[dict[str, Any], int] | None:
    """Take a submission up; give the checker's job and the lesson version it is marked with."""
    submission = actions.take_up(submission_id=submission_id)
    if submission is None:
        return None
    reach(Point.TAKEN_UP)
    return job_for(submission)


def _job_of_correction(correction_id: int, remarking_id: int) -> dict[str, Any] | None:
    remarking = corrections.take_up_remarking(correction_id=correction_id, remarking_id=remarking_id)
    if remarking is None:
        return None
    return checker_job(
        remarking.submission.notebook, remarking.correction.lesson, remarking.correction.version_id
    )


def queue_remarking(correction_id: int, remarking_id: int) -> None:
    """Queue one submission's marking for a correction, in the present transaction."""
    job = mark_again.configure(lock=CORRECTIONS_LOCK, priority=CORRECTION_PRIORITY)
    job.defer(correction_id=correction_id, remarking_id=remarking_id)


# Six fields: the last is seconds.
@app.periodic(cron="* * * * * */5", periodic_id="rescue")
@app.task(
    queue=QUEUE, name="grading.rescue_stalled", queueing_lock="grading.rescue_stalled",
    priority=RESCUE_PRIORITY, pass_context=True,
)  # fmt: skip
async def rescue_stalled(context: Any, timestamp: int) -> None:
    """Put back what dead workers left, and queue again what the queue has lost."""
    await rescue.free_stalled(context.app.job_manager, QUEUE, but=context.job.id)
    async with bookkeeping() as books:
        await books.ask(rescue.queue_what_was_lost, QUEUE)
