"""The team's home."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clubs.directory.enums import ClubRoleKind
from clubs.directory.models import Club
from clubs.people.enums import Role
from clubs.people.guards import SignedIn, adults_only
from clubs.people.models import User
from clubs.people.rules import has_role
from clubs.records.refusals import not_yours
from clubs.timetable.models import Session

AHEAD = timedelta(days=14)
# A session stays on the team's home this long after its end, for late corrections.
BEHIND = timedelta(hours=12)


@require_safe
@never_cache
@adults_only
def home(request: SignedIn) -> HttpResponse:
    """The coming sessions of one's clubs, today's first; and the borough's own screens for its staff."""
    clubs = clubs_of(request.user)
    roles = {role for role in Role if has_role(request.user, role)}
    organisations = list(request.user.organisation_roles.select_related("organisation"))
    if not clubs and not roles and not organisations:
        raise not_yours(
            "This page is for people who run clubs.",
            "Would you like to help? Write to us from the volunteers page.",
        )
    return render(
        request,
        "screens/team_home.html",
        {
            "clubs": clubs,
            "sessions": sessions_near(clubs, timezone.now()),
            "roles": sorted(role.value for role in roles),
            "organisations": organisations,
            "organisation_clubs": Club.objects.listed().filter(
                organisation__in=[role.organisation for role in organisations]
            ),
        },
    )


def clubs_of(user: User) -> list[Club]:
    """The clubs this adult leads or helps at now; each says with ``leads`` which it is."""
    roles = user.club_roles.current().select_related("club__venue").order_by("club__name")
    led = {role.club_id for role in roles if role.role == ClubRoleKind.LEAD}
    clubs = {role.club_id: role.club for role in roles}
    for club in clubs.values():
        club.led_by_me = club.pk in led  # type: ignore[attr-defined]
    return list(clubs.values())


def sessions_near(clubs: list[Club], now: datetime) -> list[Session]:
    """What is on now or in the coming fortnight at these clubs, soonest first."""
    near = Session.objects.planned().filter(
        club__in=clubs, ends_at__gt=now - BEHIND, starts_at__lt=now + AHEAD
    )
    return list(near.select_related("club__venue").order_by("starts_at"))
