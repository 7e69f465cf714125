"""One session as its team sees it: places, cover, and who has said what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clubs.booking.counting import count_supplies
from clubs.booking.supply import Supply
from clubs.directory.enums import ClubRoleKind
from clubs.people.models import User
from clubs.timetable.models import Session
from clubs.timetable.permissions import may_plan
from clubs.volunteers.clearance import what_is_missing
from clubs.volunteers.enums import Clearance, RotaState
from clubs.volunteers.models import RotaEntry


@dataclass(frozen=True)
class Helper:
    """One adult of the team and what they said about this session; ``answer`` is None before they did."""

    user: User
    is_lead: bool
    answer: RotaState | None
    cleared: bool

    @property
    def is_coming(self) -> bool:
        """Whether they said yes."""
        return self.answer == RotaState.CONFIRMED

    @property
    def answer_words(self) -> str:
        """What they said, in words."""
        return self.answer.label if self.answer else "No answer yet"


@dataclass(frozen=True)
class Overview:
    """A session for one of its team. ``missing``: what that person still lacks to be on the rota that day."""

    session: Session
    supply: Supply
    helpers: tuple[Helper, ...]
    own: Helper | None
    missing: tuple[Clearance, ...]
    may_change: bool
    at: datetime

    @property
    def booked(self) -> int:
        """How many children have a place."""
        return len(self.supply.ages)

    @property
    def lacking(self) -> int:
        """How many more adults the children booked need; 0 when there are enough."""
        return max(0, self.supply.adults_needed - self.supply.cover.adults)

    @property
    def is_coming_up(self) -> bool:
        """Whether it has not started yet."""
        return self.at < self.session.starts_at


def overview_of(session: Session, viewer: User) -> Overview:
    """Return what one of the club's team sees of a session."""
    now = timezone.now()
    helpers = tuple(_helpers(session))
    return Overview(
        session=session,
        supply=count_supplies([session], now)[session.pk],
        helpers=helpers,
        own=next((helper for helper in helpers if helper.user == viewer), None),
        missing=tuple(what_is_missing(viewer, session.day)),
        may_change=may_plan(viewer, session.club),
        at=now,
    )


def _helpers(session: Session) -> Iterable[Helper]:
    """The club's team of today and anybody else who answered; those coming first, then by name."""
    entries = {
        entry.volunteer_id: entry
        for entry in RotaEntry.objects.filter(session=session).select_related("volunteer")
    }
    cleared = set(RotaEntry.objects.cleared().filter(session=session).values_list("volunteer", flat=True))
    roles = list(session.club.roles.current().select_related("user"))
    leads = {role.user_id for role in roles if role.role == ClubRoleKind.LEAD}
    people = {role.user_id: role.user for role in roles} | {pk: e.volunteer for pk, e in entries.items()}
    helpers = [
        Helper(
            user=person,
            is_lead=pk in leads,
            answer=RotaState(entries[pk].state) if pk in entries else None,
            cleared=pk in cleared,
        )
        for pk, person in people.items()
    ]
    return sorted(helpers, key=lambda one: (not one.is_coming, one.user.first_name.casefold(), one.user.pk))
