"""Loads lessons from `exercises/`, and gives out those that authors propose."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from curriculum.authoring.actions import decide_proposal, note_read
from curriculum.authoring.models import Proposal
from curriculum.courses import proposed, release
from curriculum.courses.actions import release_lesson
from curriculum.courses.models import Lesson


class Command(BaseCommand):
    """`manage.py release_lessons [SLUG …]`, or one of the options about proposals."""

    help = "Make the children's versions of lessons with nbgrader, and give them out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="lessons to release; all without one")
        parser.add_argument("--again", action="store_true", help="also those whose files have not changed")
        parser.add_argument("--exercises", type=Path, default=settings.REPOSITORY / "exercises")
        about = parser.add_mutually_exclusive_group()
        about.add_argument("--list-proposed", action="store_true", help="what authors proposed, and waits")
        about.add_argument(
            "--proposed", metavar="SLUG", help="give out a proposed lesson, once it was unpacked to be read"
        )
        about.add_argument("--discard", metavar="SLUG", help="do not take a proposed lesson")
        parser.add_argument(
            "--unpack", type=Path, metavar="FOLDER", help="with --proposed: only write its files there"
        )
        parser.add_argument("--reason", default="", help="with --discard: why, for the author")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["list_proposed"]:
                self._list_proposed(options)
            elif options["proposed"]:
                self._take(options)
            elif options["discard"]:
                proposal = proposed.proposal_of(options["discard"])
                decide_proposal(proposal=proposal, released=False, reason=options["reason"], by=None)
                self._say(options, f"{proposal.slug} is not taken")
            else:
                self._release(options)
        except release.CannotRelease as reason:
            raise CommandError(str(reason)) from reason

    def _release(self, options: dict[str, Any]) -> None:
        exercises: Path = options["exercises"]
        for slug in options["slugs"] or release.slugs(exercises):
            fingerprint = release.fingerprint(exercises, slug)
            if not options["again"] and Lesson.objects.filter(slug=slug, fingerprint=fingerprint).exists():
                self._say(options, f"{slug} is as it was")
                continue
            lesson_file = release.read_lesson(exercises, slug)
            lesson = release_lesson(lesson_file=lesson_file, fingerprint=fingerprint, by=None)
            count = len(lesson_file.exercises)
            self._say(options, f"{lesson.slug} {lesson_file.version}: {count} exercises")

    def _list_proposed(self, options: dict[str, Any]) -> None:
        for proposal in Proposal.objects.waiting().defer("source", "pictures", "teaching"):
            known = "new version" if Lesson.objects.filter(slug=proposal.slug).exists() else "new lesson"
            when = proposal.proposed_at.strftime("%Y-%m-%d %H:%M")
            self._say(options, f"{proposal.slug}: {known}, {when}, by user {proposal.author_id}")

    def _take(self, options: dict[str, Any]) -> None:
        proposal = proposed.proposal_of(options["proposed"])
        if options["unpack"]:
            proposed.unpack(proposal, options["unpack"])
            note_read(proposal=proposal, by=None)
            self._say(options, f"{proposal.slug} lies in {options['unpack']}, and is not given out")
            return
        lesson = proposed.release_proposed(proposal, options["exercises"])
        self._say(options, f"{lesson.slug} {lesson.given_out.version}: given out, and in the exercises")

    def _say(self, options: dict[str, Any], words: str) -> None:
        if options["verbosity"]:
            self.stdout.write(words)
