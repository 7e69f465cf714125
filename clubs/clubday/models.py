"""The register: who came, when, and when they left."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clubs.clubday.enums import Presence
from clubs.people.models import Child
from clubs.timetable.models import Session


class Attendance(models.Model):
    """One child at one session. A row may hold no times: a mark that was taken back."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="attendances")
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrival_marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    left_at = models.DateTimeField(null=True, blank=True)
    leaving_marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "child"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
                name="attendance_left_after_arrived",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True, arrival_marked_by__isnull=True)
                | Q(arrived_at__isnull=False, arrival_marked_by__isnull=False),
                name="attendance_arrival_signed",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, leaving_marked_by__isnull=True)
                | Q(left_at__isnull=False, leaving_marked_by__isnull=False),
                name="attendance_leaving_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"

    @property
    def presence(self) -> Presence:
        """Where the child is now, as far as the register knows."""
        if self.left_at is not None:
            return Presence.LEFT
        return Presence.EXPECTED if self.arrived_at is None else Presence.HERE
