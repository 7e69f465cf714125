"""Writes a course's marks as nbgrader's gradebook.db."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from clubs.people.models import User
from clubs.records.refusals import Refusal
from curriculum.courses.models import Course
from curriculum.grading.gradebook import approval, export


class Command(BaseCommand):
    """``manage.py export_gradebook COURSE FILE --approved-by E-MAIL --approved-by E-MAIL [--force]``"""

    help = (
        "Write a course's best marks to a file that stock nbgrader opens: lessons, cells, scores; children "
        "by their opaque ids alone. Two administrators or safeguarding leads must have approved it; both are "
        "told by letter and stand in the audit trail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which course, where to, and who has agreed."""
        parser.add_argument("course", metavar="COURSE", help="the course's slug")
        parser.add_argument("file", type=Path, metavar="FILE", help="such as gradebook.db")
        parser.add_argument(
            "--approved-by", action="append", default=[], metavar="E-MAIL", dest="approved_by",
            help="somebody who agreed to it; twice, since two people must",
        )  # fmt: skip
        parser.add_argument("--force", action="store_true", help="replace the file if it is there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file, or raise CommandError with a plain sentence and leave nothing behind."""
        file: Path = options["file"]
        course = _course(options["course"])
        try:
            approvers = [_account(email) for email in options["approved_by"]]
            approval.check_approvers(approvers)
            written = _export(course, file, approvers, replace=options["force"])
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.next_step}") from refusal
        except export.FileStands as reason:
            raise CommandError(f"{file} is there already. --force replaces it.") from reason
        except OSError as reason:
            raise CommandError(f"{file} could not be written: {reason.strerror or reason}") from reason
        self.stdout.write(
            f"{file}: {written.lessons} lessons, {written.children} children, "
            f"{written.submissions} submissions"
        )


def _export(course: Course, file: Path, approvers: list[User], *, replace: bool) -> export.Written:
    with (
        export.gradebook_file(course, file, replace=replace) as written,
        # The file gets its name after this has been committed: no export without its entries.
        transaction.atomic(),
    ):
        for user in approvers:
            approval.approve_gradebook_export(course=course, by=user)
        approval.tell_approvers(course=course, children=written.children, approvers=approvers)
    return written


def _course(slug: str) -> Course:
    course = Course.objects.filter(slug=slug).first()
    if course is None:
        known = ", ".join(Course.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no course {slug}. There are: {known or 'none'}.")
    return course


def _account(email: str) -> User:
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist as missing:
        raise CommandError(f"Nobody has an account with {email}.") from missing
