"""Loads lessons from `exercises/`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from curriculum.courses import release
from curriculum.courses.actions import release_lesson
from curriculum.courses.models import Lesson


class Command(BaseCommand):
    """`manage.py release_lessons [SLUG …]`."""

    help = "Make the children's versions of lessons with nbgrader, and give them out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="lessons to release; all without one")
        parser.add_argument("--again", action="store_true", help="also those whose files have not changed")
        parser.add_argument("--exercises", type=Path, default=settings.REPOSITORY / "exercises")

    def handle(self, *args: Any, **options: Any) -> None:
        exercises: Path = options["exercises"]
        for slug in options["slugs"] or release.slugs(exercises):
            fingerprint = release.fingerprint(exercises, slug)
            if not options["again"] and Lesson.objects.filter(slug=slug, fingerprint=fingerprint).exists():
                self._say(options, f"{slug} is as it was")
                continue
            try:
                lesson_file = release.read_lesson(exercises, slug)
            except release.CannotRelease as reason:
                raise CommandError(str(reason)) from reason
            lesson = release_lesson(lesson_file=lesson_file, fingerprint=fingerprint, by=None)
            count = len(lesson_file.exercises)
            self._say(options, f"{lesson.slug} {lesson_file.version}: {count} exercises")

    def _say(self, options: dict[str, Any], words: str) -> None:
        if options["verbosity"]:
            self.stdout.write(words)
