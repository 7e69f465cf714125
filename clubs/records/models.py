"""What was done, by whom, to what."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .append_only import AppendOnly


class AuditEntry(AppendOnly):
    """One action, or one look at something guarded. Holds ids only, never a name or a value."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    action = models.CharField(max_length=80, db_index=True)
    # No constraint: the entry outlives the account. Null: the site itself acted.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    # Parameter name → "app.model:pk" of the rows the action was given.
    about = models.JSONField(default=dict)

    class Meta(AppendOnly.Meta):
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_type}:{self.subject_id}"
