"""Draw the borough's map from GeoJSON outlines; run once for each borough that takes this up."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from clubs.finder.borough_map import MAP_FILE, draw


class Command(BaseCommand):
    """Write ``clubs/finder/data/borough_map.json``."""

    help = "Draw the borough and its neighbours as SVG paths from a GeoJSON file of outlines (WGS84)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the borough's name in it."""
        parser.add_argument("geojson", type=Path)
        parser.add_argument("--borough", default="Camden")
        parser.add_argument("--width", type=int, default=600, help="of the drawing, in its own units")
        parser.add_argument(
            "--margin", type=float, default=0.12, help="part of the borough's size shown around it"
        )

    def handle(self, *_args: object, **options: Any) -> None:
        """Draw and write."""
        boundaries = json.loads(options["geojson"].read_text())
        drawn = draw(boundaries, options["borough"], options["width"], options["margin"])
        MAP_FILE.write_text(json.dumps(drawn, indent=1) + "\n")
        self.stdout.write(f"{len(drawn['outlines'])} outlines drawn.")
