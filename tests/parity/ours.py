"""What our marker gives the corpus: its real runner and checkers, a few notebooks at once."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

from curriculum.courses.lesson_cells import exercise_points
from curriculum.grading import marker

from .corpus import Entry
from .stock import Marks

AT_ONCE = 3
MOST_TRIES = 20


def marked_by_us(checkers: marker.Checkers, runner: Path, entry: Entry) -> Marks:
    """Mark what was handed in of one notebook."""
    job = {
        "source": entry.source,
        "release": entry.release,
        "runner": str(runner),
        "mode": entry.mode,
        "exercises": [{"id": exercise, "wrong_answers": []} for exercise in exercise_points(entry.source)],
        "files": [
            {"name": name, "content_base64": base64.b64encode(content).decode()}
            for name, content in entry.files.items()
        ],
    }

    async def mark_all() -> list[dict[str, Any]]:
        few = asyncio.Semaphore(AT_ONCE)

        async def mark(notebook: Any) -> dict[str, Any]:
            async with few:
                return await _when_there_is_room(checkers, job | {"notebook": json.dumps(notebook)})

        return await asyncio.gather(*(mark(notebook) for notebook in entry.handed_in.values()))

    results = asyncio.run(mark_all())
    return {child: _by_cell(result) for child, result in zip(entry.handed_in, results, strict=True)}


async def _when_there_is_room(checkers: marker.Checkers, job: dict[str, Any]) -> dict[str, Any]:
    """Try again while the runner is too busy to take it, as the queue does."""
    for _ in range(MOST_TRIES):
        try:
            return await checkers.mark(job)
        except marker.MarkerUnavailable:
            await asyncio.sleep(0.5)
    return await checkers.mark(job)


def _by_cell(result: dict[str, Any]) -> dict[str, tuple[float, bool]]:
    return {
        cell["id"]: (cell["points"], cell["by_hand"])
        for exercise in result["exercises"]
        for cell in exercise["cells"]
    }
