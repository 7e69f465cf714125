"""Submissions as they were sent, their marks, written once, and re-marking after a lesson's correction."""

import uuid
from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from clubs.people.enums import Kind
from curriculum.courses.models import Lesson, LessonVersion

from .enums import CorrectionState, RemarkingState, State
from .faults import Fault
from .outcomes import Outcome


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Questions about submissions."""

    def of_learner(self, learner_id: int) -> "SubmissionQuerySet":
        """Those of one child."""
        return self.filter(learner_id=learner_id)

    def of_children(self) -> "SubmissionQuerySet":
        """Those of children: whatever counts work counts these."""
        return self.filter(learner__kind=Kind.CHILD)

    def trials(self) -> "SubmissionQuerySet":
        """Those of authors who try a lesson; they count for nobody."""
        return self.exclude(learner__kind=Kind.CHILD)

    def marked(self) -> "SubmissionQuerySet":
        """Those with a result."""
        return self.filter(state=State.MARKED)

    def waiting(self) -> "SubmissionQuerySet":
        """Those still to be marked, oldest first."""
        return self.filter(state__in=[State.STORED, State.MARKING]).order_by("stored_at")

    def set_aside(self) -> "SubmissionQuerySet":
        """Those that could not be marked, for staff to look at, oldest first."""
        return self.filter(state=State.SET_ASIDE).order_by("stored_at")

    def with_faults(self, kinds: Iterable[Fault]) -> "SubmissionQuerySet":
        """Marked ones in which a fault of one of these kinds was noticed, newest first."""
        one_of = Q(pk__isnull=True)
        for kind in kinds:
            one_of |= Q(faults__contains=[{"kind": kind.value}])
        return self.marked().filter(one_of).order_by("-stored_at")


class Submission(models.Model):
    """One press of Check: the notebook exactly as it came, kept before anything is done with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="submissions")
    # The release it was marked with.
    version = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, null=True, blank=True)
    notebook = models.TextField()
    sha256 = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - null is "none sent"
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)
    # What the notebook tried, as the checker noticed: a list of {"kind", "exercise", "detail"}.
    faults = models.JSONField(default=list, blank=True)
    # Marked in compatible mode: its tests ran within the pupil's reach.
    compatible = models.BooleanField(default=False)
    stored_at = models.DateTimeField(default=timezone.now, editable=False)
    marked_at = models.DateTimeField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["learner", "lesson", "-stored_at"], name="submission_by_learner"),
            models.Index(
                fields=["stored_at"],
                condition=Q(state__in=[State.STORED, State.MARKING]),
                name="submission_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["learner", "idempotency_key"], name="submission_key_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.MARKED, marked_at__isnull=False, version__isnull=False)
                | ~Q(state=State.MARKED) & Q(marked_at__isnull=True),
                name="submission_marked_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"


class ExerciseResult(models.Model):
    """What one exercise earned, as the checker told it."""

    exercise = models.SlugField(max_length=80)
    points = models.FloatField()
    max_points = models.FloatField()
    outcome = models.CharField(max_length=20, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    message = models.TextField()
    error_kind = models.CharField(max_length=80, blank=True)
    # Each graded cell's part: a list of {"id", "points", "max_points", "by_hand"}.
    cells = models.JSONField(default=list, blank=True)
    # A drawing's record (lesson_kit.drawing_record), or null.
    drawing = models.JSONField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def columns(told: dict[str, Any]) -> dict[str, Any]:
        """These fields of one exercise of a checker's result (`curriculum.grading.checker.job`)."""
        return {
            "exercise": told["id"],
            "points": told["points"],
            "max_points": told["max_points"],
            "outcome": told["outcome"],
            "message": told["message"],
            "error_kind": told["error_kind"][:80],
            "cells": told["cells"],
            "drawing": told["drawing"],
        }

    @property
    def passed(self) -> bool:
        """Whether the exercise is done."""
        return self.outcome == Outcome.PASSED

    @property
    def share(self) -> float:
        """The part of its points that was earned, 0 to 1; a correction may change how many there are."""
        return self.points / self.max_points if self.max_points else float(self.passed)

    def worth(self, most: float) -> float:
        """The points that it stands for where there are `most`."""
        return self.points if self.max_points == most else self.share * most


class MarkQuerySet(models.QuerySet["Mark"]):
    """Questions about marks.

    A submission has one mark for each exercise from its own marking, and further ones
    from corrections of its lesson, each no worse than those before it: the newest counts.
    """

    def best_first(self, *within: str) -> "MarkQuerySet":
        """Ordered by `within`, then the best before the others; of equals the first written.

        Done comes before not done, then the greater share of the points counts:
        what a correction makes of an exercise's points takes nothing away.
        """
        share = Coalesce(F("points") / NullIf(F("max_points"), Value(0.0)), Value(0.0))
        done = models.Case(models.When(outcome=Outcome.PASSED, then=1), default=0)
        return self.order_by(*within, done.desc(), share.desc(), "pk")

    def best(self, learner_id: int, lesson_id: int | None = None) -> "MarkQuerySet":
        """One child's best mark for each exercise; of equals the first."""
        marks = self.filter(submission__learner_id=learner_id)
        if lesson_id is not None:
            marks = marks.filter(submission__lesson_id=lesson_id)
        within = ("submission__lesson_id", "exercise")
        return marks.best_first(*within).distinct(*within)

    def counting(self) -> "MarkQuerySet":
        """One mark for each exercise of each submission: without those that a correction has bettered."""
        later = Mark.objects.filter(
            submission=OuterRef("submission"), exercise=OuterRef("exercise"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))


class Mark(ExerciseResult):
    """What one exercise earned in one submission. The database refuses to change it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="marks")
    # The correction that gave it; null for the submission's own marking.
    correction = models.ForeignKey(
        "Correction", on_delete=models.PROTECT, null=True, blank=True, related_name="marks"
    )

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "exercise", "correction"], nulls_distinct=False, name="mark_once"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=models.F("max_points")), name="mark_within_points"
            ),
        ]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.exercise} of {self.submission_id}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Questions about corrections."""

    def undecided(self) -> "CorrectionQuerySet":
        """Those that are being prepared, or wait for somebody's decision."""
        return self.filter(state__in=CorrectionState.undecided())


class Correction(models.Model):
    """A lesson's correction: all that was marked is marked again, and applied once somebody has agreed."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="corrections")
    # The release that everything is marked again with.
    version = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="corrections")
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.PREPARING)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    # When it was applied, discarded or overtaken.
    closed_at = models.DateTimeField(null=True, blank=True)
    # What `correction_report.Report` counted when it was applied or discarded: numbers alone.
    report = models.JSONField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson"],
                condition=Q(state__in=CorrectionState.undecided()),
                name="correction_undecided_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CorrectionState.values), name="correction_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CorrectionState.undecided(), closed_at__isnull=True)
                | ~Q(state__in=CorrectionState.undecided()) & Q(closed_at__isnull=False),
                name="correction_closed_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.lesson_id}"


class Remarking(models.Model):
    """One submission's part in a correction; gone when the correction is closed."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="remarkings")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="remarkings")
    state = models.CharField(max_length=10, choices=RemarkingState, default=RemarkingState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["correction", "submission"], name="remarking_once"),
            models.CheckConstraint(
                condition=Q(state__in=RemarkingState.values), name="remarking_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} in {self.correction_id}"


class RemarkedResult(ExerciseResult):
    """What one exercise would earn by a correction; it touches no mark until that is applied."""

    remarking = models.ForeignKey(Remarking, on_delete=models.CASCADE, related_name="results")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["remarking", "exercise"], name="remarked_result_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=models.F("max_points")), name="remarked_within_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise} of {self.remarking_id}"
