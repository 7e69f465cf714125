"""States and pace of submissions."""

from datetime import UTC, datetime, timedelta

import pytest

from curriculum.grading.enums import TRANSITIONS, State
from curriculum.grading.rules import TooFast, check_pace, may_follow

NOW = datetime(2026, 1, 10, 10, tzinfo=UTC)

ALLOWED = {
    (State.STORED, State.MARKING),
    (State.MARKING, State.MARKING),
    (State.MARKING, State.MARKED),
    (State.MARKING, State.SET_ASIDE),
    (State.MARKING, State.STORED),
    (State.SET_ASIDE, State.STORED),
}


@pytest.mark.parametrize("then", State)
@pytest.mark.parametrize("now", State)
def test_every_step_between_states(now, then):
    assert may_follow(now, then) is ((now, then) in ALLOWED)


def test_every_state_is_in_the_table():
    assert set(TRANSITIONS) == set(State)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=each) for each in seconds]


@pytest.mark.parametrize(
    ("stored", "wait"),
    [
        pytest.param(ago(), None, id="the first"),
        pytest.param(ago(1, 2, 3, 4, 5), None, id="five in five seconds"),
        pytest.param(ago(1, 2, 3, 4, 5, 6), 14, id="six in six seconds"),
        pytest.param(ago(1, 5, 10, 15, 18, 21), None, id="six in more than twenty seconds"),
        pytest.param(ago(*range(8, 8 + 29 * 9, 9)), None, id="one each nine seconds for four minutes"),
        pytest.param(ago(*range(8, 8 + 30 * 9, 9)), 31, id="thirty in five minutes"),
    ],
)
def test_pace(stored, wait):
    if wait is None:
        check_pace(stored, NOW)
        return
    with pytest.raises(TooFast) as refused:
        check_pace(stored, NOW)
    assert refused.value.wait_seconds == wait
