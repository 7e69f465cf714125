"""Marks a lesson's submissions again and tells what would change."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clubs.records.refusals import Refusal
from curriculum.courses.models import Lesson
from curriculum.grading.correction_report import Report, report
from curriculum.grading.corrections import apply_correction, begin_correction
from curriculum.grading.models import Correction


class Command(BaseCommand):
    """`manage.py remark LESSON [--apply]`."""

    help = (
        "Tell what a lesson's correction would change, and begin one if none waits for a decision. "
        "The marking is done by the workers, in the background: ask again for the rest of the report."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lesson", metavar="LESSON", help="the lesson's slug")
        parser.add_argument(
            "--apply", action="store_true", help="write the marks; refused until all is marked"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lesson = Lesson.objects.filter(slug=options["lesson"]).first()
        if lesson is None:
            raise CommandError(f"There is no lesson {options['lesson']}.")
        try:
            correction = Correction.objects.undecided().filter(lesson=lesson).first()
            if correction is None and not options["apply"]:
                correction = begin_correction(lesson=lesson, by=None)
            if correction is None:
                self.stdout.write(
                    "No correction waits to be applied."
                    if options["apply"]
                    else "Nothing has been marked yet."
                )
                return
            self._tell(correction, report(correction))
            if options["apply"]:
                apply_correction(correction=correction, by=None)
                self.stdout.write("Applied.")
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.next_step}") from refusal

    def _tell(self, correction: Correction, counted: Report) -> None:
        self.stdout.write(
            f"{correction.lesson.slug} with release {correction.version.version}: "
            f"{counted.marked} submissions marked again, {counted.waiting} waiting, "
            f"{counted.failed} could not be marked"
        )
        self.stdout.write(
            f"children: {counted.gained} gain, {counted.kept} would lose and keep their result, "
            f"{counted.unchanged} neither"
        )
        for each in counted.exercises:
            note = {"new": " (new)", "gone": " (no longer in the lesson)"}.get(each.standing, "")
            self.stdout.write(
                f"  {each.exercise}{note}: done by {each.done_before}, then {each.done_after}, "
                f"of {each.children}; points {each.share_before} %, then {each.share_after} %; "
                f"{each.gained} gain, {each.kept} keep a better result"
            )
