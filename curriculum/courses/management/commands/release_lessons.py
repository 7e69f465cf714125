"""Loads lessons from `exercises/`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from curriculum.courses.actions import release_lesson
from curriculum.courses.release import CannotRelease, read_lesson, slugs


class Command(BaseCommand):
    """`manage.py release_lessons [SLUG …]`."""

    help = "Make the children's versions of lessons with nbgrader, and give them out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="lessons to release; all without one")
        parser.add_argument("--exercises", type=Path, default=settings.REPOSITORY / "exercises")

    def handle(self, *args: Any, **options: Any) -> None:
        exercises: Path = options["exercises"]
        for slug in options["slugs"] or slugs(exercises):
            try:
                lesson_file = read_lesson(exercises, slug)
            except CannotRelease as reason:
                raise CommandError(str(reason)) from reason
            lesson = release_lesson(lesson_file=lesson_file, by=None)
            self.stdout.write(f"{lesson.slug} {lesson_file.version}: {len(lesson_file.exercises)} exercises")
