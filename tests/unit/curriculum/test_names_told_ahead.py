"""Names that come with the reply before them: asked for where they must be, and never out of date."""

from typing import Any

import pytest

from curriculum.grading.checker import pupil as pupils
from curriculum.grading.checker.link import PupilLost
from curriculum.grading.checker.pupil import Pupil, Seconds
from curriculum.grading.checker.test_cells import names_used
from curriculum.grading.plain_data import MOST_ITEMS_AHEAD, NotPlain, encode_small

DONE = {"ended": "done", "printed": "", "drawing": None, "error": None}


class Line:
    """A pupil's process that gives these replies, in turn."""

    def __init__(self, *replies: dict[str, Any]) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []

    def ask(self, request: dict[str, Any], _seconds: float) -> dict[str, Any]:
        self.asked.append(request["ask"])
        return self.replies.pop(0)

    def close(self) -> None:
        pass


def pupil_on(monkeypatch: pytest.MonkeyPatch, *replies: dict[str, Any]) -> tuple[Pupil, Line]:
    """One whose cell has run; `replies` begin with the answer to the question after it."""
    line = Line(DONE, *replies)
    monkeypatch.setattr(pupils, "Link", lambda _runner: line)
    pupil = Pupil("nowhere", Seconds(), {}, looked_at=("items", "score"))
    pupil.run(1, "score = 3")
    return pupil, line


def test_what_was_told_is_not_asked_for(monkeypatch):
    pupil, line = pupil_on(monkeypatch, {"names": {"score": 3, "items": ["list", [1]]}})
    first, second = pupil.get("items"), pupil.get("items")
    assert (pupil.get("score"), first) == (3, [1])
    assert first is not second  # a test that changes one does not change what it reads next
    assert line.asked == ["run", "still"]


def test_what_was_not_told_is_asked_for_once(monkeypatch):
    pupil, line = pupil_on(monkeypatch, {"names": {}}, {"value": 3}, {"missing": True, "near": "score"})
    assert (pupil.get("score"), pupil.get("score")) == (3, 3)
    for _ in range(2):
        with pytest.raises(pupils.NoSuchName):
            pupil.get("scroe")
    assert line.asked == ["run", "still", "get", "get"]


@pytest.mark.parametrize(
    ("reply", "then"),
    [
        ({"value": None, "args": [], "names": {"score": 4}}, []),
        ({"value": None, "args": []}, ["get"]),
    ],
    ids=["the new value came along", "it did not"],
)
def test_after_a_call_nothing_told_before_counts(monkeypatch, reply, then):
    pupil, line = pupil_on(monkeypatch, {"names": {"score": 3}}, reply, {"value": 4})
    pupil.use(1, "call", [], {})
    assert pupil.get("score") == 4
    assert line.asked == ["run", "still", "use", *then]


def test_names_that_nobody_asked_about_are_left(monkeypatch):
    pupil, line = pupil_on(monkeypatch, {"names": {"score": 3, "other": 5}}, {"value": 7})
    assert pupil.get("other") == 7
    assert line.asked == ["run", "still", "get"]


def test_names_that_are_none_end_the_process(monkeypatch):
    pupil, _ = pupil_on(monkeypatch, {"names": {"score": 3}}, {"value": 1, "args": [], "names": ["score"]})
    with pytest.raises(PupilLost) as lost:
        pupil.use(1, "call", [], {})
    assert lost.value.how == "garbled"


def test_a_told_value_is_checked_as_an_answer_is(monkeypatch):
    pupil, _ = pupil_on(monkeypatch, {"names": {"score": ["exec", "x"]}})
    with pytest.raises(PupilLost) as lost:
        pupil.get("score")
    assert lost.value.how == "garbled"


@pytest.mark.parametrize(
    "value",
    [
        list(range(MOST_ITEMS_AHEAD)),
        [list(range(MOST_ITEMS_AHEAD))],
        dict.fromkeys(range(MOST_ITEMS_AHEAD)),
        "a" * 100 * MOST_ITEMS_AHEAD,
        b"a" * 100 * MOST_ITEMS_AHEAD,
    ],
    ids=["a list", "a list in a list", "a dict", "a text", "bytes"],
)
def test_what_is_large_is_not_told_unasked(value):
    with pytest.raises(NotPlain):
        encode_small(value, lambda _: 0)


def test_what_is_small_is_told_as_ever():
    assert encode_small([1, "a", {}], lambda _: 0) == ["list", [1, "a", ["dict", []]]]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("assert double(2) == len(words)", {"double", "words"}),
        ("total = robot.walk(3)\ntotal", {"total", "robot"}),
        ("assert all(known(word) for word in words)", {"known", "word", "words"}),
        (" not ready", {"ready"}),
        ("for", set()),
    ],
    ids=["calls", "attributes are none", "inside a generator", "a sign", "unreadable"],
)
def test_names_used(source, names):
    assert names_used(source) == names
