"""Turn events that have been kept long enough into counts, or say how many there are."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from curriculum.progress.rollup import roll_up


class Command(BaseCommand):
    """`manage.py roll_up_events [--dry-run]`; the worker does the same every ten minutes."""

    help = (
        "Turn events of sessions that are over, and those at home after a day, into counts without a child."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only say how much is due")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = roll_up(dry_run=options["dry_run"])
        would = "would be" if options["dry_run"] else "were"
        self.stdout.write(
            f"{report.events} events of {report.children} children {would} counted and deleted; "
            f"{report.calls} calls for help {would} deleted."
        )
