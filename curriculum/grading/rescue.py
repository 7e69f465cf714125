"""Finding again what a queue loses when its workers or its database die at a bad moment.

The database's clock alone counts here: a worker's own may be wrong.
"""

import logging
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from . import actions, corrections
from .enums import CorrectionState
from .models import Correction, Submission

# Longer than any job takes: the hard clock on a checker, and then some.
LONGEST_JOB = timedelta(seconds=180)
# A try waits half a minute at most; what is planned for later was planned by a wrong clock.
LONGEST_PLAN = timedelta(seconds=60)

log = logging.getLogger(__name__)


async def free_stalled(manager: JobManager, queue: str, *, but: int) -> None:
    """Put jobs whose worker has not been heard of back into the queue; not the job `but`, which asks."""
    silence = settings.CLUBS_WORKER_SILENCE_SECONDS
    for job in await manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=silence):
        if job.id == but:
            continue
        log.warning("the worker of %s is gone: it is queued again", job.call_string)
        try:
            if job.queueing_lock is None:
                await manager.retry_job(job)
            else:  # another rescue, and the next is on its way
                await manager.finish_job(job, Status.FAILED, delete_job=True)
        except ProcrastinateException as reason:  # somebody else was quicker
            log.info("it was not: %s", reason)


def queue_what_was_lost(queue: str) -> None:
    """Queue again every submission and correction that waits without a job, and mend jobs that never come."""
    _free_forgotten(queue)
    _bring_forward(queue)
    waiting = list(Submission.objects.waiting().values_list("pk", flat=True))
    with_job = _arguments("grading.mark_submission", "submission_id")
    for submission_id in waiting:
        if str(submission_id) not in with_job and _still_waits(submission_id):
            log.warning("submission %s had no job: it is queued again", submission_id)
            actions.queue(submission_id)
    with_job = _arguments("grading.mark_again", "correction_id")
    for correction in Correction.objects.filter(state=CorrectionState.PREPARING):
        if str(correction.pk) not in with_job:
            corrections.carry_on(correction_id=correction.pk)


def _arguments(task: str, name: str) -> set[str]:
    jobs = ProcrastinateJob.objects.filter(task_name=task, status__in=["todo", "doing"])
    return {str(args[name]) for args in jobs.values_list("args", flat=True)}


def _still_waits(submission_id: uuid.UUID) -> bool:
    """Asked once the jobs are known: one whose job has gone since was marked by it."""
    return Submission.objects.waiting().filter(pk=submission_id).exists()


def _free_forgotten(queue: str) -> None:
    """Jobs "doing" for too long in a living worker: it could not tell the database how they ended."""
    doing = ProcrastinateJob.objects.filter(
        queue_name=queue, status="doing", procrastinateevent__type="started"
    ).annotate(started=Max("procrastinateevent__at"))
    for job in doing.filter(started__lt=Now() - LONGEST_JOB):
        log.warning("job %s never ended: it is queued again", job.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job.pk])


def _bring_forward(queue: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now()"
            " WHERE queue_name = %s AND status = 'todo' AND scheduled_at > now() + make_interval(secs => %s)",
            [queue, LONGEST_PLAN.total_seconds()],
        )
