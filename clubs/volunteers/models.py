"""Volunteers as families see them, what clears them for work with children, and the rota."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from clubs.records.fields import EncryptedTextField
from clubs.safeguarding.enums import Decision, Purpose
from clubs.safeguarding.models import Consent
from clubs.timetable.models import Session
from clubs.timetable.rules import LONDON
from clubs.volunteers.enums import (
    CHILD_CHECKS,
    CHILD_WORKFORCES,
    ROTA_MOVES,
    CheckKind,
    CheckOutcome,
    Picture,
    RotaState,
    Skill,
    Workforce,
)

if TYPE_CHECKING:
    from clubs.people.models import User


class VolunteerProfileQuerySet(models.QuerySet["VolunteerProfile"]):
    """Volunteers, by what one asks of them."""

    def listed(self) -> VolunteerProfileQuerySet:
        """Keep those whose standing decision on being listed is yes, with their accounts."""
        latest = (
            Consent.objects.filter(adult=OuterRef("user"), purpose=Purpose.VOLUNTEER_LISTING)
            .order_by("-decided_at", "-pk")
            .values("decision")[:1]
        )
        return (
            self.annotate(listing=Subquery(latest))
            .filter(listing=Decision.GIVEN, user__is_active=True)
            .select_related("user")
        )


class VolunteerProfile(models.Model):
    """What a volunteer lets others see: first name, a picture from our set, skills."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="volunteer_profile")
    picture = models.CharField(max_length=20, choices=Picture, default=Picture.TURTLE)
    skills = ArrayField(models.CharField(max_length=20, choices=Skill), default=list, blank=True)

    objects = VolunteerProfileQuerySet.as_manager()

    class Meta:
        ordering = ["user__first_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(picture__in=Picture.values), name="volunteer_picture_from_set"
            ),
        ]

    def __str__(self) -> str:
        return f"volunteer profile {self.pk}"

    @property
    def name_shown(self) -> str:
        """The first name alone."""
        return self.user.first_name

    @property
    def skill_names(self) -> list[str]:
        """Skills in words."""
        return [Skill(skill).label for skill in self.skills]


class CheckQuerySet(models.QuerySet["Check"]):
    """Check records, by what one asks of them."""

    def counting(self) -> CheckQuerySet:
        """Keep the clear ones made for work with children; dates are not looked at."""
        return self.filter(outcome=CheckOutcome.CLEAR, workforce__in=CHILD_WORKFORCES, kind__in=CHILD_CHECKS)


class Check(models.Model):
    """A check that was seen. It holds no file, no free text and nothing of what the check said."""

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=20, choices=CheckKind)
    workforce = models.CharField(max_length=10, choices=Workforce)
    number = EncryptedTextField()
    number_last_four = models.CharField(max_length=4)
    issued_on = models.DateField()
    seen_on = models.DateField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=CheckOutcome)
    update_service_consent = models.BooleanField(default=False)
    last_status_check_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(seen_on__gte=F("issued_on")), name="check_seen_after_issue"),
            models.CheckConstraint(condition=Q(due_on__gt=F("issued_on")), name="check_due_after_issue"),
            models.CheckConstraint(
                condition=Q(number_last_four__regex=r"^[0-9]{4}$"), name="check_last_four_digits"
            ),
            models.CheckConstraint(condition=~Q(seen_by=F("volunteer")), name="check_not_seen_by_oneself"),
            models.CheckConstraint(condition=Q(kind__in=CheckKind.values), name="check_kind_known"),
            models.CheckConstraint(condition=Q(workforce__in=Workforce.values), name="check_workforce_known"),
            models.CheckConstraint(condition=Q(outcome__in=CheckOutcome.values), name="check_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"Check ending {self.number_last_four}"


class ClearanceRecord(models.Model):
    """The other gates, as dates: identity, age, references, training, code of conduct."""

    volunteer = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="clearance_record"
    )
    identity_seen_on = models.DateField(null=True, blank=True)
    # The eighteenth birthday, read from the identity seen: the birth date itself is not needed.
    adult_from = models.DateField(null=True, blank=True)
    first_reference_on = models.DateField(null=True, blank=True)
    second_reference_on = models.DateField(null=True, blank=True)
    training_done_on = models.DateField(null=True, blank=True)
    training_due_on = models.DateField(null=True, blank=True)
    conduct_signed_on = models.DateField(null=True, blank=True)
    conduct_version = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(training_due_on__isnull=True) | Q(training_due_on__gt=F("training_done_on")),
                name="training_due_after_done",
            ),
        ]

    def __str__(self) -> str:
        return f"clearances of volunteer {self.volunteer_id}"


class RotaEntryQuerySet(models.QuerySet["RotaEntry"]):
    """Rota entries, by what one asks of them."""

    def confirmed(self) -> RotaEntryQuerySet:
        """Keep volunteers who are coming."""
        return self.filter(state=RotaState.CONFIRMED)

    def cleared(self) -> RotaEntryQuerySet:
        """Keep those whose clearances are all in date on the session's London day.

        The same rule as ``rules.missing_clearances``, asked of the database so
        that one query serves a page of sessions; a test holds the two together.
        """
        day = TruncDate("session__starts_at", tzinfo=LONDON)
        record = "volunteer__clearance_record__"
        checks = Check.objects.counting().filter(volunteer=OuterRef("volunteer"), due_on__gte=OuterRef("day"))
        return self.annotate(day=day).filter(
            Exists(checks),
            volunteer__is_active=True,
            **{
                f"{record}identity_seen_on__lte": F("day"),
                f"{record}adult_from__lte": F("day"),
                f"{record}first_reference_on__lte": F("day"),
                f"{record}second_reference_on__lte": F("day"),
                f"{record}training_due_on__gte": F("day"),
                f"{record}conduct_signed_on__lte": F("day"),
            },
        )

    def of_volunteer(self, user: User) -> RotaEntryQuerySet:
        """Keep one volunteer's entries."""
        return self.filter(volunteer=user)


class RotaEntry(models.Model):
    """One volunteer and one session. The database copies ``during`` from the session, to see clashes."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="rota")
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rota")
    state = models.CharField(max_length=12, choices=RotaState, default=RotaState.CONFIRMED)
    during = DateTimeRangeField(editable=False)

    objects = RotaEntryQuerySet.as_manager()

    class Meta:
        ordering = ["session__starts_at", "volunteer__first_name", "pk"]
        verbose_name_plural = "rota entries"
        constraints = [
            models.UniqueConstraint(fields=["session", "volunteer"], name="rota_once_a_session"),
            models.CheckConstraint(condition=Q(state__in=RotaState.values), name="rota_state_known"),
            ExclusionConstraint(
                name="rota_no_clash",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state=RotaState.CONFIRMED),
                violation_error_message="You are at another club at that time.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="rota_follows_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    SELECT tstzrange(s.starts_at, s.ends_at) INTO NEW.during
                        FROM timetable_session s WHERE s.id = NEW.session_id;
                    RETURN NEW;
                """,
            ),
            pgtrigger.FSM(
                name="rota_state_moves",
                field="state",
                transitions=[
                    (now.value, then.value) for now, nexts in ROTA_MOVES.items() for then in sorted(nexts)
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"rota entry {self.pk}"
