"""Writes of a lesson's correction: all marked again beside the marks that stand, then applied or discarded.

Locks are taken in this order: the lesson, the correction, one of its remarkings.
One chain of jobs walks through a correction, one submission a job: each writes its
result and queues the next in one transaction, so a worker's death breaks nothing.
"""

import dataclasses
from typing import Any

from django.db import transaction
from django.utils import timezone

from clubs.people.models import User
from clubs.records.audit import audited
from clubs.records.refusals import Refusal
from curriculum.courses.models import Lesson

from .correction_report import report
from .dangerous_faults import Point, reach
from .enums import CorrectionState, RemarkingState
from .models import Correction, ExerciseResult, Mark, RemarkedResult, Remarking, Submission
from .rules import MOST_TRIES, check_may_become, is_worth_writing
from .signals import marks_corrected

ROWS_AT_ONCE = 1000


@audited("grading.begin_correction")
def begin_correction(*, lesson: Lesson, by: User | None) -> Correction | None:
    """Begin to mark all that children sent of a lesson and that was marked again; None when there are none.

    One that nobody has decided yet is overtaken. Raises Refusal ("not_released").
    """
    lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
    if lesson.current is None:
        raise Refusal("not_released", "That lesson is not given out.", "Release it first.")
    for overtaken in Correction.objects.undecided().filter(lesson=lesson).select_for_update():
        _close(overtaken, CorrectionState.OVERTAKEN)
    marked = Submission.objects.marked().of_children().filter(lesson=lesson).order_by("stored_at", "pk")
    keys = list(marked.values_list("pk", flat=True))
    if not keys:
        return None
    correction = Correction.objects.create(lesson=lesson, version=lesson.current)
    Remarking.objects.bulk_create(
        (Remarking(correction=correction, submission_id=key) for key in keys), batch_size=ROWS_AT_ONCE
    )
    _queue_next(correction)
    return correction


@transaction.atomic
def take_up_remarking(*, correction_id: int, remarking_id: int, by: None = None) -> Remarking | None:
    """Begin a try at one submission of a correction; None when nothing is to be done about it.

    One that has brought three workers down is noted as failed, and the next one is queued.
    """
    correction = _being_prepared(correction_id)
    if correction is None:
        return None
    remarking = Remarking.objects.select_for_update().filter(pk=remarking_id).first()
    if remarking is None:  # its child was erased: the chain goes on without it
        _queue_next(correction)
        return None
    if remarking.state != RemarkingState.WAITING:
        return None
    if remarking.tries >= MOST_TRIES:
        _fail(
            correction,
            remarking,
            remarking.fault or "Marking was tried three times and never came to an end.",
        )
        return None
    remarking.tries += 1
    remarking.save(update_fields=["tries"])
    return remarking


@transaction.atomic
def give_remarking_back(
    *, correction_id: int, remarking_id: int, fault: str, counts: bool, by: None = None
) -> None:
    """Note why a try failed. One that was not the notebook's doing does not count."""
    correction = _being_prepared(correction_id)
    remarking = Remarking.objects.select_for_update().filter(pk=remarking_id).first()
    if correction is None or remarking is None or remarking.state != RemarkingState.WAITING:
        return
    if not counts:
        remarking.tries = max(0, remarking.tries - 1)
    elif remarking.tries >= MOST_TRIES:
        _fail(correction, remarking, fault)
        return
    remarking.fault = fault[:300]
    remarking.save(update_fields=["tries", "fault"])


@transaction.atomic
def record_remarking(
    *, correction_id: int, remarking_id: int, result: dict[str, Any], by: None = None
) -> bool:
    """Keep what a submission would earn, once, and queue the next; False when there is nothing to keep."""
    reach(Point.BEFORE_RECORDING)
    correction = _being_prepared(correction_id)
    remarking = Remarking.objects.select_for_update().filter(pk=remarking_id).first()
    if correction is None or remarking is None or remarking.state != RemarkingState.WAITING:
        return False
    RemarkedResult.objects.bulk_create(
        RemarkedResult(remarking=remarking, **ExerciseResult.columns(each)) for each in result["exercises"]
    )
    reach(Point.INSIDE_RECORDING)
    remarking.state, remarking.fault = RemarkingState.MARKED, ""
    remarking.save(update_fields=["state", "fault"])
    _queue_next(correction)
    return True


@transaction.atomic
def carry_on(*, correction_id: int, by: None = None) -> None:
    """Queue the next submission of a correction whose chain of jobs has broken."""
    correction = _being_prepared(correction_id)
    if correction is not None:
        _queue_next(correction)


@audited("grading.apply_correction")
def apply_correction(*, correction: Correction, by: User | None) -> Correction:
    """Write the marks that a correction betters or explains anew; no child's best becomes worse.

    Raises Refusal: "still_preparing", "overtaken", "already_decided".
    """
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    check_may_become(CorrectionState(correction.state), CorrectionState.APPLIED)
    counted = dataclasses.asdict(report(correction))
    marked = correction.remarkings.filter(state=RemarkingState.MARKED).select_related("submission")
    with_marks = marked.defer("submission__notebook").prefetch_related("results", "submission__marks")
    for remarking in with_marks.iterator(chunk_size=ROWS_AT_ONCE):
        _write_marks(correction, remarking)
    _close(correction, CorrectionState.APPLIED, counted)
    return correction


@audited("grading.discard_correction")
def discard_correction(*, correction: Correction, by: User | None) -> Correction:
    """Let everything stand as it is. Raises Refusal: "overtaken", "already_decided"."""
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    check_may_become(CorrectionState(correction.state), CorrectionState.DISCARDED)
    _close(correction, CorrectionState.DISCARDED, dataclasses.asdict(report(correction)))
    return correction


def _write_marks(correction: Correction, remarking: Remarking) -> None:
    submission = remarking.submission
    counting = {mark.exercise: mark for mark in submission.marks.all()}  # in order: the newest is left
    columns = [field.attname for field in ExerciseResult._meta.get_fields() if hasattr(field, "attname")]
    marks = [
        Mark(
            submission=submission,
            correction=correction,
            **{column: getattr(result, column) for column in columns},
        )
        for result in remarking.results.all()
        if is_worth_writing(counting.get(result.exercise), result)
    ]
    if marks:
        Mark.objects.bulk_create(marks)
        marks_corrected.send(Submission, submission=submission, marks=marks)


def _being_prepared(correction_id: int) -> Correction | None:
    found = Correction.objects.select_for_update().filter(pk=correction_id).first()
    return found if found is not None and found.state == CorrectionState.PREPARING else None


def _fail(correction: Correction, remarking: Remarking, fault: str) -> None:
    remarking.state, remarking.fault = RemarkingState.FAILED, fault[:300]
    remarking.save(update_fields=["state", "fault", "tries"])
    _queue_next(correction)


def _queue_next(correction: Correction) -> None:
    """Queue the next submission's marking, in the present transaction; without one, all is ready."""
    from .tasks import queue_remarking

    waiting = correction.remarkings.filter(state=RemarkingState.WAITING).order_by("pk").first()
    if waiting is not None:
        queue_remarking(correction.pk, waiting.pk)
        return
    check_may_become(CorrectionState(correction.state), CorrectionState.READY)
    correction.state = CorrectionState.READY
    correction.save(update_fields=["state"])


def _close(correction: Correction, then: CorrectionState, counted: dict[str, Any] | None = None) -> None:
    """End a correction; what it found about single children goes, the counts stay."""
    correction.state, correction.report, correction.closed_at = then, counted, timezone.now()
    correction.save(update_fields=["state", "report", "closed_at"])
    correction.remarkings.all().delete()
