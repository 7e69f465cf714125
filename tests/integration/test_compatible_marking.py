"""Compatible mode: a foreign notebook's tests run beside the pupil's code, and the marks say so."""

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from curriculum.courses.lesson_cells import exercise_points
from curriculum.grading import marker
from tests.integration import marking_stack
from tests.parity.cells import answer, check, hidden
from tests.parity.kind import Kind
from tests.parity.releases import released

BAG = Kind(
    "bag",
    [
        answer("bag", "bag = []\ndef put(thing):\n    bag.append(thing)"),
        check("fills", "bag.clear()\nput('cup')\nassert bag == ['cup'], 'Put the thing into the bag.'", 1),
        check("secret", hidden("pin = 4711\nassert not secrets, secrets"), 2),
        answer("later", "secrets = []"),
        check("credit", "0.5 if pin == 4711 else 0", 1),
    ],
)
SOURCE, RELEASE = released(BAG.source)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


def mark(runner: Path, answers: dict[str, str], mode: str = "compatible", **more: Any) -> dict[str, Any]:
    job = {
        "source": SOURCE, "release": RELEASE, "runner": str(runner), "mode": mode,
        "notebook": json.dumps(BAG.answered(RELEASE, BAG.model | answers)),
        "exercises": [{"id": each, "wrong_answers": []} for each in exercise_points(SOURCE)],
        "seconds": {"cell": 2, "call": 1, "job": 20},
    }  # fmt: skip

    async def ask() -> dict[str, Any]:
        checkers = marker.Checkers()
        try:
            return await checkers.mark(job | more)
        finally:
            checkers.close()

    return asyncio.run(ask())


def points(result: dict[str, Any]) -> dict[str, float]:
    return {cell["id"]: cell["points"] for each in result["exercises"] for cell in each["cells"]}


def test_tests_share_the_pupils_names_and_the_mark_says_so(runner):
    result = mark(runner, {"bag": BAG.model["bag"] + "\nsecrets = []"})
    assert points(result) == {"fills": 1, "secret": 2, "credit": 0.5}
    assert result["mode"] == "compatible"


@pytest.mark.parametrize(("mode", "outcome"), [("compatible", "wrong"), ("sealed", "error")])
def test_only_there_does_the_pupils_code_see_a_tests_names(runner, mode, outcome):
    result = mark(runner, {"bag": BAG.model["bag"] + "\nsecrets = []", "later": "seen = pin"}, mode)
    assert (result["exercises"][1]["outcome"], result["mode"]) == (outcome, mode)


def test_the_authors_words_are_told_and_a_hidden_line_is_not(runner):
    result = mark(runner, {"bag": "bag = []\ndef put(thing):\n    return thing.size\nsecrets = ['x']"})
    assert points(result) == {"fills": 0, "secret": 0, "credit": 0.5}
    (bag, later) = result["exercises"]
    assert bag["outcome"] == "error"
    assert "Look at line 3" in bag["message"]
    told = mark(runner, {"bag": "bag = []\ndef put(thing):\n    pass"})["exercises"][0]["message"]
    assert told == "Put the thing into the bag."
    assert "4711" not in json.dumps(result)
    assert later["outcome"] == "wrong"


LOOKS = """
import gc, sys
def every_text():
    for thing in gc.get_objects():
        if isinstance(thing, (list, tuple)):
            yield from (each for each in thing if isinstance(each, str))
        elif isinstance(thing, dict):
            yield from (each for each in thing.values() if isinstance(each, str))
found = [text[:20] for text in every_text() if 'pin = ' + str(4700 + 11) in text]
"""


def test_a_hidden_test_is_not_there_before_its_turn(runner):
    """What the answer finds in its own process before the tests is found again after them: the control."""
    early = mark(runner, {"bag": BAG.model["bag"] + LOOKS + "secrets = found"})
    assert points(early)["secret"] == 2
    late = mark(
        runner, {"bag": BAG.model["bag"] + "\nsecrets = []", "later": f"{LOOKS}\nbool(found) or 1 / 0"}
    )
    assert late["exercises"][1]["outcome"] != "error"


def test_a_test_that_ends_the_process_costs_its_own_points(runner):
    dies = "import os\nbag = []\ndef put(thing):\n    os._exit(1)\nsecrets = []"
    assert points(mark(runner, {"bag": dies})) == {"fills": 0, "secret": 2, "credit": 0.5}


def test_files_beside_the_notebook_are_there_in_every_life(runner):
    reads = "bag = []\nsecrets = open('birds.csv').read().split()[1:]\n"
    answers = {"bag": reads + "def put(thing):\n    bag.append(thing)", "later": "import os\nos._exit(1)"}
    file = {"name": "birds.csv", "content_base64": base64.b64encode(b"robin\n").decode()}
    assert points(mark(runner, answers, files=[file])) == {"fills": 1, "secret": 2, "credit": 0.5}
    without = mark(runner, answers)
    assert points(without)["fills"] == 0
    assert without["exercises"][0]["error_kind"] == "FileNotFoundError"
