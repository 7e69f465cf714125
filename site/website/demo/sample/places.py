"""Bookings of the sample's families, made by the same action a parent's form calls."""

from datetime import datetime

from clubs.booking.actions import book_places
from clubs.directory.models import Club
from clubs.people.models import Child
from clubs.people.rules import age_on
from clubs.records.refusals import Refusal
from clubs.timetable.actions import set_capacity
from clubs.timetable.models import Session, Term
from website.demo.sample.families import Household
from website.demo.sample.meetings import MEETS_TODAY

# What a parent would shrug at and try the next club.
SHRUGS = {
    "full",
    "busy_then",
    "already_booked",
    "nothing_left",
    "not_open_yet",
    "club_not_open",
    "already_started",
}
CLUBS_A_FAMILY = 2


def book(households: list[Household], clubs: list[Club], now: datetime) -> None:
    """Each family books a term at a club or two; the first club meets today with children at the door."""
    kettle = next(club for club in clubs if club.slug == MEETS_TODAY)
    today = kettle.sessions.coming(now).earliest("starts_at")
    for number, (parent, children) in enumerate(households):
        if number < 5:
            _try(parent, _of_age(children, kettle, today), today)
        for step in range(CLUBS_A_FAMILY):
            club = clubs[(number * 5 + step * 11 + 3) % len(clubs)]
            term = club.terms.get()
            fitting = _of_age(children, club, today)
            _try(
                parent,
                fitting,
                term if step == 0 else club.sessions.coming(now).order_by("starts_at").first(),
            )
    _fill_one(now)


def _of_age(children: list[Child], club: Club, session: Session) -> list[Child]:
    return [
        child for child in children if club.youngest <= age_on(child.birth_date, session.day) <= club.oldest
    ]


def _try(parent: object, children: list[Child], offering: object) -> None:
    if not children or offering is None:
        return
    try:
        book_places(children=children, offering=offering, by=parent)  # type: ignore[arg-type]
    except Refusal as refusal:
        if refusal.code not in SHRUGS:
            raise


def _fill_one(now: datetime) -> None:
    """One term is truly full, so that its page can be seen."""
    booked = Term.objects.filter(places__isnull=False).exclude(club__slug=MEETS_TODAY)
    for session in booked.earliest("places__pk").sessions.coming(now):
        taken = session.place_dates.filter(live=True).count()
        set_capacity(
            session=session, room_capacity=session.room_capacity, kit_capacity=taken,
            pledged_adults=session.pledged_adults, by=None,
        )  # fmt: skip
