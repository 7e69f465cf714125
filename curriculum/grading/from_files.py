"""Notebooks marked from files, for authors and for checking. Nothing of it is stored."""

import asyncio
import difflib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curriculum.courses import release
from curriculum.courses.marking_digest import files_read
from curriculum.courses.models import Lesson

from .marker import Checkers, MarkerUnavailable, MarkingFailed
from .sanitise import LARGEST_NOTEBOOK

FEWEST_AT_ONCE, MOST_AT_ONCE = 2, 8
"""As many as there are processors, within these."""


class CannotMark(Exception):
    """Marking did not work; the message is a plain sentence for the person at the keyboard."""


@dataclass(frozen=True)
class LessonToMark:
    """What a lesson is marked with, as a checker's job (`curriculum.grading.checker.job`) names it."""

    slug: str
    source: dict[str, Any]
    release: dict[str, Any]
    exercises: list[dict[str, Any]]
    mode: str = "sealed"
    files: Sequence[dict[str, str]] = ()

    def job(self, notebook: str, runner: str) -> dict[str, Any]:
        """The checker's job (`curriculum.grading.checker.job`) for one notebook's text."""
        return {
            "notebook": notebook, "source": self.source, "release": self.release,
            "exercises": self.exercises, "mode": self.mode, "files": files_read(self.files), "runner": runner,
        }  # fmt: skip


@dataclass(frozen=True)
class Marked:
    """One file's marking: the checker's `result`, or the `problem` that kept it from being marked."""

    file: str
    result: dict[str, Any] | None = None
    problem: str = ""


def released_lesson(slug: str) -> LessonToMark:
    """A lesson as it is given out now. Raises CannotMark."""
    lesson = Lesson.objects.select_related("current").filter(slug=slug).first()
    if lesson is None:
        raise CannotMark(
            f"There is no lesson {slug}.{_nearest(slug, Lesson.objects.values_list('slug', flat=True))}"
        )
    if lesson.current is None:
        raise CannotMark(
            f"The lesson {slug} has not been released: manage.py release_lessons {slug} does that, "
            "and --from-source marks without a release."
        )
    exercises = [
        {"id": each.slug, "wrong_answers": each.wrong_answers} for each in lesson.exercises.order_by("order")
    ]
    version = lesson.current
    mode = "compatible" if version.compatible else "sealed"
    return LessonToMark(slug, version.source, version.release, exercises, mode, version.files)


def lesson_on_disk(exercises: Path, slug: str) -> LessonToMark:
    """A lesson as its author has written it, without any database. Raises CannotMark."""
    if not (exercises / "source").is_dir():
        raise CannotMark(f"{exercises} holds no lessons: there is no folder source in it.")
    known = release.slugs(exercises)
    if slug not in known:
        raise CannotMark(f"There is no lesson {slug} in {exercises}.{_nearest(slug, known)}")
    try:
        lesson = release.read_lesson(exercises, slug)
    except release.CannotRelease as reason:
        raise CannotMark(f"The lesson {slug} cannot be released as it is: {reason}") from reason
    except ValueError as reason:  # json's and tomllib's
        raise CannotMark(f"A file of the lesson {slug} cannot be read: {reason}") from reason
    wanted = [{"id": each.slug, "wrong_answers": each.wrong_answers} for each in lesson.exercises]
    return LessonToMark(slug, lesson.source, lesson.release, wanted, lesson.marking, lesson.files)


def mark_files(files: Sequence[str], lesson: LessonToMark, runner: str) -> list[Marked]:
    """Mark several files at once, in the order given; one that cannot be marked does not disturb the rest.

    `runner` is the path of a runner's socket.
    """
    return asyncio.run(_mark_all(files, lesson, runner))


async def _mark_all(files: Sequence[str], lesson: LessonToMark, runner: str) -> list[Marked]:
    checkers = Checkers()
    places = asyncio.Semaphore(min(max(os.cpu_count() or 1, FEWEST_AT_ONCE), MOST_AT_ONCE))

    async def one(file: str) -> Marked:
        async with places:
            try:
                return Marked(file, await checkers.mark(lesson.job(_text_of(Path(file)), runner)))
            except CannotMark as reason:
                return Marked(file, problem=str(reason))
            except (MarkerUnavailable, MarkingFailed) as reason:
                return Marked(file, problem=f"{file} could not be marked: {reason}")

    try:
        return list(await asyncio.gather(*(one(file) for file in files)))
    finally:
        checkers.close()


def _text_of(path: Path) -> str:
    """The file's text, no more of it than a notebook may have. Raises CannotMark when it cannot be read.

    What is no text at all is no notebook: an empty text says so to the checker.
    """
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST_NOTEBOOK + 1)
    except OSError as reason:
        raise CannotMark(f"{path} cannot be read: {reason.strerror}.") from reason
    try:
        return body.decode("utf-8") if len(body) <= LARGEST_NOTEBOOK else ""
    except UnicodeDecodeError:
        return ""


def _nearest(slug: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(slug, names, n=1)
    if close:
        return f" Did you mean {close[0]}?"
    return f" There are: {', '.join(sorted(names))}." if names else ""
