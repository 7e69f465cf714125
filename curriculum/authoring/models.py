"""Tokens that authors' programs show, kept as digests only; and proposals of lessons."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clubs.people.enums import Kind
from clubs.people.triggers import must_be_kind

from .enums import ProposalState


class AuthorTokenQuerySet(models.QuerySet["AuthorToken"]):
    """Questions about tokens."""

    def live(self) -> "AuthorTokenQuerySet":
        """Those neither revoked nor past their day."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class AuthorToken(models.Model):
    """What an author's program shows at the lesson API. The token itself is shown once and kept nowhere."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="author_tokens")
    name = models.CharField(max_length=60)
    # Of the whole token: it holds 256 random bits, which no dictionary knows.
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    # Calls since the minute in which the last one came began.
    minute = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveIntegerField(default=0)

    objects = AuthorTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="author_token_digest"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="author_token_ends"),
        ]
        triggers = [must_be_kind("user_id", Kind.ADULT)]

    def __str__(self) -> str:
        return f"author token {self.pk}"

    def is_live(self, now: datetime) -> bool:
        """Whether it may still be shown."""
        return self.revoked_at is None and self.expires_at > now


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions about proposals."""

    def waiting(self) -> "ProposalQuerySet":
        """Those that nobody has read yet, oldest first."""
        return self.filter(state=ProposalState.WAITING).order_by("proposed_at")


class Proposal(models.Model):
    """A lesson as an author would have it. It is data until somebody at the machine gives it out.

    `source` is a notebook (nbformat 4) with its solutions and tests; `pictures` a list of
    ``{"name", "content_base64"}``; `teaching` maps the names of teaching files to their text.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="proposals")
    slug = models.SlugField(max_length=64)
    source = models.JSONField()
    pictures = models.JSONField(default=list)
    teaching = models.JSONField()
    state = models.CharField(max_length=8, choices=ProposalState, default=ProposalState.WAITING)
    # Why it was not taken, for its author.
    reason = models.CharField(max_length=300, blank=True)
    # When its files were laid out at the machine, to be read. A newer proposal begins unread.
    read_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(state=ProposalState.WAITING), name="proposal_waits_once"
            ),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, decided_at__isnull=True)
                | ~Q(state=ProposalState.WAITING) & Q(decided_at__isnull=False),
                name="proposal_decision_dated",
            ),
        ]
        triggers = [must_be_kind("author_id", Kind.ADULT)]

    def __str__(self) -> str:
        return f"proposal {self.pk} of {self.slug}"
