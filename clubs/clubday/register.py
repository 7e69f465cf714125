"""The register as a page shows it: who is expected, who is here, who has gone home."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clubs.booking.models import PlaceSession
from clubs.clubday.enums import Presence
from clubs.clubday.models import Attendance
from clubs.clubday.names import names_shown
from clubs.clubday.rules import register_opens_at, takes_marks
from clubs.people.models import Child
from clubs.safeguarding.consents import photo_consents
from clubs.safeguarding.enums import Purpose
from clubs.timetable.models import Session
from clubs.volunteers.models import RotaEntry

# What a photograph may be used for, in as few words as a glance allows.
PHOTO_WORDS = {
    Purpose.PHOTOS_IN_CLUB: "in the club",
    Purpose.PHOTOS_ON_SITE: "borough site",
    Purpose.PHOTOS_IN_PRESS: "press",
}


@dataclass(frozen=True)
class Row:
    """One child's line. ``expected`` is false for a child marked before the place was cancelled."""

    child: Child
    name: str
    photos: frozenset[Purpose]
    presence: Presence
    arrived_at: datetime | None
    left_at: datetime | None
    expected: bool

    @property
    def is_here(self) -> bool:
        """Whether the child is in the room."""
        return self.presence == Presence.HERE

    @property
    def photo_words(self) -> str:
        """What photographs of the child may be used for, else "No photos"."""
        uses = [words for purpose, words in PHOTO_WORDS.items() if purpose in self.photos]
        return f"Photos: {', '.join(uses)}" if uses else "No photos"


@dataclass(frozen=True)
class Register:
    """One session's register as it stood at ``at``. ``adults``: names of the cleared ones on the rota."""

    session: Session
    rows: tuple[Row, ...]
    adults: tuple[str, ...]
    at: datetime

    @property
    def here(self) -> list[Row]:
        """Children in the room now, by name."""
        return [row for row in self.rows if row.is_here]

    @property
    def gone(self) -> int:
        """How many have gone home."""
        return sum(row.presence == Presence.LEFT for row in self.rows)

    @property
    def takes_marks(self) -> bool:
        """Whether a child can be marked now."""
        session = self.session
        return takes_marks(
            planned=session.is_planned, starts_at=session.starts_at, ends_at=session.ends_at, now=self.at
        )

    @property
    def opens_at(self) -> datetime:
        """When marks are first taken."""
        return register_opens_at(self.session.starts_at)

    @property
    def too_early(self) -> bool:
        """Whether the register has yet to open."""
        return self.at < self.opens_at


def register_of(session: Session) -> Register:
    """Return a session's register, its children by name. Five queries, whatever their number."""
    marks = {mark.child_id: mark for mark in Attendance.objects.filter(session=session)}
    expected = set(PlaceSession.objects.live().filter(session=session).values_list("child", flat=True))
    marked = {child_id for child_id, mark in marks.items() if mark.arrived_at is not None}
    children = list(Child.objects.filter(pk__in=expected | marked))
    names, photos = names_shown(children), photo_consents(children)
    rows = [
        _row(child, names[child.pk], photos[child.pk], marks.get(child.pk), child.pk in expected)
        for child in children
    ]
    return Register(
        session=session,
        rows=tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.child.pk))),
        adults=tuple(_adults(session)),
        at=timezone.now(),
    )


def _row(child: Child, name: str, photos: set[Purpose], mark: Attendance | None, expected: bool) -> Row:
    return Row(
        child=child,
        name=name,
        photos=frozenset(photos),
        presence=mark.presence if mark else Presence.EXPECTED,
        arrived_at=mark.arrived_at if mark else None,
        left_at=mark.left_at if mark else None,
        expected=expected,
    )


def _adults(session: Session) -> list[str]:
    """Names of the adults who count, with an initial where two share a first name."""
    entries = RotaEntry.objects.confirmed().cleared().filter(session=session).select_related("volunteer")
    people = [entry.volunteer for entry in entries]
    shared = {name for name, times in Counter(person.first_name for person in people).items() if times > 1}
    return [
        f"{person.first_name} {person.last_name[:1]}." if person.first_name in shared else person.first_name
        for person in people
    ]
