"""What must be true when all is over: every submission marked, its marks there once, nothing left queued."""

import uuid
from collections import Counter
from collections.abc import Iterable

from procrastinate.contrib.django.models import ProcrastinateJob

from curriculum.grading.enums import State
from curriculum.grading.models import Mark, Submission
from curriculum.progress.models import Event

EXERCISES = ("double", "hello")
"""Of the small lesson; every submission here answers both."""


def all_over(submissions: Iterable[uuid.UUID]) -> bool:
    """Whether each is marked or set aside and no job of theirs is left, done or not."""
    left = Submission.objects.waiting().filter(pk__in=list(submissions)).exists()
    return not left and not jobs().exists()


def jobs():
    """Jobs of marking that are queued, running, or have failed; one that went well is deleted."""
    return ProcrastinateJob.objects.filter(task_name="grading.mark_submission")


def wrongs(submissions: Iterable[uuid.UUID]) -> list[str]:
    """What is not as it should be, one line each; empty when each was marked exactly once."""
    keys = list(submissions)
    found = [
        f"{submission.pk} is {submission.state}: {submission.fault}"
        for submission in Submission.objects.filter(pk__in=keys).exclude(state=State.MARKED)
    ]
    marks = Counter(Mark.objects.filter(submission__in=keys).values_list("submission_id", "exercise"))
    found += [
        f"{key} has {marks[key, exercise]} marks for {exercise}"
        for key in keys
        for exercise in EXERCISES
        if marks[key, exercise] != 1
    ]
    checked = Event.objects.filter(kind="checked").count()
    if checked != len(keys) * len(EXERCISES):
        found.append(f"{checked} events tell of {len(keys)} checks of {len(EXERCISES)} exercises")
    return found
