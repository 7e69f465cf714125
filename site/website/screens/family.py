"""A family's own page: the children, what is booked, what was made, and the way to each thing to do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clubs.booking.models import Place, PlaceSession
from clubs.directory.desk import may_learn
from clubs.people.guards import SignedIn, adults_only
from clubs.people.models import Child, User
from clubs.people.rules import age_on, makes_own_choices
from curriculum.progress.story import LessonStory, what_they_did

# Dates shown for a child before "and so many more".
DATES_SHOWN = 3


@dataclass(frozen=True)
class ComingPlace:
    """A live place with its dates still to come, soonest first."""

    place: Place
    dates: list[PlaceSession]

    @property
    def shown(self) -> list[PlaceSession]:
        return self.dates[:DATES_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.dates) - DATES_SHOWN)


@dataclass(frozen=True)
class FamilyMember:
    """One child as the family page tells of them."""

    child: Child
    age: int
    may_learn: bool
    chooses_for_themselves: bool
    coming: list[ComingPlace]
    stories: list[LessonStory]


@require_safe
@never_cache
@adults_only
def home(request: SignedIn) -> HttpResponse:
    """The family page of whoever is signed in."""
    now = timezone.now()
    return render(request, "screens/family.html", {"family": family_of(request.user, now)})


def family_of(guardian: User, now: datetime) -> list[FamilyMember]:
    """Every child this adult looks after, eldest first, with what is coming and what was made."""
    children = list(Child.objects.of_guardian(guardian).select_related("user"))
    coming = _coming(children, now)
    today = timezone.localdate(now)
    return [_member(child, today, coming.get(child.pk, [])) for child in children]


def _member(child: Child, today: date, coming: list[ComingPlace]) -> FamilyMember:
    return FamilyMember(
        child=child,
        age=age_on(child.birth_date, today),
        may_learn=may_learn(child),
        chooses_for_themselves=makes_own_choices(child.birth_date, today),
        coming=coming,
        stories=what_they_did(child),
    )


def _coming(children: list[Child], now: datetime) -> dict[int, list[ComingPlace]]:
    """Live places with dates still to come, by child; one query for places, one for dates."""
    dates = (
        PlaceSession.objects.live()
        .filter(child__in=children, session__ends_at__gt=now)
        .select_related("session__club__venue", "place__term", "place__booking")
        .order_by("session__starts_at")
    )
    by_place: dict[int, ComingPlace] = {}
    for coming_date in dates:
        known = by_place.setdefault(coming_date.place_id, ComingPlace(coming_date.place, []))
        known.dates.append(coming_date)
    by_child: dict[int, list[ComingPlace]] = {}
    for coming in by_place.values():
        by_child.setdefault(coming.dates[0].child_id, []).append(coming)
    return by_child
