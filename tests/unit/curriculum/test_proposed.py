"""From an author's proposal to a lesson: only at the machine, only once read, all of it or nothing."""

import base64
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from curriculum.authoring.actions import propose_lesson
from curriculum.authoring.enums import ProposalState
from curriculum.authoring.models import Proposal
from curriculum.courses.models import Lesson
from curriculum.courses.release import fingerprint
from tests.unit.curriculum.test_authoring import an_author

pytestmark = pytest.mark.django_db

EXERCISES = Path(__file__).resolve().parents[3] / "exercises"
SLUG = "star-painter"


@pytest.fixture
def exercises(tmp_path: Path) -> Path:
    """A course's folder with its settings and no lesson yet."""
    shutil.copy(EXERCISES / "nbgrader_config.py", tmp_path)
    for part in ("source", "teaching"):
        (tmp_path / part).mkdir()
    return tmp_path


@pytest.fixture
def proposal() -> Proposal:
    return proposed()


def proposed(title: str = "Star painter", **teaching: str) -> Proposal:
    """One of our own lessons as an author would propose it, with another title in its notebook."""
    source, about = EXERCISES / "source" / SLUG, EXERCISES / "teaching" / SLUG
    notebook = json.loads((source / f"{SLUG}.ipynb").read_text())
    notebook["cells"][0]["source"] = f"# {title}"
    pictures = [
        {"name": path.name, "content_base64": base64.b64encode(path.read_bytes()).decode()}
        for path in source.glob("*.svg")
    ]
    files = {path.name: path.read_text() for path in about.iterdir()} | {
        f"{name}.toml": text for name, text in teaching.items()
    }
    told = {"source": notebook, "pictures": pictures, "teaching": files, "replace": True}
    author = Proposal.objects.waiting().first().author if Proposal.objects.exists() else an_author()
    return propose_lesson(slug=SLUG, body=json.dumps(told).encode(), by=author)


def command(exercises: Path, *words: str) -> None:
    call_command("release_lessons", *words, exercises=exercises, verbosity=0)


def test_a_proposal_alone_gives_nothing_out(proposal, exercises):
    assert not Lesson.objects.exists()
    with pytest.raises(CommandError, match="Nobody has read"):
        command(exercises, "--proposed", SLUG)
    assert not Lesson.objects.exists()


def test_a_proposal_that_was_read_becomes_the_lesson(proposal, exercises, tmp_path):
    command(exercises, "--proposed", SLUG, "--unpack", str(tmp_path / "to-read"))
    assert (tmp_path / "to-read/source" / SLUG / f"{SLUG}.ipynb").is_file()
    assert not Lesson.objects.exists()
    command(exercises, "--proposed", SLUG)
    lesson = Lesson.objects.released().get()
    assert lesson.given_out.source["cells"][0]["source"] == "# Star painter"
    assert lesson.exercises.count() > 3
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RELEASED
    # The folder is the lessons' own record: a later release finds nothing to change.
    assert lesson.fingerprint == fingerprint(exercises, SLUG)


def test_a_newer_proposal_is_unread_again(proposal, exercises, tmp_path):
    command(exercises, "--proposed", SLUG, "--unpack", str(tmp_path / "to-read"))
    proposed(title="Something else")
    with pytest.raises(CommandError, match="Nobody has read"):
        command(exercises, "--proposed", SLUG)


def test_a_lesson_that_is_there_is_replaced_with_its_files(proposal, exercises, tmp_path):
    old = exercises / "source" / SLUG / "old.svg"
    old.parent.mkdir()
    old.write_text("<svg/>")
    command(exercises, "--proposed", SLUG, "--unpack", str(tmp_path / "to-read"))
    command(exercises, "--proposed", SLUG)
    assert not old.exists()
    assert sorted(path.name for path in (exercises / "source").iterdir()) == [SLUG]


@pytest.mark.parametrize(
    "about",
    [
        pytest.param("", id="an empty one"),
        pytest.param('[[exercises]]\ntitle = "No id"', id="an exercise without an id"),
        pytest.param('exercises = "none"', id="exercises that are a word"),
    ],
)
def test_a_proposal_that_cannot_be_made_changes_nothing(exercises, tmp_path, about):
    made = proposed(lesson=about)
    command(exercises, "--proposed", SLUG, "--unpack", str(tmp_path / "to-read"))
    with pytest.raises(CommandError, match=SLUG):
        command(exercises, "--proposed", SLUG)
    made.refresh_from_db()
    assert made.state == ProposalState.WAITING
    assert not Lesson.objects.exists()
    assert not list((exercises / "source").iterdir())


def test_files_that_cannot_be_written_leave_the_site_as_it_was(proposal, exercises, tmp_path):
    command(exercises, "--proposed", SLUG, "--unpack", str(tmp_path / "to-read"))
    shutil.rmtree(exercises / "teaching")
    (exercises / "teaching").write_text("in the way")
    with pytest.raises(CommandError, match="could not be given out"):
        command(exercises, "--proposed", SLUG)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WAITING
    assert not Lesson.objects.exists()


def test_a_proposal_is_listed_and_discarded_with_a_reason(proposal, exercises, capsys):
    call_command("release_lessons", "--list-proposed", exercises=exercises)
    assert f"{SLUG}: new lesson" in capsys.readouterr().out
    command(exercises, "--discard", SLUG, "--reason", "Too long for one session.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.REFUSED, "Too long for one session.")
    with pytest.raises(CommandError, match="No proposal"):
        command(exercises, "--discard", SLUG)
