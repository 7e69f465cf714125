"""Whether what a class did and was told is what is kept, of each child and of nobody else; pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from tests.classroom.kept import Happened, Kept, KeptChild
from tests.classroom.lesson import RIGHT, Told
from tests.classroom.watching import Board, Change

Saved = Mapping[str, Mapping[str, str]]
"""By learner, the programs in the notebook of their home, by exercise."""

PASSED, MARKED = "passed", "marked"
# How long a call has waited is drawn, too; it goes on by itself.
WAITS = re.compile(r"waiting \d+ minutes?|just now")


def lost(told: Iterable[Told], kept: Kept, saved: Saved) -> list[str]:
    """What is missing, twice, another's or otherwise than the child was told; empty when nothing is."""
    told = list(told)
    names = {each.enrolled.learner for each in told}
    strangers = [f"{learner} did nothing and is kept" for learner in kept.children if learner not in names]
    return strangers + [fault for each in told for fault in _of_one(each, kept, saved)]


def _of_one(told: Told, kept: Kept, saved: Saved) -> list[str]:
    who = told.enrolled.nickname
    child = kept.children.get(told.enrolled.learner)
    if child is None:
        return [f"{who} is not kept"]
    faults = [*_checks(told, child), *_calls(told, child)]
    passed = any(check.outcome == PASSED for check in told.checks)
    if bool(child.passed) != passed:
        faults.append(f"passed, told {passed}, is kept as {child.passed}")
    if saved.get(told.enrolled.learner) != told.saved:
        faults.append("the notebook at home is not what was written")
    return [f"{who}: {fault}" for fault in faults]


def _checks(told: Told, child: KeptChild) -> list[str]:
    said = [(check.submission, MARKED, check.program, [check.outcome]) for check in told.checks]
    stored = [(check.submission, check.state, check.program, check.outcomes) for check in child.checks]
    faults = [] if told.checks else ["nothing was checked"]
    if said != stored:
        faults.append(f"told {said}, kept {stored}")
    # A wrong mark would be told and kept alike.
    right = RIGHT.format(nickname=told.enrolled.nickname)
    faults += [
        f"{check.program!r} was marked {check.outcome}"
        for check in told.checks
        if (check.outcome == PASSED) != (check.program == right)
    ]
    return faults


def _calls(told: Told, child: KeptChild) -> list[str]:
    """Every call is kept; the last waits still unless the exercise was passed since."""
    passed = any(check.outcome == PASSED for check in told.checks)
    expected = [PASSED if passed else "waiting"] * told.asked
    return [] if child.calls == expected else [f"asked {told.asked} times, kept {child.calls}"]


def otherwise_on_the_board(board: Board, kept: Kept) -> list[str]:
    """The tiles that a page which only listened shows otherwise than the database has them."""
    faults = [] if board.order == kept.order else ["the order of the tiles"]
    shown, stored = _timeless(board.tiles), _timeless(kept.tiles)
    return faults + sorted(tile for tile in {*shown, *stored} if shown.get(tile) != stored.get(tile))


def _timeless(tiles: Mapping[str, str]) -> dict[str, str]:
    return {tile: WAITS.sub("", html) for tile, html in tiles.items()}


def delays(happened: Iterable[Happened], changes: Iterable[Change]) -> tuple[list[float], list[Happened]]:
    """Seconds from when each thing happened until a tile that shows it came; and what never came."""
    changes = list(changes)
    took, missed = [], []
    for each in happened:
        came = [change.came_at for change in changes if _shows(change.tiles.get(each.tile, ""), each)]
        if came:
            took.append((min(came) - datetime.fromisoformat(each.at)).total_seconds())
        else:
            missed.append(each)
    return took, missed


def _shows(tile: str, happened: Happened) -> bool:
    return any(words in tile for words in happened.shows)
