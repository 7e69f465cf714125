"""Who is perhaps stuck, on recorded streams of events (streams/*.json), and the bounds of the rule."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from curriculum.progress.stuck import (
    PAUSE,
    SAME_ERROR_TIMES,
    WITHOUT_PROGRESS,
    Step,
    Why,
    perhaps_stuck,
)

START = datetime(2030, 1, 5, 10, tzinfo=UTC)
STREAMS = sorted((Path(__file__).parent / "streams").glob("*.json"))


def moment(clock: str) -> datetime:
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return START + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def recorded(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


def steps_of(stream: dict[str, Any]) -> list[Step]:
    return [
        Step(step["kind"], step["exercise"], step["error_kind"], moment(step["at"]))
        for step in stream["steps"]
    ]


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_recorded_streams(path):
    stream = recorded(path)
    found = perhaps_stuck(steps_of(stream), moment(stream["now"]), frozenset(stream["done"]))
    assert (asdict(found) if found else None) == stream["expect"], stream["about"]


def test_the_recorded_streams_are_of_both_kinds():
    expected = [recorded(path)["expect"] for path in STREAMS]
    assert len(expected) >= 12
    assert {each["why"] for each in expected if each} == {"same_error", "no_progress"}
    assert sum(each is None for each in expected) >= 6


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_nobody_is_stuck_once_they_have_gone_quiet(path):
    stream = recorded(path)
    steps = steps_of(stream)
    later = steps[-1].at + PAUSE + timedelta(seconds=1)
    assert perhaps_stuck(steps, later, frozenset(stream["done"])) is None


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_nobody_is_stuck_who_has_just_passed_what_they_were_on(path):
    stream = recorded(path)
    steps = steps_of(stream)
    at, on = moment(stream["now"]), steps[-1].exercise
    passed = [Step("checked", on, "", at), Step("passed", on, "", at)]
    assert perhaps_stuck([*steps, *passed], at, frozenset({*stream["done"], on})) is None


@pytest.mark.parametrize(
    ("times", "stuck"),
    [(SAME_ERROR_TIMES - 1, False), (SAME_ERROR_TIMES, True), (SAME_ERROR_TIMES + 3, True)],
)
def test_how_often_is_too_often(times, stuck):
    steps = [Step("error", "star", "NameError", START + timedelta(minutes=n)) for n in range(times)]
    found = perhaps_stuck(steps, steps[-1].at)
    assert bool(found and found.why is Why.SAME_ERROR) == stuck


@pytest.mark.parametrize(("short_of", "stuck"), [(timedelta(seconds=1), False), (timedelta(), True)])
def test_how_long_is_too_long(short_of, stuck):
    steps = [Step("ran", "star", "", START + n * PAUSE) for n in range(3)]
    now = START + WITHOUT_PROGRESS - short_of
    found = perhaps_stuck(steps, now)
    assert bool(found and found.why is Why.NO_PROGRESS) == stuck


def test_nothing_is_known_of_who_did_nothing():
    assert perhaps_stuck([], START) is None
