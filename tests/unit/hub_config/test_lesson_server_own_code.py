"""The child's own boxes and earlier tries: kept in the child's home, shown again, never handed in."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from hub_config.lesson_server.earlier_tries import LONGEST_TRY, MOST_TRIES, EarlierTries, TryTooLong
from hub_config.lesson_server.lesson_folder import LessonFolder
from hub_config.lesson_server.lesson_page import lesson_parts, scratch_boxes
from hub_config.lesson_server.release import Release
from tests.factories.lesson_room import code_cell, lesson_reply
from tests.factories.lesson_server import Room, running_room

SLUG = "hello-robot"


@pytest.fixture
def tries(tmp_path: Path) -> EarlierTries:
    return EarlierTries(tmp_path, "exercise-greet")


def texts(tries: EarlierTries) -> list[str]:
    return [one.text for one in tries.all()]


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "tries" / "exercise-greet.json"


def test_the_newest_try_comes_first(tries: EarlierTries) -> None:
    assert tries.all() == []
    tries.keep("one")
    tries.keep("two")
    assert texts(tries) == ["two", "one"]
    assert tries.all()[0].at.endswith("+00:00")


def test_the_last_ten_are_kept(tries: EarlierTries) -> None:
    for number in range(MOST_TRIES + 3):
        tries.keep(f"try {number}")
    assert texts(tries) == [f"try {number}" for number in range(MOST_TRIES + 2, 2, -1)]


@pytest.mark.parametrize("empty", ["", " \n "], ids=["nothing", "blanks"])
def test_an_empty_try_takes_no_others_place(tries: EarlierTries, empty: str) -> None:
    tries.keep(empty)
    assert tries.all() == []


def test_the_same_try_twice_takes_one_place(tries: EarlierTries) -> None:
    for text in ("one", "two", "one"):
        tries.keep(text)
    assert texts(tries) == ["one", "two"]


def test_a_try_as_long_as_can_be_is_kept_and_one_longer_refused(tries: EarlierTries) -> None:
    longest = "é" * (LONGEST_TRY // 2)
    tries.keep(longest)
    with pytest.raises(TryTooLong):
        tries.keep(longest + "x")
    assert texts(tries) == [longest]


SPOILED = {
    "not JSON": "{",
    "no list": '{"at": "x", "text": "y"}',
    "no tries": '[1, null, {"text": 7, "at": "x"}, {"at": "x"}]',
    "nested beyond reading": "[" * 100_000,
}


@pytest.mark.parametrize("content", SPOILED.values(), ids=SPOILED)
def test_a_spoiled_file_is_set_aside_and_not_written_over(
    tries: EarlierTries, tmp_path: Path, content: str
) -> None:
    file = file_of(tmp_path)
    file.parent.mkdir(parents=True)
    file.write_text(content)
    assert tries.all() == []
    tries.keep("new")
    assert texts(tries) == ["new"]
    (aside,) = [path for path in file.parent.iterdir() if "could not read" in path.name]
    assert aside.read_text() == content


@pytest.mark.parametrize("box", ["", "..", "exercise-", "exercise-../x", "own-code/x", "exercise-A"])
def test_a_box_is_named_plainly(tmp_path: Path, box: str) -> None:
    with pytest.raises(ValueError, match="box"):
        EarlierTries(tmp_path, box)


@pytest.fixture
def release() -> Release:
    return Release.from_reply(lesson_reply(), SLUG)


@pytest.fixture
def folder(tmp_path: Path, release: Release) -> LessonFolder:
    """A lesson in which the child added a box, and made a mess of where it stands."""
    made = LessonFolder.in_home(tmp_path, SLUG)
    made.open(release)
    notebook = json.loads(made.file.read_text())
    own = code_cell("aaaaaaaa", "while True: pass") | {"metadata": {"lesson": {"part": "scratch"}}}
    notebook["cells"].append(own)
    made.file.write_text(json.dumps(notebook))
    return made


def test_a_box_of_ones_own_is_part_of_the_page_and_of_no_exercise(
    folder: LessonFolder, release: Release
) -> None:
    lesson = folder.open(release)
    assert lesson is not None
    assert lesson.notes == ()
    (box,) = scratch_boxes(lesson.notebook)
    assert (box.cell, box.source, box.marked, box.locked) == ("aaaaaaaa", "while True: pass", False, False)
    assert "aaaaaaaa" not in repr(lesson_parts(lesson.notebook, release, "pictures/"))


def test_a_box_of_ones_own_is_not_handed_in(folder: LessonFolder) -> None:
    sent = json.loads(folder.to_hand_in())
    assert [cell["id"] for cell in sent["cells"]] == [
        cell["id"] for cell in lesson_reply()["notebook"]["cells"]
    ]
    assert "aaaaaaaa" in folder.file.read_text()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with running_room(tmp_path_factory.mktemp("room")) as running:
        yield running


@pytest.fixture
def child(room: Room) -> Iterator[requests.Session]:
    room.begin_again()
    with requests.Session() as session:
        page = session.get(room.url(f"lesson/{SLUG}"), timeout=20).text
        facts = json.loads(page.partition('id="facts">')[2].partition("</script>")[0])
        session.headers["X-XSRFToken"] = facts["xsrf"]
        yield session


def api(room: Room, path: str) -> str:
    return f"{room.address}lesson-api/lessons/{SLUG}/{path}"


def test_tries_are_kept_and_come_with_the_starting_line(room: Room, child: requests.Session) -> None:
    greet = api(room, "exercises/greet/tries")
    starter = "# Make the robot say hello.\n"
    assert child.get(greet, timeout=10).json() == {"starter": starter, "tries": []}
    assert child.post(greet, json={"text": starter}, timeout=10).json()["tries"] == [], "was never begun"
    kept = child.post(greet, json={"text": "print('mine')"}, timeout=10).json()
    assert (kept["starter"], [one["text"] for one in kept["tries"]]) == (starter, ["print('mine')"])
    assert child.get(api(room, "exercises/add/tries"), timeout=10).json()["tries"] == []
    assert child.get(api(room, "own-code/tries"), timeout=10).json()["tries"] == []


def test_what_was_removed_is_told_to_the_page(room: Room, child: requests.Session) -> None:
    assert '"removed": false' in child.get(room.url(f"lesson/{SLUG}"), timeout=10).text
    child.post(api(room, "own-code/tries"), json={"text": "print('idea')"}, timeout=10)
    assert '"removed": true' in child.get(room.url(f"lesson/{SLUG}"), timeout=10).text


REFUSED: dict[str, tuple[str, Any, int]] = {
    "no exercise": ("exercises/sing/tries", {"text": "x"}, 404),
    "a test": ("exercises/greet--test-1/tries", {"text": "x"}, 404),
    "no text": ("exercises/greet/tries", {}, 400),
    "a text that is none": ("own-code/tries", {"text": 7}, 400),
    "a list": ("own-code/tries", [], 400),
    "too long": ("exercises/greet/tries", {"text": "x" * (LONGEST_TRY + 1)}, 413),
    "far too long": ("exercises/greet/tries", {"text": "x" * (7 * LONGEST_TRY)}, 400),
}


@pytest.mark.parametrize(("path", "body", "status"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_and_nothing_kept(
    room: Room, child: requests.Session, path: str, body: Any, status: int
) -> None:
    assert child.post(api(room, path), json=body, timeout=10).status_code == status
    assert child.get(api(room, "exercises/greet/tries"), timeout=10).json()["tries"] == []
    assert child.get(api(room, "own-code/tries"), timeout=10).json()["tries"] == []


def test_the_model_answer_comes_when_the_site_gives_it(room: Room, child: requests.Session) -> None:
    answer = api(room, "exercises/greet/model-answer")
    refused = child.get(answer, timeout=10)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_passed_yet")
    assert "One way" not in child.get(room.url(f"lesson/{SLUG}"), timeout=10).text
    room.site.passed.add("greet")
    given = child.get(answer, timeout=10)
    assert given.json()["text"] == "print('One way to greet')"
    assert given.headers["Cache-Control"] == "no-store"
    assert "One way" not in (room.home / "lessons" / SLUG / f"{SLUG}.ipynb").read_text()
