"""A copy of a notebook that one adult may look at, for a while. What it holds is made when it is fetched."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clubs.timetable.models import Session
from curriculum.courses.models import LessonVersion
from curriculum.grading.models import Submission

from .enums import OF_A_LESSON, Of
from .names import LENGTH, PATTERN, new_hub_name


class NotebookCopyQuerySet(models.QuerySet["NotebookCopy"]):
    """Questions about copies."""

    def open(self, now: datetime) -> "NotebookCopyQuerySet":
        """Those that may still be looked at, their adult's account being in use."""
        return self.filter(ended_at__isnull=True, expires_at__gt=now, taken_by__is_active=True)

    def with_all_of_it(self) -> "NotebookCopyQuerySet":
        """With what decides whether each may be looked at, and what it is made of."""
        return self.select_related("taken_by", "submission__learner__child", "session__club", "version")


class NotebookCopy(models.Model):
    """One taking of a copy. `submission` and `session` are a child's work and where the child was.

    `version` is the release that its pictures, or all of it, come from. `hub_name` is what the hub knows
    this one copy by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notebook_copies"
    )
    of = models.CharField(max_length=7, choices=Of)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, blank=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True)
    version = models.ForeignKey(LessonVersion, on_delete=models.CASCADE)
    hub_name = models.CharField(max_length=LENGTH, unique=True, default=new_hub_name, editable=False)
    taken_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NotebookCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at"]
        indexes = [models.Index(fields=["taken_by", "-taken_at"], name="copy_by_taker")]
        constraints = [
            models.CheckConstraint(condition=Q(of__in=Of.values), name="copy_of_known"),
            models.CheckConstraint(condition=Q(hub_name__regex=PATTERN), name="copy_hub_name_shape"),
            models.CheckConstraint(
                condition=Q(of=Of.CHILD, submission__isnull=False, session__isnull=False)
                | Q(of__in=sorted(OF_A_LESSON), submission__isnull=True, session__isnull=True),
                name="copy_of_child_or_lesson",
            ),
            models.UniqueConstraint(
                fields=["taken_by"], condition=Q(ended_at__isnull=True), name="copy_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"copy {self.pk}"
