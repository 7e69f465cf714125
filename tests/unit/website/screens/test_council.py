"""Counts for the council: small ones are not told, nor what would give one away."""

import pytest

from clubs.records.suppression import suppressed, suppressed_part
from website.screens.council import TakeUp, suppressed_total


@pytest.mark.parametrize(
    ("count", "told"),
    [
        pytest.param(0, 0, id="nobody is nobody"),
        pytest.param(1, None, id="one child could be known"),
        pytest.param(4, None, id="four are too few"),
        pytest.param(5, 5, id="five are told"),
        pytest.param(120, 120, id="many are told"),
    ],
)
def test_small_counts_are_not_told(count: int, told: int | None) -> None:
    assert suppressed(count) == told


def row(children: int | None) -> TakeUp:
    return TakeUp("Somewhere", clubs=1, sessions=4, room=40, children=children)


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        pytest.param([row(10), row(7)], 17, id="nothing hidden, so the total is told"),
        pytest.param([row(10), row(None)], None, id="one hidden: the total would give it away"),
        pytest.param([row(10), row(None), row(None)], 10, id="two hidden cannot be told apart"),
    ],
)
def test_a_total_gives_no_hidden_count_away(rows: list[TakeUp], total: int | None) -> None:
    shown = sum(each.children for each in rows if each.children is not None)
    assert suppressed_total(rows, shown) == total


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        pytest.param(20, 30, 20, id="both parts are large"),
        pytest.param(3, 30, None, id="a small part"),
        pytest.param(28, 30, None, id="what is left is small"),
        pytest.param(30, 30, 30, id="all of them"),
        pytest.param(0, 30, 0, id="none of them"),
    ],
)
def test_a_part_gives_what_is_left_not_away(part: int, whole: int, told: int | None) -> None:
    assert suppressed_part(part, whole) == told
