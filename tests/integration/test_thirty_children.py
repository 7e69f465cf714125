"""Thirty children at once on this machine: real servers and kernels, Check, calls for help, a board.

As ``make test-long`` runs it. The board's figure is printed and goes into ``CLASSROOM_REPORT``, a
file, where that is set; no time is asserted here.
"""

import asyncio
import json
import os
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import pytest

from tests.bench.figures import percentile
from tests.bench.memory import descendants
from tests.classroom.enrolment import LESSON, Class
from tests.classroom.kept import Kept
from tests.classroom.lesson import Lesson, Told, hold
from tests.classroom.reckoning import PASSED, Saved, delays, lost, otherwise_on_the_board
from tests.classroom.stack import asked_of_the_site, own_stack
from tests.classroom.watching import Board
from website.supervisor.layout import Layout
from website.supervisor.run import Supervisor

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]

CHILDREN = 30
ENDED_WITHIN_SECONDS = 30


@dataclass(frozen=True)
class Held:
    """A lesson that is over: what was told, what is kept, what was seen, and which processes there were.

    `servers` are the processes of children's servers while the lesson went on, `after` when all had
    signed out; `left` are those of the whole product that live when it is stopped.
    """

    lesson: Lesson
    kept: Kept
    saved: dict[str, dict[str, str]]
    ready: int
    servers: set[int]
    after: set[int]
    left: set[int]

    @property
    def told(self) -> list[Told]:
        return self.lesson.told

    @property
    def board(self) -> Board:
        return self.lesson.watched.board


@pytest.fixture(scope="module")
def held() -> Held:
    with own_stack() as supervisor:
        layout = supervisor.layout
        enrolled = Class.from_json(
            asked_of_the_site(layout, "tests.classroom.enrolment", "--children", str(CHILDREN))
        )
        before = servers_of(supervisor)
        seen: dict[str, object] = {}

        async def look(lesson: Lesson) -> None:
            seen["servers"] = servers_of(supervisor) - before
            seen["kept"] = await asyncio.to_thread(kept_of, layout, enrolled)
            seen["saved"] = {told.enrolled.learner: at_home(layout, told) for told in lesson.told}
            seen["ready"] = len(started_since(layout, lesson))

        lesson = asyncio.run(hold(enrolled, layout.site_url, layout.hub_url, look))
        after = when_ended(supervisor, before)
        everything = {pid for running in supervisor.processes for pid in descendants(running.pid)}
    return Held(lesson, after=after, left=living(everything), **seen)  # type: ignore[arg-type]


def kept_of(layout: Layout, enrolled: Class) -> Kept:
    options = ("--session", str(enrolled.session), "--helper", enrolled.helper)
    return Kept.from_json(asked_of_the_site(layout, "tests.classroom.kept", *options))


def at_home(layout: Layout, told: Told) -> dict[str, str]:
    """The programs in the notebook that lies in a child's home."""
    file = layout.data / "homes" / told.enrolled.learner / "lessons" / LESSON / f"{LESSON}.ipynb"
    cells = {cell["id"]: cell["source"] for cell in nbformat.read(file, as_version=4)["cells"]}
    return {exercise: cells[exercise] for exercise in told.saved}


def started_since(layout: Layout, lesson: Lesson) -> set[str]:
    """The learners whose server's own log is there: it was started for them."""
    logs = layout.data / "logs" / "lesson-servers"
    return {told.enrolled.learner for told in lesson.told if (logs / f"{told.enrolled.learner}.log").exists()}


def servers_of(supervisor: Supervisor) -> set[int]:
    return set(descendants(supervisor.process("launcher").pid))


def when_ended(supervisor: Supervisor, before: set[int]) -> set[int]:
    """The processes of children's servers that are left when there was time for all to end."""
    deadline = time.monotonic() + ENDED_WITHIN_SECONDS
    while (left := servers_of(supervisor) - before) and time.monotonic() < deadline:
        time.sleep(0.5)
    return left


def living(pids: set[int]) -> set[int]:
    """Those that live on when there was time for each to be buried."""
    deadline = time.monotonic() + ENDED_WITHIN_SECONDS
    while (left := {pid for pid in pids if Path(f"/proc/{pid}").exists()}) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def test_all_were_ready_and_all_were_checked(held: Held) -> None:
    assert held.ready == len(held.told) == CHILDREN
    # Each has a server and a kernel at the least.
    assert len(held.servers) >= 2 * CHILDREN
    assert all(told.checks for told in held.told)
    outcomes = {check.outcome for told in held.told for check in told.checks}
    assert outcomes >= {PASSED, "wrong", "error"}, "they were not all alike"
    assert sum(told.asked for told in held.told) > 1


def test_everything_is_kept_once_and_is_its_own_childs(held: Held) -> None:
    assert lost(held.told, held.kept, held.saved) == []


def test_the_board_shows_what_the_database_has(held: Held) -> None:
    assert len(held.board.tiles) == CHILDREN
    assert otherwise_on_the_board(held.board, held.kept) == []


def test_every_change_reached_the_board(held: Held) -> None:
    """How soon is told, not asserted."""
    took, missed = delays(held.kept.happened, held.board.changes)
    assert missed == []
    kinds = Counter(each.kind for each in held.kept.happened)
    assert kinds["first"] == CHILDREN
    assert kinds["passed"] == sum(PASSED in {check.outcome for check in told.checks} for told in held.told)
    assert kinds["help"] == sum(told.asked for told in held.told)
    figures = {
        "children": CHILDREN, "changes": len(took), "board_p95_ms": round(1000 * percentile(took, 95)),
        "seconds": {name: round(seconds, 1) for name, seconds in held.lesson.seconds.items()},
    }  # fmt: skip
    print(json.dumps(figures))
    if report := os.environ.get("CLASSROOM_REPORT"):
        Path(report).write_text(json.dumps(figures))


def test_nothing_runs_when_they_have_gone(held: Held) -> None:
    assert held.after == set()
    assert held.left == set()


def with_child(held: Held, number: int, **changes: object) -> Kept:
    """What is kept, one child's part of it changed."""
    learner = held.told[number].enrolled.learner
    child = replace(held.kept.children[learner], **changes)  # type: ignore[arg-type]
    return replace(held.kept, children=held.kept.children | {learner: child})


def a_child_who_is_not_kept(held: Held) -> tuple[Kept, Saved]:
    learner = held.told[3].enrolled.learner
    others = {name: child for name, child in held.kept.children.items() if name != learner}
    return replace(held.kept, children=others), held.saved


def an_answer_that_was_lost(held: Held) -> tuple[Kept, Saved]:
    return with_child(
        held, 1, checks=held.kept.children[held.told[1].enrolled.learner].checks[1:]
    ), held.saved


def an_answer_that_was_stored_twice(held: Held) -> tuple[Kept, Saved]:
    checks = held.kept.children[held.told[0].enrolled.learner].checks
    return with_child(held, 0, checks=checks * 2), held.saved


def an_answer_that_went_to_another(held: Held) -> tuple[Kept, Saved]:
    return with_child(held, 0, checks=held.kept.children[held.told[4].enrolled.learner].checks), held.saved


def a_mark_that_was_written_twice(held: Held) -> tuple[Kept, Saved]:
    (check,) = held.kept.children[held.told[0].enrolled.learner].checks
    return with_child(held, 0, checks=[replace(check, outcomes=check.outcomes * 2)]), held.saved


def a_call_that_nobody_heard(held: Held) -> tuple[Kept, Saved]:
    return with_child(held, 3, calls=[]), held.saved


def work_that_is_not_at_home(held: Held) -> tuple[Kept, Saved]:
    learner = held.told[2].enrolled.learner
    return held.kept, held.saved | {learner: held.saved[held.told[6].enrolled.learner]}


LOSSES = [
    a_child_who_is_not_kept, an_answer_that_was_lost, an_answer_that_was_stored_twice,
    an_answer_that_went_to_another, a_mark_that_was_written_twice, a_call_that_nobody_heard,
    work_that_is_not_at_home,
]  # fmt: skip


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_a_loss_would_be_noticed(held: Held, loss: object) -> None:
    kept, saved = loss(held)  # type: ignore[operator]
    assert lost(held.told, kept, saved) != []


def test_a_board_that_missed_something_would_be_noticed(held: Held) -> None:
    last = held.kept.happened[-1]
    deaf = Board(dict(held.board.tiles), held.board.order, [])
    for change in held.board.changes:
        others = {tile: drawn for tile, drawn in change.tiles.items() if tile != last.tile}
        deaf.changes.append(replace(change, tiles=others))
    assert last in delays([last], deaf.changes)[1]
    deaf.tiles[last.tile] = ""
    assert otherwise_on_the_board(deaf, held.kept) == [last.tile]
