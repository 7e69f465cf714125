"""The feedback page: escaped text that loads nothing and runs nothing; and which copies are kept."""

from pathlib import Path

import html5lib
import pytest

from hub_config.exchange.feedback_page import html, told_when, write_feedback
from hub_config.exchange.submissions import MOST_COPIES, Copy, OwnSubmission, copies, keep_copy
from hub_config.lesson_server.refusals import SiteAway

EVIL = "</pre></style><script>alert(1)</script><img src=x onerror=alert(1)>{points}%s&"
WHEN = "2030-01-01 09:00:00.000000 UTC"
ROW = {
    "id": "00000000-0000-4000-8000-000000000001", "lesson": "hello-robot", "state": "marked",
    "stored_at": "2030-01-01T09:00:00+00:00", "marked_at": WHEN, "points": 1, "max_points": 3,
}  # fmt: skip


def told(words: str = "Well done!", outcome: str = "passed") -> dict:
    exercise = {
        "id": "greet",
        "title": words,
        "points": 3,
        "max_points": 3,
        "outcome": outcome,
        "message": words,
    }
    result = {"points": 3, "max_points": 3, "marked_at": WHEN, "exercises": [exercise]}
    return {"id": "1", "lesson": words, "state": "marked", "result": result}


def test_nothing_of_what_is_told_becomes_markup() -> None:
    page = html(told(EVIL, EVIL), EVIL)
    read = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert {element.tag for element in read.iter() if isinstance(element.tag, str)} == {
        "html", "head", "meta", "title", "style", "body", "h1", "p", "strong", "section", "h2", "pre",
    }  # fmt: skip
    assert read.findtext(".//pre") == EVIL
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    "broken",
    [{}, {"result": None}, told() | {"result": {"exercises": []}}, told() | {"result": {"points": "x"}}],
    ids=["nothing", "not marked", "no points", "points that are none"],
)
def test_what_is_no_marked_submission_is_not_written(tmp_path: Path, broken: dict) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        write_feedback(tmp_path / "feedback" / "hello-robot.html", broken, WHEN)
    assert not (tmp_path / "feedback").exists()


def test_feedback_remembers_when_it_was_marked(tmp_path: Path) -> None:
    page = tmp_path / "feedback" / "hello-robot.html"
    assert told_when(page) is None
    write_feedback(page, told(), WHEN)
    assert told_when(page) == WHEN


def test_only_the_newest_copies_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_COPIES + 3):
        named = f"2030-01-01 09:{number:02}:00"
        keep_copy(tmp_path, Copy(tmp_path / f"me+robot+{named}", "me", "robot", named), b"{}", str(number))
    kept = copies(tmp_path)
    assert [copy.submission_id for copy in kept] == [str(number) for number in range(3, MOST_COPIES + 3)]
    assert not copies(tmp_path, "another")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../../etc"},
        {"lesson": "../evil"},
        {"lesson": None},
        {"state": "pie"},
        {"stored_at": "2030-01-01T09:00:00"},
        {"stored_at": "soon"},
        {"points": "many"},
    ],
    ids=str,
)
def test_a_row_that_is_none_is_not_believed(change: dict) -> None:
    assert OwnSubmission.from_row(ROW).words == "1 of 3 points"
    with pytest.raises(SiteAway):
        OwnSubmission.from_row(ROW | change)
