"""Which servers to start and which to stop, from who is due and what runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# A child who came to a session that has just begun starts a server faster than we notice.
LATEST = timedelta(minutes=5)
MOST_TRIES = 3
BETWEEN_TRIES = timedelta(minutes=1)


@dataclass(frozen=True)
class Due:
    """A learner who is expected at a session; `lesson` is "" where none can be told."""

    learner: str
    starts_at: datetime
    ends_at: datetime
    lesson: str = ""


@dataclass(frozen=True)
class Server:
    """A server that runs, or is starting or stopping; `used_at` is when it was last known to be in use."""

    learner: str
    ahead: bool
    ready: bool
    used_at: datetime


@dataclass(frozen=True)
class Tried:
    """What came of starting a learner's server for one session: how often, when last, and whether it did."""

    times: int
    last_at: datetime
    started: bool = False


@dataclass(frozen=True)
class Limits:
    """How long before a session servers start, how many run ahead at most, and how long one
    rests before it counts as used by nobody.
    """

    ahead: timedelta
    most: int
    quiet: timedelta


@dataclass(frozen=True)
class Plan:
    """What to do now: those to start, soonest session first, and the learners whose servers stop."""

    starts: tuple[Due, ...] = ()
    stops: tuple[str, ...] = ()


def plan(
    now: datetime,
    due: Iterable[Due],
    servers: Iterable[Server],
    tried: Mapping[tuple[str, datetime], Tried],
    limits: Limits,
) -> Plan:
    """What to do at `now`; `tried` is by learner and the session's start."""
    due, servers = list(due), list(servers)
    running = {server.learner for server in servers}
    room = limits.most - sum(server.ahead for server in servers)
    wanted = sorted(
        (each for each in due if each.learner not in running and may_start(now, each, tried, limits)),
        key=lambda each: (each.starts_at, each.learner),
    )
    first_of_each = {each.learner: each for each in reversed(wanted)}
    starts = [each for each in wanted if first_of_each[each.learner] is each]
    expected = {each.learner for each in due if each.ends_at > now}
    stops = sorted(server.learner for server in servers if may_stop(now, server, expected, limits))
    return Plan(tuple(starts[: max(0, room)]), tuple(stops))


def may_start(now: datetime, due: Due, tried: Mapping[tuple[str, datetime], Tried], limits: Limits) -> bool:
    """Whether it is time for this learner's server, and there is reason to think that it will start.

    One that was started for this session is not started again: whoever stopped it, a child who
    signed out above all, had a reason.
    """
    if not due.starts_at - limits.ahead <= now < min(due.starts_at + LATEST, due.ends_at):
        return False
    before = tried.get((due.learner, due.starts_at))
    if before is None:
        return True
    return not before.started and before.times < MOST_TRIES and now - before.last_at >= BETWEEN_TRIES


def may_stop(now: datetime, server: Server, expected: set[str], limits: Limits) -> bool:
    """Whether a server started ahead is wanted no more: nobody is due and nobody is at it."""
    return (
        server.ahead
        and server.ready
        and server.learner not in expected
        and now - server.used_at > limits.quiet
    )
