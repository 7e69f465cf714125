"""Who may have a place, and when: pure functions, no database."""

from collections.abc import Sequence
from datetime import date, datetime

from clubs.booking.enums import PLACE_MOVES, PlaceState
from clubs.directory.enums import ClubState
from clubs.directory.models import Club
from clubs.people.rules import age_on
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session, Term
from clubs.timetable.rules import LONDON


def check_club_open(club: Club) -> None:
    """Refuse a club that is paused or closed.

    Raises:
        Refusal: ``club_not_open``.
    """
    if club.state != ClubState.OPEN:
        raise Refusal(
            "club_not_open",
            f"{club.name} is not taking bookings at the moment.",
            "Look for another club near you.",
            next_url="/clubs/",
        )


def check_booking_open(term: Term, now: datetime) -> None:
    """Refuse before the term's booking opens.

    Raises:
        Refusal: ``not_open_yet``, with the moment it opens.
    """
    if now < term.booking_opens_at:
        opens = term.booking_opens_at.astimezone(LONDON)
        raise Refusal(
            "not_open_yet",
            f"Booking opens on {opens:%A %-d %B} at {opens:%H:%M}.",
            "Come back then. Everyone gets the same chance.",
        )


def check_still_to_come(sessions: Sequence[Session], now: datetime) -> None:
    """Refuse when a session is off or has started, or when a term has none left.

    Raises:
        Refusal: ``nothing_left``, ``session_not_planned`` or ``already_started``.
    """
    if not sessions:
        raise Refusal(
            "nothing_left",
            "This term has no sessions left.",
            "Look at the club's next term.",
            next_url="/clubs/",
        )
    for session in sessions:
        if not session.is_planned:
            raise Refusal(
                "session_not_planned",
                f"The session on {session.day:%A %-d %B} is not going ahead.",
                "Choose another date.",
            )
        if session.starts_at <= now:
            raise Refusal(
                "already_started",
                f"The session on {session.day:%A %-d %B} has started already.",
                "Choose a date that is still to come.",
            )


def check_age(name: str, birth_date: date, sessions: Sequence[Session]) -> None:
    """Refuse a child outside the club's ages on the day of any of the sessions.

    Raises:
        Refusal: ``too_young`` or ``too_old``, with the first such day.
    """
    for session in sessions:
        age, club = age_on(birth_date, session.day), session.club
        if club.youngest <= age <= club.oldest:
            continue
        code = "too_young" if age < club.youngest else "too_old"
        raise Refusal(
            code,
            f"{name} will be {age} on {session.day:%-d %B}. "
            f"{club.name} is for ages {club.youngest} to {club.oldest}.",
            _age_next_step(name, birth_date, sessions),
            status=422,
        )


def fits_age(birth_date: date, session: Session) -> bool:
    """Say whether a child is of the club's ages on the session's day."""
    return session.club.youngest <= age_on(birth_date, session.day) <= session.club.oldest


def _age_next_step(name: str, birth_date: date, sessions: Sequence[Session]) -> str:
    fitting = [session for session in sessions if fits_age(birth_date, session)]
    if fitting:
        return f"Book single sessions for {name}, such as {fitting[0].day:%-d %B}."
    return "Look for a club for that age."


def check_place_move(now: PlaceState | str, then: PlaceState) -> None:
    """Refuse a change of a place that its table of states does not hold.

    Raises:
        Refusal: ``place_state``.
    """
    if not may_move_place(now, then):
        raise Refusal(
            "place_state",
            f"This place is “{PlaceState(now).label.lower()}” already.",
            "Look at your family page to see what stands now.",
            next_url="/family/",
        )


def may_move_place(now: PlaceState | str, then: PlaceState) -> bool:
    """Say whether a place in one state may go to another."""
    return then in PLACE_MOVES[PlaceState(now)]
