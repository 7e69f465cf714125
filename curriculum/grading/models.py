"""Submissions as they were sent, and their marks, written once."""

import uuid
from collections.abc import Iterable

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clubs.people.enums import Kind
from curriculum.courses.models import Lesson, LessonVersion

from .enums import State
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
        indexes = [models.Index(fields=["learner", "lesson", "-stored_at"], name="submission_by_learner")]
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


class MarkQuerySet(models.QuerySet["Mark"]):
    """Questions about marks."""

    def best(self, learner_id: int, lesson_id: int | None = None) -> "MarkQuerySet":
        """One child's best mark for each exercise; of equals the first."""
        marks = self.filter(submission__learner_id=learner_id)
        if lesson_id is not None:
            marks = marks.filter(submission__lesson_id=lesson_id)
        return marks.order_by("submission__lesson_id", "exercise", "-points", "pk").distinct(
            "submission__lesson_id", "exercise"
        )


class Mark(models.Model):
    """What one exercise earned in one submission. The database refuses to change it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="marks")
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

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "exercise"], name="mark_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=models.F("max_points")), name="mark_within_points"
            ),
        ]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.exercise} of {self.submission_id}"

    @property
    def passed(self) -> bool:
        """Whether the exercise is done."""
        return self.outcome == Outcome.PASSED
