"""A course made with nbgrader alone, without teaching files, can be released and marked."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from curriculum.courses import release
from curriculum.courses.models import Lesson
from curriculum.courses.release import CannotRelease, read_lesson
from curriculum.grading.checker_jobs import job_for
from curriculum.grading.models import Submission
from tests.factories import lessons
from tests.parity.cells import answer, check, manual_words, notebook, words
from tests.parity.kinds.foreign import AUTOTESTS

BIRDS = notebook(
    words("# Birds in the garden"),
    words("## Count them"),
    answer("count", "birds = open('birds.csv').read().split()"),
    check("count_test", "### AUTOTEST len(birds)", 2),
    words("## Say why"),
    manual_words("why", "They like seeds.", 3),
)
OTHER = notebook(answer("one", "one = 1"), check("one_test", "assert one == 1", 1))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """`source/garden walk/` with two notebooks, data and autotests."""
    folder = tmp_path / "other-course" / "source" / "garden walk"
    folder.mkdir(parents=True)
    (folder / "garden walk.ipynb").write_text(json.dumps(BIRDS))
    (folder / "extra.ipynb").write_text(json.dumps(OTHER))
    (folder / "birds.csv").write_text("robin wren owl")
    (folder / "autotests.yml").write_bytes(AUTOTESTS)
    return tmp_path / "other-course"


def teach(course: Path, lesson_toml: str) -> None:
    folder = course / "teaching" / "garden-walk-extra"
    folder.mkdir(parents=True)
    about = 'title = "One"\nsummary = ""\ncourse = "C"\norder = 1\nminutes = 5\nyoungest = 8\noldest = 9\n'
    exercise = '[[exercises]]\nid = "one"\ntitle = "One"\n'
    (folder / "lesson.toml").write_text(about + lesson_toml + exercise)


def test_each_notebook_is_a_lesson(course):
    assert release.slugs(course) == ["garden-walk", "garden-walk-extra"]


def test_the_notebook_tells_what_teaching_files_would(course):
    lesson = read_lesson(course, "garden-walk")
    assert lesson.teaching["title"] == "Birds in the garden"
    assert lesson.teaching["course"] == "Other course"
    assert [(each.slug, each.title, each.points) for each in lesson.exercises] == [
        ("count", "Count them", 2),
        ("why", "Say why", 3),
    ]
    assert lesson.data == {"birds.csv": b"robin wren owl"}
    made = next(cell for cell in lesson.source["cells"] if "len(birds)" in "".join(cell["source"]))
    assert 'assert str(len(birds)) == """3"""' in "".join(made["source"])
    assert "AUTOTEST" not in json.dumps([lesson.source, lesson.release])
    assert "BEGIN SOLUTION" in json.dumps(lesson.source)
    assert "They like seeds" not in json.dumps(lesson.release)


@pytest.mark.django_db
def test_a_lesson_that_asks_for_it_is_marked_in_compatible_mode(course):
    teach(course, 'marking = "compatible"\nfiles = ["birds.csv"]\n')
    call_command("release_lessons", "garden-walk-extra", exercises=course, verbosity=0)
    lesson = Lesson.objects.get(slug="garden-walk-extra")
    job, version = job_for(Submission(learner=lessons.learner(), lesson=lesson, notebook="{}"))
    assert (job["mode"], version) == ("compatible", lesson.current_id)
    assert [file["name"] for file in job["files"]] == ["birds.csv"]


@pytest.mark.parametrize(
    ("lesson_toml", "words"),
    [('marking = "easy"\n', "is one of"), ('files = ["../x"]\n', "does not lie beside")],
    ids=["unknown marking", "a file from elsewhere"],
)
def test_what_cannot_be_is_refused(course, lesson_toml, words):
    teach(course, lesson_toml)
    with pytest.raises(CannotRelease, match=words):
        read_lesson(course, "garden-walk-extra")
