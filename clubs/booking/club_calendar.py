"""Answers the directory's question who comes to a club, and until when its cards last."""

from datetime import date, datetime, time

from clubs.booking.enums import PlaceState
from clubs.directory.models import Club
from clubs.people.models import Child
from clubs.timetable.models import Term
from clubs.timetable.rules import LONDON


class BookedPlaces:
    """The club calendar as places and terms have it."""

    def children_of(self, club: Club, day: date) -> list[Child]:
        """Children with a live place at the club on or after ``day``, by first name."""
        dates = {
            "place_dates__live": True,
            "place_dates__place__state": PlaceState.LIVE,
            "place_dates__session__club": club,
            "place_dates__session__starts_at__gte": datetime.combine(day, time.min, LONDON),
        }
        return list(Child.objects.filter(**dates).distinct().order_by("first_name", "last_name", "pk"))

    def cards_last_until(self, club: Club, day: date) -> date | None:
        """The last day of the term that ``day`` stands in or before; None when no term is planned."""
        term = Term.objects.of_club(club).not_over(day).order_by("starts_on").first()
        return term.ends_on if term else None
