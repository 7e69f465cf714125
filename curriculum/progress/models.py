"""What happened in lessons and what lasts of it, calls for help, and what a session does and is told."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clubs.timetable.models import Session
from curriculum.courses.models import Lesson

from .enums import HELP_MOVES, HELP_OPEN, OF_THE_SERVER, HelpState, Kind, Phrase


class EventQuerySet(models.QuerySet["Event"]):
    """Questions about events."""

    def of_learner(self, learner_id: int) -> "EventQuerySet":
        """Those of one child."""
        return self.filter(learner_id=learner_id)


class Event(models.Model):
    """One thing that happened: kept for the session, then only as counts (`rollup`).

    `error_kind` is Python's name for an error, or what became of a check that did not
    pass (`grading.outcomes`); `number` the hint's, from 1.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_events"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    exercise = models.SlugField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    error_kind = models.CharField(max_length=80, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["learner", "-happened_at"], name="event_by_learner"),
            models.Index(fields=["happened_at"], name="event_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="event_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(OF_THE_SERVER), lesson__isnull=True)
                | ~Q(kind__in=sorted(OF_THE_SERVER)) & Q(lesson__isnull=False),
                name="event_of_a_lesson",
            ),
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


class LessonVisit(models.Model):
    """That a child has opened a lesson, first and last: what the map and the family's page need for good."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_visits"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="visits")
    first_at = models.DateTimeField(default=timezone.now, editable=False)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="lesson_visit_once")]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class HintTaken(models.Model):
    """A hint a child has read, by its number from 1. It stays theirs."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hints_taken"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="hints_taken")
    exercise = models.SlugField(max_length=80)
    number = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson", "exercise", "number"], name="hint_taken_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="hint_taken_numbered"),
        ]

    def __str__(self) -> str:
        return f"hint {self.pk}"


class ExerciseCount(models.Model):
    """What became of all events of one exercise, with no child in it; `exercise` "" is the lesson itself.

    `sittings` counts children, each once a day; `errors` maps a kind to how often it was met.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="counts")
    exercise = models.SlugField(max_length=80, blank=True)
    sittings = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    ran = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    hints = models.PositiveIntegerField(default=0)
    helped = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=dict)

    class Meta:
        ordering = ["lesson", "exercise"]
        constraints = [models.UniqueConstraint(fields=["lesson", "exercise"], name="exercise_count_once")]

    def __str__(self) -> str:
        return f"counts of {self.exercise or self.lesson_id}"


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


class Said(models.Model):
    """A phrase said to every child of a session. There is no field for words of one's own, nor shall be."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="phrases")
    phrase = models.CharField(max_length=20, choices=Phrase)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(phrase__in=Phrase.values), name="phrase_from_the_list")
        ]

    def __str__(self) -> str:
        return f"{self.phrase} at session {self.session_id}"


class Invitation(models.Model):
    """A lesson that all children of a session are invited to begin together; the last one counts."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitations")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    """Questions about calls for help."""

    def open(self) -> "HelpRequestQuerySet":
        """Those that wait, or to whom somebody is on the way; longest waiting first."""
        return self.filter(state__in=sorted(HELP_OPEN)).order_by("asked_at", "pk")

    def of_learner(self, learner_id: int) -> "HelpRequestQuerySet":
        """Those of one child."""
        return self.filter(learner_id=learner_id)


class HelpRequest(models.Model):
    """A child asks the adults of the session they are at for help with one exercise.

    `error_kind` is the last one met there; `program` the exercise as it was last saved
    before the call, up to `rules.LONGEST_PROGRAM` characters.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="help_requests"
    )
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="help_requests")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    exercise = models.SlugField(max_length=80)
    error_kind = models.CharField(max_length=80, blank=True)
    program = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=HelpState, default=HelpState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    told_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(state__in=sorted(HELP_OPEN)), name="help_one_open_each"
            ),
            models.CheckConstraint(condition=Q(state__in=HelpState.values), name="help_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(HELP_OPEN), ended_at__isnull=True)
                | ~Q(state__in=sorted(HELP_OPEN)) & Q(ended_at__isnull=False),
                name="help_ended_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=HelpState.TAKEN) | Q(taken_at__isnull=False), name="help_taken_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state=HelpState.WAITING) | Q(taken_by__isnull=True, taken_at__isnull=True),
                name="help_waiting_is_nobodys",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="help_state_moves",
                field="state",
                transitions=[
                    (now.value, then.value) for now, nexts in HELP_MOVES.items() for then in sorted(nexts)
                ],
            )
        ]

    def __str__(self) -> str:
        return f"call for help {self.pk}"
