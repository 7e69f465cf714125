"""Delete what has been kept long enough, or say what would be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clubs.safeguarding.retention import overdue, purge


class Command(BaseCommand):
    """``manage.py purge [--dry-run]``"""

    help = "Delete personal data whose declared time is up. With --dry-run, only say how much there is."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--dry-run", action="store_true", help="delete nothing, report what is overdue")

    def handle(self, *_args: Any, dry_run: bool, **_options: Any) -> None:
        """Purge or look, then print one line a model."""
        for entry in overdue() if dry_run else purge(by=None):
            label, keep = entry.declaration.model._meta.label, entry.declaration.keep
            self.stdout.write(f"{label}: {entry.rows} ({keep.words})")
