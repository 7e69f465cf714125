"""How fast marking is, beside stock nbgrader: `python tests/bench/marking.py [--stock N]`.

Marks submissions of one real lesson (right, wrong and error by turns) with our
checkers and sandbox, one at a time and thirty at once, and the same ones
with one call of stock `nbgrader autograde`, in the same run on the same machine.
Our figures hold sanitising, marking and the result's way back; the queue and
the database are not in them. The last line is one JSON object.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

import django  # noqa: E402 - needs the path
from django.conf import settings  # noqa: E402

settings.configure(USE_TZ=True)
django.setup()

from curriculum.grading import marker  # noqa: E402
from tests.bench import nbgrader_course  # noqa: E402
from tests.integration import marking_stack  # noqa: E402

SLUG = "potion-machine"
REPEATS = 30


def jobs(runner: Path) -> list[dict[str, Any]]:
    """The checker's jobs, one a submission."""
    lesson = nbgrader_course.lesson(SLUG)
    exercises = [{"id": each.slug, "wrong_answers": each.wrong_answers} for each in lesson.exercises]
    common = {
        "source": lesson.source,
        "release": lesson.release,
        "exercises": exercises,
        "runner": str(runner),
    }
    return [
        common | {"notebook": json.dumps(notebook)} for notebook in nbgrader_course.submissions(SLUG, REPEATS)
    ]


async def timed(checkers: marker.Checkers, job: dict[str, Any]) -> float:
    """Mark one; milliseconds."""
    started = time.perf_counter()
    await checkers.mark(job)
    return (time.perf_counter() - started) * 1000


async def measure(runner: Path) -> dict[str, float]:
    """Our figures: milliseconds, and submissions a second."""
    checkers = marker.Checkers()
    try:
        todo = jobs(runner)
        for job in todo[:3]:
            await checkers.mark(job)
        one = [await timed(checkers, job) for job in todo]
        started = time.perf_counter()
        thirty = await asyncio.gather(*(timed(checkers, job) for job in todo))
        per_second = len(todo) / (time.perf_counter() - started)
    finally:
        checkers.close()
    return {
        "p50_one_ms": statistics.median(one),
        "p95_one_ms": percentile(one, 95),
        "p50_thirty_ms": statistics.median(thirty),
        "p95_thirty_ms": percentile(thirty, 95),
        "ours_per_second": per_second,
    }


def percentile(values: list[float], share: int) -> float:
    """The value that `share` per cent do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--stock", type=int, default=10, help="submissions for stock nbgrader; 0 leaves it out"
    )
    count = parser.parse_args().stock
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with marking_stack.runner(folder) as runner:
            figures = asyncio.run(measure(runner))
        if count:
            print(f"now stock nbgrader, {count} submissions", file=sys.stderr)
            figures["stock_per_second"] = count / nbgrader_course.autograde(folder / "course", SLUG, count)
            figures["ratio"] = figures["ours_per_second"] / figures["stock_per_second"]
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
