"""What a test reads by name is what stands there now, however it came to the checker."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from curriculum.grading import marker
from tests.integration import marking_stack
from tests.integration.class_cases import Case

pytestmark = pytest.mark.xdist_group("marking")

STEPS = "count = 0\n\ndef step():\n    global count\n    count += 1"
MANY = range(40)  # more than `curriculum.grading.checker.lesson.MOST_LOOKED_AT`
RIGHT = {
    "changed by each call": Case(STEPS, "step()\nassert count == 1\nstep()\nassert count == 2"),
    "made by a call": Case(
        "def make():\n    global made\n    made = [1, 2]",
        "make()\nassert made == [1, 2]\nassert len(made) == 2",
    ),
    "changed by a call that raises": Case(
        "count = 0\n\ndef fall():\n    global count\n    count += 1\n    raise ValueError",
        "try:\n    fall()\nexcept ValueError:\n    pass\nassert count == 1",
    ),
    "taken away by a call": Case(
        "here = 1\n\ndef take():\n    del globals()['here']",
        "assert here == 1\ntake()\ntry:\n    here\nexcept NameError:\n    gone = True\nassert gone",
    ),
    "more than are told ahead": Case(
        "\n".join(f"name_{n} = {n}" for n in MANY), "\n".join(f"assert name_{n} == {n}" for n in MANY)
    ),
    "too long to be told ahead": Case(
        "numbers = list(range(5000))\nwords = 'a' * 50_000\n\ndef first():\n    return numbers[0]",
        "assert len(numbers) == 5000 and len(words) == 50_000\nassert first() == 0\n"
        "assert sum(numbers) == 12_497_500",
    ),
    "one object under two names": Case(
        "def double(n):\n    return 2 * n\n\ntwice = double", "assert double(2) == 4\nassert twice is double"
    ),
}
WRONG = {
    "changed by no call": Case(STEPS, RIGHT["changed by each call"].test, "count = 1\ndef step():\n    pass"),
    "changed by the first call alone": Case(
        STEPS, RIGHT["changed by each call"].test, "count = 0\ndef step():\n    global count\n    count = 1"
    ),
    "made by no call": Case(RIGHT["made by a call"].model, RIGHT["made by a call"].test, "def make(): pass"),
}


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """What each case earned, all marked at once."""
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)

    async def mark_all(runner: Path) -> list[dict[str, Any]]:
        checkers = marker.Checkers()
        try:
            return await asyncio.gather(
                *(checkers.mark(case.job(runner)) for case in (RIGHT | WRONG).values())
            )
        finally:
            checkers.close()

    with marking_stack.runner(folder) as runner:
        results = asyncio.run(mark_all(runner))
    return {name: each["points"] for name, each in zip(RIGHT | WRONG, results, strict=True)}


@pytest.mark.parametrize("case", RIGHT)
def test_a_name_is_read_as_it_stands(points: dict[str, float], case: str) -> None:
    assert points[case] > 0


@pytest.mark.parametrize("case", WRONG)
def test_what_never_came_to_stand_there_earns_nothing(points: dict[str, float], case: str) -> None:
    assert points[case] == 0
