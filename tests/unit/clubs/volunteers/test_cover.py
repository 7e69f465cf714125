"""How many adults a group needs: tables of cases, and what must hold for any group."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubs.volunteers.cover import AGE_BANDS, adults_needed, band_of, bands_between, covers, more_children

AGES = st.integers(4, 18)
GROUPS = st.lists(AGES, max_size=60)


@pytest.mark.parametrize(
    ("ages", "adults"),
    [
        pytest.param([], 2, id="nobody: still two"),
        pytest.param([10], 2, id="one child: still two"),
        pytest.param([8] * 12, 2, id="twelve of eight: exactly two"),
        pytest.param([8] * 13, 3, id="one more of eight"),
        pytest.param([9] * 16, 2, id="sixteen of nine"),
        pytest.param([9] * 17, 3, id="one more of nine"),
        pytest.param([13] * 20, 2, id="twenty of thirteen"),
        pytest.param([13] * 21, 3, id="one more of thirteen"),
        pytest.param([4] * 6 + [12] * 8, 2, id="a whole adult each"),
        pytest.param([4] * 6 + [12] * 8 + [18], 3, id="and a tenth of one"),
        pytest.param([8] * 3 + [9] * 4 + [13] * 10, 2, id="halves and a whole"),
    ],
)
def test_adults_needed(ages: list[int], adults: int) -> None:
    assert adults_needed(ages) == adults


@pytest.mark.parametrize("age", [3, 19, -1])
def test_no_ratio_is_set_outside_the_bands(age: int) -> None:
    with pytest.raises(ValueError, match=str(age)):
        band_of(age)


@pytest.mark.parametrize(
    ("youngest", "oldest", "per_adult"),
    [
        pytest.param(8, 16, [6, 8, 10], id="all three"),
        pytest.param(9, 12, [8], id="the middle one"),
        pytest.param(12, 13, [8, 10], id="over one edge"),
    ],
)
def test_bands_of_a_club(youngest: int, oldest: int, per_adult: list[int]) -> None:
    assert [band.children_per_adult for band in bands_between(youngest, oldest)] == per_adult


@given(GROUPS, AGES)
def test_another_child_never_needs_fewer_adults(ages: list[int], age: int) -> None:
    assert adults_needed([*ages, age]) >= adults_needed(ages) >= 2


@given(GROUPS)
def test_needed_is_enough_and_one_fewer_is_not(ages: list[int]) -> None:
    needed = adults_needed(ages)
    assert covers(needed, ages)
    assert not covers(needed - 1, ages)


@given(GROUPS, AGES)
def test_younger_never_needs_fewer(ages: list[int], age: int) -> None:
    assert adults_needed([*ages, max(4, age - 5)]) >= adults_needed([*ages, age])


@given(st.integers(0, 12), GROUPS, st.sampled_from(AGE_BANDS))
def test_more_children_is_exact(adults: int, ages: list[int], band: object) -> None:
    """So many more are covered, and one beyond that is not."""
    more = more_children(adults, ages, band)
    if more:
        assert covers(adults, [*ages, *[band.youngest] * more])
    assert not covers(adults, [*ages, *[band.youngest] * (more + 1)])


@given(st.permutations([4, 9, 13, 8, 12, 18]))
def test_order_is_nothing(ages: list[int]) -> None:
    assert adults_needed(ages) == 2


def test_fractions_are_exact() -> None:
    assert sum([band_of(8).share] * 6, Fraction(0)) == 1
