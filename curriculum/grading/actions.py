"""Writes of marking: storing a submission, taking it up, recording its marks, setting it aside."""

import hashlib
import uuid
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from clubs.people.models import User
from clubs.records.audit import audited
from clubs.records.listening import tell
from clubs.records.refusals import Refusal
from curriculum.courses.models import Lesson

from .dangerous_faults import Point, reach
from .enums import FINISHED, State
from .models import Mark, Submission
from .rules import MOST_TRIES, PACES, check_key, check_may_follow, check_notebook, check_pace
from .signals import submission_marked


class LessonCorrected(Exception):
    """A newer release of the lesson came while this was being marked: it is marked again with that."""


@transaction.atomic
def store_submission(*, lesson: Lesson, body: bytes, key: str | None, by: User) -> Submission:
    """Keep what a child sent, and queue its marking. The same key gives the same submission again.

    Raises Refusal: see `rules.check_notebook`, `rules.check_pace`, `rules.check_key`,
    and "key_used" (409) when the key came with another notebook before.
    """
    check_key(key)
    # Two sends of one child wait for each other, so that the pace and the key hold.
    User.objects.select_for_update().get(pk=by.pk)
    digest = hashlib.sha256(body).hexdigest()
    if key is not None:
        earlier = Submission.objects.of_learner(by.pk).filter(idempotency_key=key).first()
        if earlier is not None:
            return _same(earlier, lesson, digest)
    text, _ = check_notebook(body)
    now = timezone.now()
    stored = Submission.objects.of_learner(by.pk).filter(stored_at__gt=now - PACES[-1][1])
    check_pace(list(stored.values_list("stored_at", flat=True)), now)
    submission = Submission.objects.create(
        learner=by, lesson=lesson, notebook=text, sha256=digest, idempotency_key=key, stored_at=now
    )
    queue(submission.pk)
    return submission


def _same(earlier: Submission, lesson: Lesson, digest: str) -> Submission:
    if earlier.lesson_id != lesson.pk or earlier.sha256 != digest:
        raise Refusal("key_used", "That key came with another notebook.", "Send a new key.", status=409)
    return earlier


def queue(submission_id: uuid.UUID) -> None:
    """Queue a marking. The job's row is written in the present transaction, so it is there on commit."""
    from .tasks import mark_submission

    mark_submission.configure(lock=f"marking-{submission_id}").defer(submission_id=str(submission_id))


@transaction.atomic
def take_up(*, submission_id: uuid.UUID, by: None = None) -> Submission | None:
    """Begin a try at marking; None when there is nothing left to do.

    The fourth try is never made: a notebook that has brought three workers down is set aside.
    """
    waiting = Submission.objects.select_related("lesson").select_for_update(of=("self",))
    submission = waiting.filter(pk=submission_id).first()
    if submission is None or submission.state in FINISHED:
        return None
    if submission.tries >= MOST_TRIES:
        _set_aside(submission, submission.fault or "Marking was tried three times and never came to an end.")
        return None
    _move(submission, State.MARKING)
    submission.tries += 1
    submission.save(update_fields=["state", "tries"])
    _tell(submission)
    return submission


@transaction.atomic
def give_back(*, submission_id: uuid.UUID, fault: str, counts: bool, by: None = None) -> None:
    """Note why a try failed. One that was not the notebook's doing does not count."""
    submission = Submission.objects.select_for_update().get(pk=submission_id)
    if submission.state in FINISHED:
        return
    submission.fault = fault[:300]
    if not counts:
        submission.tries = max(0, submission.tries - 1)
    if counts and submission.tries >= MOST_TRIES:
        _set_aside(submission, submission.fault)
        return
    submission.save(update_fields=["fault", "tries"])


@transaction.atomic
def record_marks(
    *, submission_id: uuid.UUID, version_id: int, result: dict[str, Any], by: None = None
) -> bool:
    """Write a submission's marks, once; False when they stand already.

    `result` is the checker's (`curriculum.grading.checker.job`). Raises LessonCorrected
    when a newer release than `version_id` came while it was made.
    """
    reach(Point.BEFORE_RECORDING)
    submission = (
        Submission.objects.select_related("learner")
        .select_for_update(of=("self",))
        .defer("notebook")
        .get(pk=submission_id)
    )
    if submission.state in FINISHED:
        return False
    _check_still_current(submission.lesson_id, version_id)
    _move(submission, State.MARKED)
    marks = Mark.objects.bulk_create(
        Mark(submission=submission, **Mark.columns(each)) for each in result["exercises"]
    )
    reach(Point.INSIDE_RECORDING)
    submission.version_id = version_id
    submission.marked_at = timezone.now()
    submission.fault, submission.faults = "", result["faults"]
    submission.compatible = result["mode"] == "compatible"
    submission.save(update_fields=["state", "version", "marked_at", "fault", "faults", "compatible"])
    submission_marked.send(Submission, submission=submission, marks=marks)
    _tell(submission)
    return True


@audited("grading.try_again")
def try_again(*, submission: Submission, by: User) -> Submission:
    """Put a submission that was set aside back into the queue."""
    check_may_follow(State(submission.state), State.STORED)
    submission.state, submission.tries, submission.fault = State.STORED, 0, ""
    submission.save(update_fields=["state", "tries", "fault"])
    queue(submission.pk)
    _tell(submission)
    return submission


def _check_still_current(lesson_id: int, version_id: int) -> None:
    """Hold the lesson's release as it is until these marks stand.

    A release waits for them, then finds them among those to be marked again; or they
    find its new version here. So no mark of an old version slips in behind a correction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_id FROM courses_lesson WHERE id = %s FOR SHARE", [lesson_id])
        (current_id,) = cursor.fetchone()
    if current_id not in (None, version_id):
        raise LessonCorrected


def _set_aside(submission: Submission, fault: str) -> None:
    _move(submission, State.SET_ASIDE)
    submission.fault = fault[:300]
    submission.save(update_fields=["state", "fault", "tries"])
    _tell(submission)


def _move(submission: Submission, then: State) -> None:
    check_may_follow(State(submission.state), then)
    submission.state = then


def _tell(submission: Submission) -> None:
    """Wake the streams that wait for this submission, when the transaction is done."""
    tell("submission", submission.pk)
