"""Consents: who said what, for whom, to which wording, when and how. Written once, never changed."""

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clubs.people.models import Child
from clubs.records.append_only import AppendOnly

from .enums import CHILD_PURPOSES, Decision, How, Purpose


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Questions about consents."""

    def standing(self) -> "ConsentQuerySet":
        """The latest decision per person and purpose: the one that counts."""
        return self.order_by("child", "adult", "purpose", "-decided_at", "-pk").distinct(
            "child", "adult", "purpose"
        )

    def children_with(self, purpose: str, children: Collection[Child]) -> set[int]:
        """Ids of those children for whom the standing decision on ``purpose`` is yes. One query."""
        latest = self.filter(purpose=purpose, child__in=children).standing()
        return {row.child_id for row in latest if row.decision == Decision.GIVEN and row.child_id}


class Consent(AppendOnly):
    """One decision. Taking it back is another row; so the whole story stays."""

    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.PROTECT, related_name="consents")
    # Set where an adult decides about themselves.
    adult = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="consents"
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    decision = models.CharField(max_length=10, choices=Decision)
    wording_version = models.CharField(max_length=20)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=10, choices=How, default=How.ONLINE)

    objects = ConsentQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["child", "purpose", "-decided_at"], name="consent_standing")]
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=False, adult__isnull=True, purpose__in=CHILD_PURPOSES)
                | Q(child__isnull=True, adult__isnull=False, purpose=Purpose.VOLUNTEER_LISTING),
                name="consent_of_child_or_adult",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.decision} {self.pk}"
