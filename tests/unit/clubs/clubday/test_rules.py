"""When the register takes marks, reckoned on London's wall clock."""

from datetime import datetime, timedelta

import pytest

from clubs.clubday.enums import PRESENCE_MOVES, Presence
from clubs.clubday.rules import may_move, register_closes_at, register_opens_at, takes_marks
from clubs.timetable.rules import LONDON


def london(*when: int) -> datetime:
    return datetime(*when, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("starts_at", "opens_at", "closes_at"),
    [
        pytest.param(london(2026, 3, 3, 16), london(2026, 3, 3), london(2026, 3, 5), id="an afternoon"),
        pytest.param(
            london(2026, 3, 3, 1), london(2026, 3, 2, 22), london(2026, 3, 5), id="soon after midnight"
        ),
        pytest.param(
            london(2026, 7, 7, 0, 30), london(2026, 7, 6, 21, 30), london(2026, 7, 9), id="summer time"
        ),
        pytest.param(
            london(2026, 10, 24, 10), london(2026, 10, 24), london(2026, 10, 26), id="clocks go back next day"
        ),
    ],
)
def test_opening_and_closing(starts_at: datetime, opens_at: datetime, closes_at: datetime) -> None:
    assert register_opens_at(starts_at) == opens_at
    assert register_closes_at(starts_at + timedelta(minutes=90)) == closes_at


@pytest.mark.parametrize(
    ("now", "planned", "takes"),
    [
        pytest.param(london(2026, 3, 2, 23, 59), True, False, id="a minute before the day"),
        pytest.param(london(2026, 3, 3), True, True, id="as the day begins"),
        pytest.param(london(2026, 3, 4, 23, 59), True, True, id="the next day's last minute"),
        pytest.param(london(2026, 3, 5), True, False, id="after that"),
        pytest.param(london(2026, 3, 3, 16), False, False, id="not going ahead"),
    ],
)
def test_when_marks_are_taken(now: datetime, planned: bool, takes: bool) -> None:
    starts_at = london(2026, 3, 3, 16)
    ends_at = starts_at + timedelta(minutes=90)
    assert takes_marks(planned=planned, starts_at=starts_at, ends_at=ends_at, now=now) is takes


@pytest.mark.parametrize("now", Presence, ids=str)
@pytest.mark.parametrize("then", Presence, ids=str)
def test_the_table_of_presences(now: Presence, then: Presence) -> None:
    assert may_move(now, then) is (then in PRESENCE_MOVES[now])
