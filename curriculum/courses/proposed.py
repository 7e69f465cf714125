"""From a proposal to a lesson: unpacked, made, and laid among the exercises.

Only `manage.py release_lessons` comes here: a lesson's tests run with the marker's own
standing, so whoever gives one out must have the machine, and have read it.
"""

import base64
import json
import shutil
import tempfile
from pathlib import Path

from django.db import DataError, IntegrityError, transaction

from clubs.records.refusals import Refusal
from curriculum.authoring.actions import decide_proposal
from curriculum.authoring.models import Proposal

from .actions import release_lesson
from .models import Lesson
from .release import CannotRelease, fingerprint, read_lesson

PARTS = ("source", "teaching")


def proposal_of(slug: str) -> Proposal:
    """The proposal of that lesson that waits. Raises CannotRelease."""
    found = Proposal.objects.waiting().filter(slug=slug).first()
    if found is None:
        raise CannotRelease(f"No proposal of {slug} waits.")
    return found


def unpack(proposal: Proposal, course: Path) -> None:
    """Write a proposal's files into a course's folder, to be read or released. Raises OSError."""
    source, teaching = (course / part / proposal.slug for part in PARTS)
    for folder in (source, teaching):
        folder.mkdir(parents=True, exist_ok=True)
    notebook = json.dumps(proposal.source, indent=1, ensure_ascii=False)
    (source / f"{proposal.slug}.ipynb").write_text(notebook + "\n", encoding="utf-8")
    for picture in proposal.pictures:
        (source / picture["name"]).write_bytes(base64.b64decode(picture["content_base64"]))
    for name, text in proposal.teaching.items():
        (teaching / name).write_text(text, encoding="utf-8")


def release_proposed(proposal: Proposal, exercises: Path) -> Lesson:
    """Give a proposed lesson out, and lay its files in `exercises`, whose earlier ones they replace.

    Raises CannotRelease when nobody has read this very proposal, when it cannot be made, or
    when its files cannot be written; then nothing changes.
    """
    if proposal.read_at is None:
        raise CannotRelease(
            f"Nobody has read this proposal: release_lessons --proposed {proposal.slug} --unpack FOLDER"
        )
    with tempfile.TemporaryDirectory(prefix="proposed-") as name:
        course = Path(name)
        shutil.copy(exercises / "nbgrader_config.py", course)
        unpack(proposal, course)
        try:
            lesson_file = read_lesson(course, proposal.slug)
            with transaction.atomic():
                lesson = release_lesson(
                    lesson_file=lesson_file, fingerprint=fingerprint(course, proposal.slug), by=None
                )
                decide_proposal(proposal=proposal, released=True, by=None)
                _lay(course, exercises, proposal.slug)
        except (KeyError, TypeError, ValueError, AttributeError, DataError, IntegrityError) as reason:
            raise CannotRelease(f"{proposal.slug}: its teaching files do not fit: {reason!r}") from reason
        except (OSError, Refusal) as reason:
            raise CannotRelease(f"{proposal.slug} could not be given out: {reason}") from reason
    return lesson


def _lay(course: Path, exercises: Path, slug: str) -> None:
    """Put the lesson's two folders in place of those that are there."""
    for part in PARTS:
        fresh = exercises / part / f".{slug}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(course / part / slug, fresh)
        there = exercises / part / slug
        if there.exists():
            shutil.rmtree(there)
        fresh.rename(there)
