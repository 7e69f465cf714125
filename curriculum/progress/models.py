"""What happened in lessons, and which lesson a session does."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clubs.timetable.models import Session
from curriculum.courses.models import Lesson

from .enums import Kind


class EventQuerySet(models.QuerySet["Event"]):
    """Questions about events."""

    def of_learner(self, learner_id: int) -> "EventQuerySet":
        """Those of one child."""
        return self.filter(learner_id=learner_id)

    def hints(self) -> "EventQuerySet":
        """Hints taken."""
        return self.filter(kind=Kind.HINT)

    def latest_of_each(self) -> "EventQuerySet":
        """The last event of each learner."""
        return self.order_by("learner_id", "-happened_at", "-pk").distinct("learner_id")


class Event(models.Model):
    """One thing that happened. `number` is the hint's, from 1; `error_kind` Python's name for an error."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_events"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="events")
    exercise = models.SlugField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    error_kind = models.CharField(max_length=80, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["learner", "-happened_at"], name="event_by_learner")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="event_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.HINT, number__gte=1) | ~Q(kind=Kind.HINT) & Q(number__isnull=True),
                name="event_hint_numbered",
            ),
            models.UniqueConstraint(
                fields=["learner", "lesson", "exercise", "number"],
                condition=Q(kind=Kind.HINT),
                name="event_hint_once",
            ),
            models.UniqueConstraint(
                fields=["learner", "lesson", "exercise"],
                condition=Q(kind=Kind.PASSED),
                name="event_passed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SessionLesson(models.Model):
    """A lesson that a session does, chosen by the club's team."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="lessons")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="sessions")
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chosen_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["chosen_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "lesson"], name="session_lesson_once")]

    def __str__(self) -> str:
        return f"lesson {self.lesson_id} in session {self.session_id}"
