"""Venues, clubs, their term and its sessions: always in the weeks after the day of loading."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.text import slugify

from clubs.directory.enums import ClubRoleKind, ClubState
from clubs.directory.models import Club, Venue
from clubs.people.models import Organisation
from clubs.records.refusals import Refusal
from clubs.timetable.actions import plan_sessions
from clubs.timetable.models import Session, Term
from clubs.timetable.rules import LONDON, WeeklyPattern
from clubs.volunteers.actions import confirm_on_rota
from curriculum.courses.models import Lesson
from curriculum.progress.actions import choose_lessons

WEEKS = 10
# How far ahead volunteers have said yes; later dates count on the lead's pledge.
ROTA_DAYS = 20
PLEDGED_ADULTS = 3
# Families should be able to see what "not yet" and "paused" look like.
OPENS_LATER = "windmill-coders"
PAUSED = "finchley-road-fixers"
# The club of the sample logins meets on the day of loading as well.
MEETS_TODAY = "kettle-library-code-club"


def load_clubs(table: dict[str, Any]) -> list[Club]:
    """The clubs in the file's order, each with a venue and an organisation."""
    return [_club(row) for row in table["clubs"]]


def _club(row: dict[str, Any]) -> Club:
    venue = Venue.objects.create(
        name=row["venue"], slug=slugify(row["venue"]),
        address=f"{row['neighbourhood']} (made up)",
        postcode=row["postcode"], neighbourhood=row["neighbourhood"], latitude=row["latitude"],
        longitude=row["longitude"], room_capacity=row["room"], **dict.fromkeys(row["access"], True),
    )  # fmt: skip
    organisation = Organisation.objects.get_or_create(
        name=row["organisation"], defaults={"slug": slugify(row["organisation"])}
    )[0]
    slug = slugify(row["name"])
    club = Club.objects.create(
        name=row["name"], slug=slug, venue=venue, organisation=organisation, summary=row["summary"],
        youngest=row["youngest"], oldest=row["oldest"], cost_pence=row["cost_pence"],
        state=ClubState.PAUSED if slug == PAUSED else ClubState.OPEN,
    )  # fmt: skip
    club.pattern = WeeklyPattern(  # type: ignore[attr-defined]
        row["weekday"], time.fromisoformat(row["starts"]), _later(row["starts"], row["minutes"])
    )
    club.laptops = row["laptops"]  # type: ignore[attr-defined]
    return club


def _later(starts: str, minutes: int) -> time:
    return (datetime.combine(date.min, time.fromisoformat(starts)) + timedelta(minutes=minutes)).time()


def load_sessions(clubs: list[Club], now: datetime) -> None:
    """Ten weeks for each club, with its team on the rota of the coming three."""
    today = now.astimezone(LONDON).date()
    for club in clubs:
        opens = now + timedelta(days=6) if club.slug == OPENS_LATER else now - timedelta(days=14)
        term = Term.objects.create(
            club=club, name=term_name(today), starts_on=today, ends_on=today + timedelta(weeks=WEEKS),
            booking_opens_at=opens,
        )  # fmt: skip
        meets_today = club.slug == MEETS_TODAY
        sessions = plan_sessions(
            term=term, pattern=club.pattern, room_capacity=club.venue.room_capacity,  # type: ignore[attr-defined]
            kit_capacity=club.laptops, pledged_adults=PLEDGED_ADULTS, by=None,  # type: ignore[attr-defined]
            breaks=frozenset({today}),
        )  # fmt: skip
        if meets_today:
            sessions.append(_today(term, now))
        _fill_rota(club, sessions, now)


def term_name(today: date) -> str:
    """The season a family would call it, with its year."""
    season = ("Spring", "Summer", "Autumn")[(today.month - 1) // 4]
    return f"{season} {today.year}"


def _today(term: Term, now: datetime) -> Session:
    """A session that starts within the next hour and a half, so that the register can be tried at once."""
    soon = now + timedelta(minutes=45)
    starts = soon.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=30 * -(-soon.minute // 30))
    return Session.objects.create(
        club=term.club, term=term, starts_at=starts, ends_at=starts + timedelta(minutes=90),
        pledged_adults=PLEDGED_ADULTS,
        room_capacity=term.club.venue.room_capacity, kit_capacity=term.club.laptops,  # type: ignore[attr-defined]
    )  # fmt: skip


def _fill_rota(club: Club, sessions: list[Session], now: datetime) -> None:
    """The whole team says yes where nobody is at two clubs at once."""
    team = [role.user for role in club.roles.current().order_by("role").select_related("user")]
    near = [session for session in sessions if session.starts_at < now + timedelta(days=ROTA_DAYS)]
    for session in near:
        for volunteer in team:
            try:
                confirm_on_rota(session=session, volunteer=volunteer, by=None)
            except Refusal as refusal:
                if refusal.code != "rota_clash":
                    raise


def choose_lesson(clubs: list[Club], now: datetime) -> None:
    """The club of the sample logins does the first lesson next time it meets."""
    club = next(club for club in clubs if club.slug == MEETS_TODAY)
    session = club.sessions.coming(now).order_by("starts_at").first()
    lesson = Lesson.objects.released().first()
    if session is not None and lesson is not None:
        choose_lessons(session=session, lessons=[lesson], by=lead_of(club))


def lead_of(club: Club) -> Any:
    """The club's lead."""
    return club.roles.current().get(role=ClubRoleKind.LEAD).user
