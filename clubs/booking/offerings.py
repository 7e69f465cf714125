"""What can be booked: a term's coming sessions as one, or a single session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from clubs.booking.counting import count_supplies
from clubs.booking.enums import OfferState
from clubs.booking.supply import Supply
from clubs.directory.enums import ClubState
from clubs.directory.models import Club
from clubs.timetable.models import Session, Term

type Offering = Term | Session


def term_of(offering: Offering) -> Term:
    """Return the term an offering is, or is part of."""
    return offering if isinstance(offering, Term) else offering.term


def sessions_of(offering: Offering, now: datetime) -> list[Session]:
    """Return the sessions a booking made now would stand for, by date, with their clubs.

    A term gives its sessions still to come; a session itself, whatever its state.
    """
    if isinstance(offering, Session):
        return [offering]
    return list(offering.sessions.coming(now).select_related("club__venue", "term__club"))


@dataclass(frozen=True)
class Offer:
    """An offering as a family sees it now. ``supplies`` belong to ``sessions``, one each."""

    offering: Offering
    sessions: tuple[Session, ...]
    supplies: tuple[Supply, ...]
    state: OfferState

    @property
    def is_term(self) -> bool:
        """Whether it is a whole term."""
        return isinstance(self.offering, Term)

    @property
    def term(self) -> Term:
        """Its term."""
        return term_of(self.offering)

    @property
    def club(self) -> Club:
        """Its club."""
        return self.offering.club

    @property
    def first(self) -> Session:
        """Its first session still to come."""
        return self.sessions[0]

    @property
    def last(self) -> Session:
        """Its last session."""
        return self.sessions[-1]

    @property
    def cost(self) -> str:
        """What one child pays, in words."""
        pence = self.club.cost_pence
        if not pence:
            return "Free"
        each = f"£{pence / 100:.2f} a session"
        return f"{each}, £{pence * len(self.sessions) / 100:.2f} in all" if self.is_term else each

    @property
    def free(self) -> int:
        """Places for any age the club takes, on every date of the offer."""
        return min((supply.free for supply in self.supplies), default=0)

    def free_for_age(self, age: int) -> int:
        """Places for one age, on every date of the offer."""
        return min((supply.free_for_age(age) for supply in self.supplies), default=0)

    @property
    def free_from_age(self) -> int | None:
        """The youngest age that still gets a place; None when nobody does."""
        first = self.sessions[0].club if self.sessions else None
        ages = range(first.youngest, first.oldest + 1) if first else ()
        return next((age for age in ages if self.free_for_age(age)), None)

    @property
    def pledged(self) -> bool:
        """Whether some date counts on adults pledged by the lead, not yet on the rota."""
        return any(supply.cover.pledged for supply in self.supplies)

    @property
    def is_open(self) -> bool:
        """Whether somebody can book it now."""
        return self.state == OfferState.OPEN

    @property
    def kind(self) -> str:
        """The word in its address: ``term`` or ``session``."""
        return "term" if self.is_term else "session"


@dataclass(frozen=True)
class ClubOffers:
    """All that a club offers: whole terms, and coming sessions one by one, each by date."""

    club: Club
    terms: tuple[Offer, ...]
    sessions: tuple[Offer, ...]

    @property
    def next_open(self) -> Offer | None:
        """The first single session with a place free."""
        return next((offer for offer in self.sessions if offer.is_open), None)

    @property
    def state(self) -> OfferState:
        """The best state among its sessions; over where there are none."""
        states = {offer.state for offer in self.sessions}
        order = (OfferState.OPEN, OfferState.NOT_YET, OfferState.FULL)
        return next((state for state in order if state in states), OfferState.OVER)

    @property
    def opens_at(self) -> datetime | None:
        """When booking opens, where it has not yet."""
        closed = (offer for offer in self.sessions if offer.state == OfferState.NOT_YET)
        return min((offer.term.booking_opens_at for offer in closed), default=None)


def offers_of_clubs(clubs: Iterable[Club], now: datetime | None = None) -> dict[int, ClubOffers]:
    """Return what each club offers, by the club's id, with places counted now.

    Three queries, whatever the number of clubs. A club that is paused offers nothing.
    """
    now = now or timezone.now()
    clubs = list(clubs)
    coming = Session.objects.coming(now).filter(club__in=clubs, club__state=ClubState.OPEN)
    sessions = list(coming.select_related("club__venue", "term__club").order_by("club", "starts_at", "pk"))
    supplies = count_supplies(sessions, now)
    by_club = {club: list(rows) for club, rows in groupby(sessions, key=lambda session: session.club_id)}
    return {club.pk: _club_offers(club, by_club.get(club.pk, []), supplies, now) for club in clubs}


def offers_of_club(club: Club, now: datetime | None = None) -> ClubOffers:
    """Return what one club offers, with places counted now."""
    return offers_of_clubs([club], now)[club.pk]


def offer_of(offering: Offering, now: datetime | None = None) -> Offer:
    """Return one offering as it stands now."""
    now = now or timezone.now()
    sessions = sessions_of(offering, now)
    return _offer(offering, sessions, count_supplies(sessions, now), now)


def free_places(offering: Offering, now: datetime | None = None) -> int:
    """Return the places free now for any age the club takes."""
    return offer_of(offering, now).free


def _club_offers(
    club: Club, sessions: list[Session], supplies: dict[int, Supply], now: datetime
) -> ClubOffers:
    by_term: dict[int, list[Session]] = {}
    for session in sessions:
        by_term.setdefault(session.term_id, []).append(session)
    return ClubOffers(
        club=club,
        terms=tuple(_offer(rows[0].term, rows, supplies, now) for rows in by_term.values()),
        sessions=tuple(_offer(session, [session], supplies, now) for session in sessions),
    )


def _offer(offering: Offering, sessions: list[Session], supplies: dict[int, Supply], now: datetime) -> Offer:
    mine = tuple(supplies[session.pk] for session in sessions)
    return Offer(offering, tuple(sessions), mine, _state(offering, sessions, mine, now))


def _state(
    offering: Offering, sessions: list[Session], supplies: tuple[Supply, ...], now: datetime
) -> OfferState:
    going_ahead = [session for session in sessions if session.is_planned and session.starts_at > now]
    if not sessions or len(going_ahead) < len(sessions):
        return OfferState.OVER
    if now < term_of(offering).booking_opens_at:
        return OfferState.NOT_YET
    return OfferState.OPEN if all(_some_age_fits(supply) for supply in supplies) else OfferState.FULL


def _some_age_fits(supply: Supply) -> bool:
    return supply.free_for_age(supply.oldest) > 0
