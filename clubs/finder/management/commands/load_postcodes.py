"""Load London's postcodes, so that families can search by theirs."""

import csv
import gzip
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from clubs.finder.models import Postcode
from clubs.finder.postcodes import normalised

POSTCODE_FILE = Path(__file__).resolve().parents[2] / "data" / "london_postcodes.csv.gz"
COLUMNS = ("code", "district", "latitude", "longitude", "authority_code", "ward_code")


class Command(BaseCommand):
    """Fill the table of postcodes from the file beside the finder; a filled table is left alone."""

    help = "Load London's postcodes. Does nothing when they are loaded already; --again loads them anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and whether to load it again."""
        parser.add_argument("--file", type=Path, default=POSTCODE_FILE)
        parser.add_argument("--again", action="store_true")

    def handle(self, *_args: object, **options: Any) -> None:
        """Load, all or nothing."""
        if not options["again"] and Postcode.objects.exists():
            self.stdout.write("Postcodes are loaded already.")
            return
        rows = list(_rows(options["file"]))
        table = Postcode._meta.db_table
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own table's name
            with cursor.copy(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        self.stdout.write(f"{len(rows)} postcodes loaded.")


def _rows(path: Path) -> Iterator[tuple[str, str, float, float, str, str]]:
    with gzip.open(path, "rt", newline="") as opened:
        for line in csv.DictReader(opened):
            code = normalised(line["postcode"])
            degrees = float(line["latitude"]), float(line["longitude"])
            yield code, code[:-3], *degrees, line["district"], line["ward"]
