"""One notebook that takes its time, or much room, is nobody else's trouble."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from curriculum.grading import marker
from tests.factories import lessons
from tests.integration import marking_stack

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


def mark(runner: Path, *notebooks: bytes) -> list[dict[str, Any]]:
    """Mark notebooks of the small lesson, all at once."""
    job = {
        "source": lessons.source_notebook(),
        "release": lessons.release_notebook(),
        "exercises": [{"id": "double", "wrong_answers": []}, {"id": "hello", "wrong_answers": []}],
        "runner": str(runner),
        "seconds": {"cell": 2, "call": 1, "job": 20},
    }

    async def mark_all() -> list[dict[str, Any]]:
        checkers = marker.Checkers()
        try:
            return await asyncio.gather(
                *(checkers.mark(job | {"notebook": notebook.decode()}) for notebook in notebooks)
            )
        finally:
            checkers.close()

    return asyncio.run(mark_all())


def test_a_loop_delays_nobody_else(runner: Path) -> None:
    """While loops run in three notebooks, an honest one is marked to its end."""
    loop = lessons.sent(double="while True:\n    pass")

    async def race() -> bool:
        slow = asyncio.create_task(asyncio.to_thread(mark, runner, *[loop] * 3))
        await asyncio.sleep(0.5)
        (honest,) = await asyncio.to_thread(mark, runner, lessons.sent(**lessons.RIGHT))
        overtaken = not slow.done()
        assert {result["exercises"][0]["outcome"] for result in await slow} == {"too_slow"}
        return overtaken and honest["points"] == 4

    assert asyncio.run(race())


def test_a_notebook_of_a_megabyte_is_marked(runner: Path) -> None:
    body = json.loads(lessons.sent(**lessons.RIGHT))
    body["metadata"]["padding"] = "x" * 900_000
    (result,) = mark(runner, json.dumps(body).encode())
    assert result["points"] == 4
