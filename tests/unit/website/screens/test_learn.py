"""The one big button of a child's home."""

from types import SimpleNamespace

import pytest

from curriculum.progress.lesson_map import Stage
from website.screens.learn import first_to_open


def stop(lesson: str, stage: Stage) -> SimpleNamespace:
    return SimpleNamespace(lesson=lesson, stage=stage)


DONE, BEGUN = stop("robot", Stage.DONE), stop("gate", Stage.BEGUN)
NEXT, LATER = stop("stars", Stage.NEXT), stop("potion", Stage.LATER)


@pytest.mark.parametrize(
    ("stops", "today", "first"),
    [
        pytest.param([DONE, BEGUN, NEXT, LATER], [], BEGUN, id="what was begun"),
        pytest.param([DONE, BEGUN, NEXT, LATER], ["potion"], LATER, id="what the club does today"),
        pytest.param([DONE, BEGUN, NEXT], ["robot"], BEGUN, id="today's lesson is done, so what was begun"),
        pytest.param([DONE, NEXT, LATER], [], NEXT, id="what comes next"),
        pytest.param([DONE], ["robot"], None, id="all is done"),
        pytest.param([], [], None, id="no lessons yet"),
    ],
)
def test_first_to_open(stops: list, today: list, first: SimpleNamespace | None) -> None:
    assert first_to_open(stops, today) is first
