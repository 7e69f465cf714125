"""The classroom's bench counts right: what it takes a child's memory to be, and how many fit."""

import os

import pytest

from tests.bench import classroom
from tests.bench.memory import descendants
from tests.bench.opening import OURS, PRINTED, STOCK, Opening


@pytest.mark.parametrize(
    ("gigabytes", "each", "expected"),
    [
        pytest.param(16, 100.0, 140, id="what is kept back is not shared out"),
        pytest.param(16, 99.9, 140, id="no part of a child"),
        pytest.param(2, 100.0, 0, id="none"),
    ],
)
def test_children_that_fit(gigabytes: float, each: float, expected: int) -> None:
    assert classroom._children_in(gigabytes, each) == expected


def test_seconds_and_page_are_medians() -> None:
    openings = [Opening(9.0, 5000, 0.9), Opening(1.0, 3000, 0.1), Opening(2.0, 1000, 0.2)]
    assert classroom._seconds(openings) == 2.0
    assert classroom._page("stock_", openings) == {"stock_page_kb": 3.0, "stock_script_seconds": 0.2}


def test_memory_counts_this_process_and_no_stranger() -> None:
    assert os.getpid() in descendants(os.getpid())
    assert os.getppid() not in descendants(os.getpid())
    assert classroom._megabytes([os.getpid()]) > 1
    assert classroom._megabytes([1 << 30]) == 0
    assert not classroom._is_kernel(os.getpid())


def test_the_page_is_watched_for_what_the_program_prints() -> None:
    for offered in (OURS, STOCK):
        assert PRINTED in offered.watch
        assert offered.output in offered.watch
