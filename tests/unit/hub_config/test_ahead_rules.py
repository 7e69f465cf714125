"""Which servers are started ahead of a session, and which are stopped: tables of moments and servers."""

from datetime import UTC, datetime, timedelta

import pytest

from hub_config.ahead import marks
from hub_config.ahead.rules import BETWEEN_TRIES, LATEST, Due, Limits, Server, Tried, plan
from hub_config.ahead.site import due_from
from hub_config.ahead.web import Away

AMBER, BASIL, CORAL = "amberamber111111", "basilbasil222222", "coralcoral333333"
STARTS = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2)
MINUTE = timedelta(minutes=1)
QUIET = 12 * MINUTE
LIMITS = Limits(10 * MINUTE, most=60, quiet=QUIET)


def due(learner: str = AMBER, starts_at: datetime = STARTS, lesson: str = "hello-robot") -> Due:
    return Due(learner, starts_at, starts_at + timedelta(hours=2), lesson)


def running(learner: str = AMBER, **about) -> Server:
    return Server(**({"learner": learner, "ahead": True, "ready": True, "used_at": STARTS} | about))


STARTED = Tried(1, STARTS - 9 * MINUTE, started=True)
STARTING = {
    "an hour before": (STARTS - 60 * MINUTE, [], {}, False),
    "a moment too early": (STARTS - 10 * MINUTE - timedelta(seconds=1), [], {}, False),
    "ten minutes before": (STARTS - 10 * MINUTE, [], {}, True),
    "just begun": (STARTS + MINUTE, [], {}, True),
    "under way": (STARTS + LATEST, [], {}, False),
    "over": (ENDS, [], {}, False),
    "runs already, ahead": (STARTS, [running()], {}, False),
    "opened at home": (STARTS, [running(ahead=False)], {}, False),
    "is on its way": (STARTS, [running(ready=False)], {}, False),
    "another's runs": (STARTS, [running(BASIL)], {}, True),
    "was started, then stopped by its child": (STARTS, [], {(AMBER, STARTS): STARTED}, False),
    "was started for another session": (STARTS, [], {(AMBER, STARTS - 5 * MINUTE): STARTED}, True),
    "failed a moment ago": (STARTS, [], {(AMBER, STARTS): Tried(1, STARTS - MINUTE / 2)}, False),
    "failed a while ago": (STARTS, [], {(AMBER, STARTS): Tried(2, STARTS - BETWEEN_TRIES)}, True),
    "failed three times": (STARTS, [], {(AMBER, STARTS): Tried(3, STARTS - 5 * MINUTE)}, False),
}


@pytest.mark.parametrize(("now", "servers", "tried", "starts"), STARTING.values(), ids=STARTING)
def test_when_a_server_is_started(now, servers, tried, starts):
    assert plan(now, [due()], servers, tried, LIMITS).starts == ((due(),) if starts else ())


LATE = ENDS + timedelta(hours=1)
USED_LATELY, QUIET_LONG = LATE - QUIET, LATE - QUIET - timedelta(seconds=1)
STOPPING = {
    "nobody is due, quiet": ([], running(used_at=QUIET_LONG), True),
    "nobody is due, in use": ([], running(used_at=USED_LATELY), False),
    "opened at home, quiet": ([], running(used_at=QUIET_LONG, ahead=False), False),
    "starting or stopping": ([], running(used_at=QUIET_LONG, ready=False), False),
    "still due": ([due(starts_at=LATE - MINUTE)], running(used_at=QUIET_LONG), False),
    "due again soon": ([due(starts_at=LATE + 9 * MINUTE)], running(used_at=QUIET_LONG), False),
    "the session is over": ([due(starts_at=LATE - timedelta(hours=2))], running(used_at=QUIET_LONG), True),
    "another is due": ([due(BASIL, LATE)], running(used_at=QUIET_LONG), True),
}


@pytest.mark.parametrize(("expected", "server", "stops"), STOPPING.values(), ids=STOPPING)
def test_when_a_server_is_stopped(expected, server, stops):
    tried = {(BASIL, LATE): STARTED}
    assert plan(LATE, expected, [server], tried, LIMITS).stops == ((AMBER,) if stops else ())


def test_soonest_session_first_and_never_more_than_the_machine_holds():
    later, sooner = due(AMBER, STARTS + 2 * MINUTE), due(CORAL, STARTS)
    chosen = plan(STARTS, [later, sooner], [running(BASIL)], {}, Limits(LIMITS.ahead, 2, QUIET))
    assert chosen.starts == (sooner,)


def test_servers_opened_at_home_take_no_room():
    chosen = plan(STARTS, [due()], [running(BASIL, ahead=False)], {}, Limits(LIMITS.ahead, 1, QUIET))
    assert chosen.starts == (due(),)


def test_a_child_due_twice_is_started_once():
    both = [due(starts_at=STARTS + 5 * MINUTE), due()]
    assert plan(STARTS, both, [], {}, LIMITS).starts == (due(),)


MARKS = {
    "never marked": ({}, STARTS, False),
    "marked": (marks.options(ENDS, "hello-robot"), STARTS, True),
    "its child's own, of the next day": (marks.options(ENDS, "x"), ENDS + timedelta(days=1), False),
    "not yet started": (marks.options(ENDS, ""), None, True),
    "no options": (None, STARTS, False),
    "no moment": ({marks.UNTIL: "soon"}, STARTS, False),
    "a moment of no zone": ({marks.UNTIL: "2026-11-28T12:00:00"}, STARTS, False),
    "a list, as a form would send it": ({marks.UNTIL: [ENDS.isoformat()]}, STARTS, False),
}


@pytest.mark.parametrize(("options", "started", "ahead"), MARKS.values(), ids=MARKS)
def test_how_a_server_started_ahead_is_known(options, started, ahead):
    assert marks.is_ahead(options, started) is ahead


ROW = {
    "learner": AMBER,
    "starts_at": STARTS.isoformat(),
    "ends_at": ENDS.isoformat(),
    "lesson": "hello-robot",
}


def test_the_sites_answer_is_read():
    assert due_from({"due": [ROW, ROW | {"lesson": ""}]}) == [due(), due(lesson="")]


NONSENSE = {
    "no object": [ROW],
    "no list": {"due": None},
    "a name": {"due": [ROW | {"learner": "Sunny Sample"}]},
    "no moment": {"due": [ROW | {"starts_at": "ten"}]},
    "ends before it starts": {"due": [ROW | {"ends_at": ROW["starts_at"]}]},
    "a path for a lesson": {"due": [ROW | {"lesson": "../../x"}]},
    "no lesson": {"due": [{key: ROW[key] for key in ROW if key != "lesson"}]},
    "no row": {"due": ["amber"]},
    "more than a borough": {"due": [ROW] * 2001},
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
def test_an_answer_of_another_shape_starts_and_stops_nobody(answer):
    with pytest.raises(Away):
        due_from(answer)
