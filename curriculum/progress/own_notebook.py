"""Which child may open their own work in Notebook 7, on one day."""

from datetime import date, datetime, time

from clubs.booking.models import PlaceSession
from clubs.directory.enums import ClubState
from clubs.people.models import Child, User
from clubs.people.rules import makes_own_choices
from clubs.records.refusals import Refusal
from clubs.timetable.rules import LONDON


def may_open_notebook(learner: User, day: date) -> bool:
    """Whether the child is 13 on `day` (a London day) and comes then or later to a club that allows it."""
    child = Child.objects.filter(user=learner).first()
    if child is None or not makes_own_choices(child.birth_date, day):
        return False
    return _club_allows(child, day)


def check_may_open_notebook(learner: User, day: date) -> None:
    """Raise Refusal ("no_own_notebook") unless the child may.

    One answer for every reason: what the child's own server is told, the child's programs can read,
    and nobody's age is theirs to read.
    """
    if not may_open_notebook(learner, day):
        raise Refusal(
            "no_own_notebook",
            "Notebook is not switched on for you.",
            "You can do everything in your lesson. Ask your club lead about Notebook.",
            status=403,
        )


def _club_allows(child: Child, day: date) -> bool:
    """Whether a club where the child has a live place on `day` or later lets its children."""
    coming = PlaceSession.objects.live().filter(
        child=child, session__starts_at__gte=datetime.combine(day, time.min, LONDON)
    )
    clubs = coming.filter(session__club__own_notebooks=True).exclude(session__club__state=ClubState.CLOSED)
    return clubs.exists()
