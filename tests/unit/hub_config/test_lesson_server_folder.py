"""A lesson's folder: opened, mended, set aside, handed in."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hub_config.lesson_server.lesson_folder import (
    LARGEST_FILE,
    MENDED,
    NEWER_LESSON,
    SET_ASIDE,
    LessonFolder,
)
from hub_config.lesson_server.refusals import LessonTooLarge, LessonUnreadable, SiteAway
from hub_config.lesson_server.release import Release
from tests.factories.lesson_room import PICTURE, lesson_reply

SLUG = "hello-robot"


@pytest.fixture
def folder(tmp_path: Path) -> LessonFolder:
    return LessonFolder.in_home(tmp_path, SLUG)


@pytest.fixture
def release() -> Release:
    return Release.from_reply(lesson_reply(), SLUG)


def write(folder: LessonFolder, cell_id: str, source: str) -> None:
    notebook = json.loads(folder.file.read_text())
    next(cell for cell in notebook["cells"] if cell["id"] == cell_id)["source"] = source
    folder.file.write_text(json.dumps(notebook))


def source(folder: LessonFolder, cell_id: str) -> str:
    notebook = json.loads(folder.file.read_text())
    return "".join(next(cell for cell in notebook["cells"] if cell["id"] == cell_id)["source"])


def kept(folder: LessonFolder) -> list[str]:
    return sorted(path.read_text() for path in (folder.folder / "kept").glob("*.ipynb"))


def test_the_first_opening_writes_the_lesson_and_its_pictures(
    folder: LessonFolder, release: Release, tmp_path: Path
) -> None:
    lesson = folder.open(release)
    assert lesson.notes == ()
    assert lesson.path == "lessons/hello-robot/hello-robot.ipynb"
    assert (tmp_path / lesson.path).is_file()
    assert folder.picture("robot.svg").read_bytes() == PICTURE
    assert folder.picture("other.svg") is None


def test_opening_again_changes_nothing(folder: LessonFolder, release: Release) -> None:
    folder.open(release)
    write(folder, "greet", "print('Hi!')")
    before = folder.file.stat().st_mtime_ns
    assert folder.open(release).notes == ()
    assert folder.file.stat().st_mtime_ns == before


def test_a_harmed_file_is_mended_and_kept(folder: LessonFolder, release: Release) -> None:
    folder.open(release)
    write(folder, "greet", "print('Hi!')")
    write(folder, "greet--test-1", "pass")
    assert folder.open(release).notes == (MENDED,)
    assert source(folder, "greet") == "print('Hi!')"
    assert source(folder, "greet--test-1") == "assert True"
    assert len(kept(folder)) == 1
    assert '"pass"' in kept(folder)[0]


def test_a_newer_release_keeps_the_answers_and_the_old_file(folder: LessonFolder, release: Release) -> None:
    folder.open(release)
    write(folder, "greet", "print('Hi!')")
    reply = lesson_reply(version="bbbbbbbbbbbb")
    reply["notebook"]["cells"][0]["source"] = "# New words"
    assert folder.open(Release.from_reply(reply, SLUG)).notes == (NEWER_LESSON,)
    assert source(folder, "greet") == "print('Hi!')"
    assert source(folder, "intro") == "# New words"
    assert len(kept(folder)) == 1


def test_without_the_site_the_lesson_opens_as_it_was_kept(folder: LessonFolder, release: Release) -> None:
    assert folder.open(None) is None
    folder.open(release)
    write(folder, "greet", "print('Hi!')")
    lesson = folder.open(None)
    assert lesson.release.title == release.title
    assert lesson.release.exercises == release.exercises
    assert source(folder, "greet") == "print('Hi!')"


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.write_text("{not json"), id="not JSON"),
        pytest.param(lambda path: path.write_text("[]"), id="JSON but no notebook"),
        pytest.param(lambda path: path.write_text('{"cells": [1], "nbformat": 4}'), id="cells are none"),
        pytest.param(lambda path: path.write_bytes(b"\xff\xfe\x00"), id="not text"),
        pytest.param(lambda path: path.write_text(""), id="empty"),
        pytest.param(sparse, id="larger than is read"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder"),
        pytest.param(lambda path: (path.unlink(), os.mkfifo(path)), id="a pipe that never answers"),
        pytest.param(lambda path: (path.unlink(), path.symlink_to("nowhere")), id="a link to nowhere"),
    ],
)
def test_a_file_that_cannot_be_read_is_set_aside(folder: LessonFolder, release: Release, spoil: Any) -> None:
    folder.open(release)
    spoil(folder.file)
    with pytest.raises(LessonUnreadable):
        folder.to_hand_in()
    assert folder.open(release).notes == (SET_ASIDE,)
    assert source(folder, "greet") == "# Make the robot say hello.\n"
    assert len(list((folder.folder / "kept").iterdir())) == 1


def test_outputs_that_are_no_outputs_are_dropped(folder: LessonFolder, release: Release) -> None:
    folder.open(release)
    notebook = json.loads(folder.file.read_text())
    answer = next(cell for cell in notebook["cells"] if cell["id"] == "greet")
    answer |= {"source": "print(1)", "outputs": [{"output_type": "nonsense"}]}
    folder.file.write_text(json.dumps(notebook))
    lesson = folder.open(release)
    assert source(folder, "greet") == "print(1)"
    assert all(cell.get("outputs") in (None, []) for cell in lesson.notebook["cells"])


def test_what_is_handed_in_has_no_outputs(folder: LessonFolder, release: Release) -> None:
    folder.open(release)
    notebook = json.loads(folder.file.read_text())
    answer = next(cell for cell in notebook["cells"] if cell["id"] == "greet")
    answer["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 2_000_000}]
    folder.file.write_text(json.dumps(notebook))
    handed_in = json.loads(folder.to_hand_in())
    assert all(not cell.get("outputs") for cell in handed_in["cells"])


def test_a_program_larger_than_the_site_takes_is_not_handed_in(
    folder: LessonFolder, release: Release
) -> None:
    folder.open(release)
    write(folder, "greet", "#" * 1_100_000)
    with pytest.raises(LessonTooLarge):
        folder.to_hand_in()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"slug": "another"}, id="another lesson"),
        pytest.param({"notebook": {"cells": []}}, id="no notebook"),
        pytest.param({"notebook": "text"}, id="a notebook of text"),
        pytest.param({"exercises": None}, id="no exercises"),
        pytest.param({"exercises": [{"id": "greet"}]}, id="half an exercise"),
        pytest.param({"files": [{"name": "a.png", "content_base64": "?"}]}, id="a picture of nonsense"),
    ],
)
def test_a_reply_that_is_no_lesson_counts_as_the_site_away(changes: dict[str, Any]) -> None:
    with pytest.raises(SiteAway):
        Release.from_reply(lesson_reply() | changes, SLUG)


@pytest.mark.parametrize("name", ["../evil.svg", ".hidden.png", "run.py", "a/b.png", "x.ipynb", "x.html"])
def test_only_pictures_are_written_beside_a_lesson(folder: LessonFolder, name: str) -> None:
    reply = lesson_reply(files=[{"name": name, "content_base64": ""}])
    release = Release.from_reply(reply, SLUG)
    assert release.files == {}
