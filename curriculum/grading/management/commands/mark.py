"""Marks notebooks from files, for lesson authors and for checking."""

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from curriculum.grading import from_files
from curriculum.grading.from_files import CannotMark, LessonToMark, Marked
from curriculum.grading.marking_report import as_data, in_words
from curriculum.grading.runner_at_hand import NoRunner, runner_at_hand

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """``manage.py mark NOTEBOOK … --lesson SLUG [--json] [--from-source [--exercises FOLDER]]``"""

    help = (
        "Mark notebooks as the site would, and store nothing. The exit status is 0 when every file was "
        "marked, whatever its points; 1 when one could not be."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, the lesson, and where the lesson comes from."""
        parser.add_argument("notebooks", nargs="+", metavar="NOTEBOOK")
        parser.add_argument("--lesson", required=True, metavar="SLUG", help="the lesson they belong to")
        parser.add_argument("--json", action="store_true", help="a JSON list, one object a file, in order")
        parser.add_argument(
            "--from-source", action="store_true",
            help="mark with the lesson as it lies on the disk, not with its release; needs no database",
        )  # fmt: skip
        parser.add_argument(
            "--exercises", type=Path, metavar="FOLDER",
            help="where lessons lie, if not in exercises/; goes with --from-source, which it implies",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Mark, tell, and raise CommandError when a file could not be marked."""
        files: list[str] = options["notebooks"]
        try:
            marked = self._mark(files, options)
        except (CannotMark, NoRunner) as reason:
            marked = [Marked(file, problem=str(reason)) for file in files]
        if options["json"]:
            told = [as_data(each, options["lesson"]) for each in marked]
            self.stdout.write(json.dumps(told, indent=1, ensure_ascii=False))
        else:
            self.stdout.write("\n\n".join(in_words(each, options["lesson"]) for each in marked))
        failed = [each for each in marked if each.result is None]
        if failed:
            said = "\n".join(dict.fromkeys(each.problem for each in failed))
            raise CommandError(f"{len(failed)} of {len(files)} could not be marked.\n{said}")

    def _mark(self, files: list[str], options: dict[str, Any]) -> list[Marked]:
        with _signals_as_exits():
            lesson = _lesson(options)
            with runner_at_hand() as runner:
                return from_files.mark_files(files, lesson, runner)


def _lesson(options: dict[str, Any]) -> LessonToMark:
    slug: str = options["lesson"]
    if options["from_source"] or options["exercises"]:
        return from_files.lesson_on_disk(options["exercises"] or settings.REPOSITORY / "exercises", slug)
    try:
        return from_files.released_lesson(slug)
    except OperationalError as reason:
        raise CannotMark(
            "The database does not answer. --from-source marks without it, with the lesson on the disk."
        ) from reason


@contextmanager
def _signals_as_exits() -> Iterator[None]:
    """Let signals unwind what was started; Ctrl-C too, even where it was inherited as ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
