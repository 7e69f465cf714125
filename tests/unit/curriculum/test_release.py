"""What is given out holds exactly the notebook and its pictures, and no line of an answer."""

import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from curriculum.courses import release
from curriculum.courses.models import Exercise, Lesson, LessonVersion
from curriculum.courses.release import CannotRelease, check_release, read_lesson

EXERCISES = Path(__file__).resolve().parents[3] / "exercises"
SLUGS = release.slugs(EXERCISES)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """One lesson in a folder of its own that may be spoiled."""
    for part in ("source", "teaching"):
        shutil.copytree(EXERCISES / part / "star-painter", tmp_path / part / "star-painter")
    shutil.copy(EXERCISES / "nbgrader_config.py", tmp_path)
    return tmp_path


def notebook_of(folder: Path) -> Path:
    return folder / "source" / "star-painter" / "star-painter.ipynb"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_gives_nothing_away(slug):
    lesson = read_lesson(EXERCISES, slug)
    text = json.dumps(lesson.release)
    assert "BEGIN" not in text
    for exercise in lesson.exercises:
        for hint in exercise.hints:
            assert hint not in text
    beside = {path.name for path in (EXERCISES / "source" / slug).iterdir()} - {f"{slug}.ipynb"}
    assert set(lesson.pictures) <= beside


def test_a_file_that_lies_beside_the_notebook_is_not_given_out(copied):
    (copied / "source" / "star-painter" / "answers.txt").write_text("secret")
    assert "answers.txt" not in read_lesson(copied, "star-painter").pictures


def test_a_picture_that_is_missing_stops_the_release(copied):
    next((copied / "source" / "star-painter").glob("*.svg")).unlink()
    with pytest.raises(CannotRelease, match="does not lie beside"):
        read_lesson(copied, "star-painter")


def test_a_picture_from_elsewhere_stops_the_release(copied):
    notebook = json.loads(notebook_of(copied).read_text())
    notebook["cells"][0]["source"] = "![A secret](../../teaching/star-painter/hints.toml)"
    notebook_of(copied).write_text(json.dumps(notebook))
    with pytest.raises(CannotRelease, match="does not lie beside"):
        read_lesson(copied, "star-painter")


def test_an_answer_in_the_open_stops_the_release():
    lesson = read_lesson(EXERCISES, "star-painter")
    leaking = json.loads(json.dumps(lesson.release))
    answer = next(cell for cell in lesson.source["cells"] if "BEGIN SOLUTION" in "".join(cell["source"]))
    leaking["cells"].append(answer)
    with pytest.raises(CannotRelease, match="give away"):
        check_release(lesson.source, leaking)


def test_the_version_tells_a_change_and_nothing_else(copied):
    before = read_lesson(copied, "star-painter").version
    assert read_lesson(copied, "star-painter").version == before
    notebook = json.loads(notebook_of(copied).read_text())
    notebook["cells"][0]["source"] = "# Another title"
    notebook_of(copied).write_text(json.dumps(notebook))
    assert read_lesson(copied, "star-painter").version != before


@pytest.mark.django_db
def test_releasing_twice_changes_nothing_and_a_new_version_keeps_the_old(copied):
    for _ in range(2):
        call_command("release_lessons", exercises=copied, verbosity=0)
    lesson = Lesson.objects.released().get()
    assert LessonVersion.objects.count() == 1
    assert lesson.exercises.count() == Exercise.objects.count() > 3
    notebook = json.loads(notebook_of(copied).read_text())
    notebook["cells"][0]["source"] = "# Another title"
    notebook_of(copied).write_text(json.dumps(notebook))
    call_command("release_lessons", exercises=copied, verbosity=0)
    lesson.refresh_from_db()
    assert LessonVersion.objects.count() == 2
    assert "".join(lesson.given_out.release["cells"][0]["source"]) == "# Another title"


@pytest.mark.django_db
def test_a_lesson_that_cannot_be_released_says_why_and_changes_nothing(copied):
    notebook_of(copied).unlink()
    with pytest.raises(CommandError, match="is missing"):
        call_command("release_lessons", exercises=copied)
    assert not Lesson.objects.exists()
