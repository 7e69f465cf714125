"""How fast marking is, beside stock nbgrader: ``python -m tests.bench.marking [--quick]``.

The same sixty submissions (right, wrong and in error by turns, one that never ends)
marked by one call of stock `nbgrader autograde` and by us, in one run on this
machine. Ours is the whole way: stored in PostgreSQL, queued, taken up by a real
worker, made safe, run in the sandbox, tested, recorded. The floor is a fork and IPython's
`run_cell` of the same cells. The last line is one JSON object:

ours_per_second, stock_per_second, ratio    without the endless one
floor_per_second, floor_ratio               the same ones; the ratio is our time over the floor's
p50_one_ms, p95_one_ms                      from stored to marked, one at a time
p50_thirty_ms, p95_thirty_ms                thirty that arrive at one moment
beside_loop_p95_ms                          the other twenty-nine, when the endless one is the first of them
ours_with_loop_per_second, stock_with_loop_per_second
peak_mb                                     warm parents, checkers and jobs (PSS), thirty at once
same_points                                 submissions to which both gave the same points

Ours and the floor go by turns, three rounds, and the medians count: a machine that has other things
to do then slows both.

``--quick`` is one round and gives stock nbgrader six submissions and no endless one; the line then says so.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from tests.bench.figures import percentile, without  # noqa: E402 - needs the path

COUNT, AT_ONCE, ENDLESS = 60, 30, 0
WARM, ROUNDS, QUICK_STOCK = 6, 3, 6

Figures = dict[str, Any]


def main() -> None:
    quick = _options().quick
    with tempfile.TemporaryDirectory(prefix="bench-") as name, _site():
        folder = Path(name)
        folder.chmod(0o755)
        figures = {"bench": "marking", "quick": quick, "processors": os.process_cpu_count()}
        figures |= _measured(folder, quick)
    print(json.dumps({key: round(value, 2) if isinstance(value, float) else value
                      for key, value in figures.items()}))  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="one round, and few submissions for stock nbgrader"
    )
    return parser.parse_args()


@contextmanager
def _site() -> Iterator[None]:
    """Django, and an empty database of its own in a PostgreSQL of its own."""
    from tests import postgres_plugin

    _tell("PostgreSQL and the site's tables")
    postgres_plugin.start()
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.test")
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        databases = setup_databases(verbosity=0, interactive=False)
        try:
            yield
        finally:
            connection.close()
            teardown_databases(databases, verbosity=0)
    finally:
        postgres_plugin.stop()


def _measured(folder: Path, quick: bool) -> Figures:
    ours, points = _ours(folder, 1 if quick else ROUNDS)
    figures = ours | _stock(folder, quick, points)
    return figures | {"ratio": figures["ours_per_second"] / figures["stock_per_second"]}


def _ours(folder: Path, rounds: int) -> tuple[Figures, list[float]]:
    """Our figures and the floor's, by turns, and the points of each of the sixty."""
    from tests.bench import our_marking
    from tests.bench.memory import Peak
    from tests.bench.submissions import submissions

    sent = submissions(COUNT)
    finite = without(sent, ENDLESS)
    with our_marking.marking(folder) as marking:
        marking.all_at_once(finite[:WARM])
        _tell("ours, one at a time")
        one = [run.waits[0] * 1000 for run in marking.one_at_a_time(finite[:AT_ONCE])]
        speeds, floors, thirty, beside = [], [], [], []
        for number in range(1, rounds + 1):
            _tell(f"ours and the floor, round {number} of {rounds}")
            speeds.append(marking.one_after_another(finite).per_second)
            floors.append(_floor(folder, finite))
            thirty += [wait * 1000 for wait in marking.all_at_once(finite[:AT_ONCE]).waits]
            beside += [wait * 1000 for wait in without(marking.all_at_once(sent[:AT_ONCE]).waits, ENDLESS)]
        with_loop = marking.one_after_another(sent)
        with Peak(os.getpid()) as peak:
            marking.all_at_once(finite[:AT_ONCE])
    if wrong := our_marking.wrong_marks(sent, with_loop.submissions):
        raise AssertionError(wrong)
    ours, floor = statistics.median(speeds), statistics.median(floors)
    return {
        "p50_one_ms": percentile(one, 50), "p95_one_ms": percentile(one, 95),
        "p50_thirty_ms": percentile(thirty, 50), "p95_thirty_ms": percentile(thirty, 95),
        "beside_loop_p95_ms": percentile(beside, 95), "peak_mb": peak.mb,
        "ours_per_second": ours, "ours_with_loop_per_second": with_loop.per_second,
        "floor_per_second": floor, "floor_ratio": floor / ours,
    }, [our_marking.points(each) for each in with_loop.submissions]  # fmt: skip


def _floor(folder: Path, sent: list[Any]) -> float:
    """Submissions a second of the floor."""
    from tests.integration.marking_stack import interpreter

    notebooks = [
        ["".join(cell["source"]) for cell in each.notebook["cells"] if cell["cell_type"] == "code"]
        for each in sent
    ]
    (folder / "cells.json").write_text(json.dumps(notebooks))
    done = subprocess.run(
        [interpreter(), "-m", "tests.bench.floor", str(folder / "cells.json"), str(os.process_cpu_count())],
        check=True, capture_output=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
    )  # fmt: skip
    return len(notebooks) / float(done.stdout)


def _stock(folder: Path, quick: bool, ours: list[float]) -> Figures:
    from tests.bench.nbgrader_course import autograde
    from tests.bench.submissions import submissions

    sent = submissions(COUNT)
    if quick:
        sent, ours = sent[: QUICK_STOCK + 1], ours[: QUICK_STOCK + 1]
    _tell(f"stock nbgrader, {len(sent) - 1} submissions")
    finite = autograde(folder / "stock", sent[1:])
    same = sum(one == other for one, other in zip(finite.points, ours[1:], strict=True))
    figures: Figures = {"stock_per_second": (len(sent) - 1) / finite.seconds}
    if not quick:
        _tell("stock nbgrader, all sixty")
        every = autograde(folder / "stock-with-loop", sent)
        same += every.points[ENDLESS] == ours[ENDLESS]
        figures["stock_with_loop_per_second"] = len(sent) / every.seconds
    return figures | {"same_points": same, "compared": len(sent) - quick}


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
