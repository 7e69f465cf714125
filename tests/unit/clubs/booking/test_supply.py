"""How many places are left: what must hold for any session and any children."""

from hypothesis import given
from hypothesis import strategies as st

from clubs.booking.enums import Limit
from clubs.booking.supply import Supply
from clubs.volunteers.cover import adults_needed, bands_between
from clubs.volunteers.rota import Cover


@st.composite
def supplies(draw: st.DrawFn) -> Supply:
    """Any session of any club, those where adults dropped out after children were booked among them."""
    youngest = draw(st.integers(4, 18))
    oldest = draw(st.integers(youngest, 18))
    return Supply(
        room=draw(st.integers(0, 30)),
        kit=draw(st.integers(0, 30)),
        cover=Cover(draw(st.integers(0, 6)), pledged=draw(st.booleans())),
        ages=tuple(draw(st.lists(st.integers(youngest, oldest), max_size=30))),
        youngest=youngest,
        oldest=oldest,
    )


@given(supplies())
def test_the_number_shown_is_true_for_every_age(supply: Supply) -> None:
    """Any so many children of the club's ages can be booked together."""
    for age in range(supply.youngest, supply.oldest + 1):
        if supply.free:
            assert supply.fits([age] * supply.free)


@given(supplies())
def test_places_of_one_age_are_exact(supply: Supply) -> None:
    for band in bands_between(supply.youngest, supply.oldest):
        free, age = supply.free_for(band), max(band.youngest, supply.youngest)
        assert not supply.fits([age] * (free + 1))
        assert free == 0 or supply.fits([age] * free)


@given(supplies(), st.lists(st.integers(4, 18), min_size=1, max_size=5))
def test_what_fits_breaks_no_limit(supply: Supply, more: list[int]) -> None:
    if supply.fits(more):
        together = [*supply.ages, *more]
        assert len(together) <= min(supply.room, supply.kit)
        assert adults_needed(together) <= supply.cover.adults


@given(supplies(), st.integers(4, 18))
def test_a_booking_never_makes_more_places(supply: Supply, age: int) -> None:
    after = Supply(supply.room, supply.kit, supply.cover, (*supply.ages, age), supply.youngest, supply.oldest)
    assert after.free <= supply.free


@given(supplies())
def test_never_fewer_than_two_adults(supply: Supply) -> None:
    assert supply.adults_needed >= 2
    if supply.cover.adults < 2:
        assert supply.free == 0


@given(supplies())
def test_the_limit_named_is_the_one_that_runs_out(supply: Supply) -> None:
    space = min(supply.room, supply.kit) - len(supply.ages)
    if supply.free < space:
        assert supply.limit == Limit.ADULTS
    else:
        assert supply.limit == (Limit.ROOM if supply.room <= supply.kit else Limit.KIT)
