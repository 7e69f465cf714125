"""The reckoning after a class notices whatever is lost, doubled, another's, or never reached the board."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.classroom.enrolment import Enrolled
from tests.classroom.kept import Happened, Kept, KeptCheck, KeptChild
from tests.classroom.lesson import RIGHT, Checked, Told
from tests.classroom.reckoning import Saved, delays, lost, otherwise_on_the_board
from tests.classroom.watching import Board, Change

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
ADA = Enrolled("adaadaadaadaada1", 1, "class", "Amber Otter", "otter", "pancake")
BEN = Enrolled("benbenbenbenben2", 2, "class", "Brisk Owl", "owl", "teapot")
RIGHT_OF_ADA = RIGHT.format(nickname=ADA.nickname)


def told() -> list[Told]:
    """Ada was right at once; Ben was not, and asked."""
    return [
        Told(ADA, checks=[Checked("s1", RIGHT_OF_ADA, "passed")], saved={"wake-up": RIGHT_OF_ADA}),
        Told(BEN, checks=[Checked("s2", "oops", "error")], asked=1, saved={"wake-up": "oops"}),
    ]


def kept() -> Kept:
    """All of that, as it should be kept."""
    ada = KeptChild([KeptCheck("s1", "marked", RIGHT_OF_ADA, ["passed"])], [], ["wake-up"])
    ben = KeptChild([KeptCheck("s2", "marked", "oops", ["error"])], ["waiting"], [])
    happened = [Happened("child-1", "passed", AT.isoformat(), ["1 of"])]
    return Kept({ADA.learner: ada, BEN.learner: ben}, {"child-1": "1 of 5"}, ["child-1"], happened)


def saved() -> Saved:
    return {each.enrolled.learner: dict(each.saved) for each in told()}


def but(enrolled: Enrolled, **changes: object) -> Kept:
    """What is kept, one child's part of it otherwise."""
    child = replace(kept().children[enrolled.learner], **changes)  # type: ignore[arg-type]
    return replace(kept(), children=kept().children | {enrolled.learner: child})


def test_nothing_is_missed_where_all_is_there():
    assert lost(told(), kept(), saved()) == []


(OF_ADA,) = kept().children[ADA.learner].checks
LOSSES: dict[str, Callable[[], tuple[Kept, Saved]]] = {
    "a child": lambda: (replace(kept(), children={ADA.learner: kept().children[ADA.learner]}), saved()),
    "a child nobody enrolled": lambda: (
        replace(kept(), children=kept().children | {"another": kept().children[ADA.learner]}),
        saved(),
    ),
    "an answer": lambda: (but(ADA, checks=[]), saved()),
    "an answer, stored twice": lambda: (but(ADA, checks=[OF_ADA] * 2), saved()),
    "another's answer": lambda: (but(BEN, checks=[OF_ADA]), saved()),
    "a mark": lambda: (but(ADA, checks=[replace(OF_ADA, outcomes=[])]), saved()),
    "a mark, written twice": lambda: (but(ADA, checks=[replace(OF_ADA, outcomes=["passed"] * 2)]), saved()),
    "another mark": lambda: (but(ADA, checks=[replace(OF_ADA, outcomes=["wrong"])]), saved()),
    "never marked": lambda: (but(ADA, checks=[replace(OF_ADA, state="stored")]), saved()),
    "a pass": lambda: (but(ADA, passed=[]), saved()),
    "a call for help": lambda: (but(BEN, calls=[]), saved()),
    "a call that nobody made": lambda: (but(ADA, calls=["waiting"]), saved()),
    "the work at home": lambda: (kept(), {ADA.learner: saved()[ADA.learner]}),
    "another's work at home": lambda: (kept(), saved() | {BEN.learner: saved()[ADA.learner]}),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_a_loss_is_noticed(loss):
    assert lost(told(), *loss()) != []


def test_a_wrong_mark_is_noticed_although_it_was_told_and_kept_alike():
    wrong = told()
    wrong[1].checks = [Checked("s2", "oops", "passed")]
    wrong[1].asked = 0
    as_told = but(BEN, checks=[KeptCheck("s2", "marked", "oops", ["passed"])], calls=[], passed=["wake-up"])
    assert lost(wrong, as_told, saved()) == ["Brisk Owl: 'oops' was marked passed"]


def test_a_child_who_checked_nothing_is_noticed():
    idle = told()
    idle[0].checks = []
    assert "Amber Otter: nothing was checked" in lost(idle, but(ADA, checks=[], passed=[]), saved())


BOARDS = {
    "the same": (Board({"child-1": "1 of 5"}, ["child-1"]), []),
    "an old tile": (Board({"child-1": "0 of 5"}, ["child-1"]), ["child-1"]),
    "a tile too few": (Board({}, ["child-1"]), ["child-1"]),
    "another order": (Board({"child-1": "1 of 5"}, []), ["the order of the tiles"]),
}


@pytest.mark.parametrize(("board", "faults"), BOARDS.values(), ids=BOARDS)
def test_board_beside_the_database(board, faults):
    assert otherwise_on_the_board(board, kept()) == faults


def test_how_long_a_call_has_waited_is_no_difference():
    board = Board({"child-1": "asks, just now"}, ["child-1"])
    stored = replace(kept(), tiles={"child-1": "asks, waiting 2 minutes"})
    assert otherwise_on_the_board(board, stored) == []


def test_delay_counts_until_the_first_tile_that_shows_it():
    changes = [
        Change(AT + timedelta(seconds=1), {"child-1": "0 of 5"}),
        Change(AT + timedelta(seconds=2), {"child-1": "1 of 5"}),
        Change(AT + timedelta(seconds=3), {"child-1": "1 of 5, too"}),
    ]
    assert delays(kept().happened, changes) == ([2.0], [])
    assert delays(kept().happened, changes[:1]) == ([], kept().happened)
