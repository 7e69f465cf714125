"""Remake the golden files with stock nbgrader: `python -m tests.parity.remake [ASSIGNMENT …]`."""

import sys
import tempfile
from pathlib import Path

from . import golden
from .corpus import ASSIGNMENTS, entries
from .stock import marked_by_stock


def main(wanted: list[str]) -> None:
    """Remake those named, or all."""
    for assignment in wanted or ASSIGNMENTS:
        with tempfile.TemporaryDirectory(prefix="parity-") as folder:
            golden.write(assignment, marked_by_stock(Path(folder), entries(assignment)))
        print(assignment, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
