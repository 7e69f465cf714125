"""The register of one session: whom to expect, who is here, what everyone must know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clubs.booking.counting import count_supplies
from clubs.booking.models import PlaceSession
from clubs.booking.supply import Supply
from clubs.clubday.enums import Presence
from clubs.clubday.models import Attendance
from clubs.people.models import Child, User
from clubs.people.rules import age_on
from clubs.safeguarding.consents import photo_consents
from clubs.safeguarding.enums import Purpose
from clubs.timetable.models import Session
from clubs.volunteers.models import RotaEntry


@dataclass(frozen=True)
class RegisterLine:
    """One child expected. ``photos``: the purposes agreed to; none is the rule."""

    child: Child
    age: int
    attendance: Attendance | None
    photos: frozenset[Purpose]

    @property
    def presence(self) -> Presence:
        """Where the child is now."""
        return self.attendance.presence if self.attendance else Presence.EXPECTED

    @property
    def photo_words(self) -> str:
        """What may be photographed, for whoever holds the camera."""
        if not self.photos:
            return "No photos"
        where = {
            Purpose.PHOTOS_IN_CLUB: "club",
            Purpose.PHOTOS_ON_SITE: "website",
            Purpose.PHOTOS_IN_PRESS: "press",
        }
        return "Photos: " + ", ".join(word for purpose, word in where.items() if purpose in self.photos)


@dataclass(frozen=True)
class RotaLine:
    """One adult on the rota. ``cleared``: everything is in date on the day."""

    entry: RotaEntry
    cleared: bool

    @property
    def volunteer(self) -> User:
        """The adult."""
        return self.entry.volunteer


@dataclass(frozen=True)
class Register:
    """A session's day at a glance."""

    session: Session
    children: tuple[RegisterLine, ...]
    adults: tuple[RotaLine, ...]
    supply: Supply

    def count(self, presence: Presence) -> int:
        """How many children are in one state."""
        return sum(line.presence == presence for line in self.children)

    @property
    def here(self) -> int:
        """Children in the room now."""
        return self.count(Presence.HERE)

    @property
    def expected(self) -> int:
        """Children not here yet."""
        return self.count(Presence.EXPECTED)

    @property
    def left(self) -> int:
        """Children gone home."""
        return self.count(Presence.LEFT)

    @property
    def cleared_adults(self) -> int:
        """Adults on the rota who are cleared on the day."""
        return sum(line.cleared for line in self.adults)

    @property
    def adults_short(self) -> int:
        """How many cleared adults are missing for the children booked; 0 when there are enough."""
        return max(0, self.supply.adults_needed - self.cleared_adults)


def register_of(session: Session, now: datetime) -> Register:
    """Return the register as it stands. A constant number of queries."""
    dates = PlaceSession.objects.live().filter(session=session).select_related("child")
    children = sorted(
        (date.child for date in dates), key=lambda child: (child.name_shown.casefold(), child.pk)
    )
    return Register(
        session=session,
        children=tuple(_lines(session, children)),
        adults=tuple(rota_lines(session)),
        supply=count_supplies([session], now)[session.pk],
    )


def rota_lines(session: Session) -> list[RotaLine]:
    """Return the adults coming to a session, by first name, each with whether they are cleared on the day."""
    cleared = set(
        RotaEntry.objects.confirmed().cleared().filter(session=session).values_list("pk", flat=True)
    )
    coming = RotaEntry.objects.confirmed().filter(session=session).select_related("volunteer")
    return [RotaLine(entry, entry.pk in cleared) for entry in coming]


def _lines(session: Session, children: Sequence[Child]) -> list[RegisterLine]:
    marks = {row.child_id: row for row in Attendance.objects.filter(session=session, child__in=children)}
    photos = photo_consents(list(children))
    return [
        RegisterLine(
            child=child,
            age=age_on(child.birth_date, session.day),
            attendance=marks.get(child.pk),
            photos=frozenset(photos[child.pk]),
        )
        for child in children
    ]
