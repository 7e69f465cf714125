"""Notebooks that want marks they have not earned, or to do harm, family by family.

All are marked in one go, several at once and honest ones among them, by a runner that stands among
things to reach for; a sample of each family once more by a runner of an ordinary user. Each must earn no
more than its code honestly does, touch nothing outside, disturb no other, and leave nothing behind.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from curriculum.grading.plain_text import plain_text
from tests.hostile import probing
from tests.hostile.marking import bombs, ending, forging, notebooks, outputs, reaching, tricks
from tests.hostile.marking.case import Case
from tests.hostile.marking.scene import HONEST, Scene, scene, text_of
from tests.integration import marking_stack

pytestmark = pytest.mark.long

FAMILIES: dict[str, dict[str, Case]] = {
    "trees and bytecode": tricks.TREES,
    "lying objects": tricks.LYING,
    "patched modules": tricks.PATCHES,
    "walks through memory": tricks.WALKS,
    "forged results": forging.FORGED,
    "ends and left behind": ending.ENDING,
    "time": bombs.TIME,
    "memory, disk and processes": bombs.SPACE,
    "output and values": bombs.VALUES,
    "markup": outputs.OUTPUTS,
}
CASES = {f"{family}: {name}": each for family, cases in FAMILIES.items() for name, each in cases.items()}
REACHES = {
    f"{family}: {name}": each for family, tries in reaching.ATTEMPTS.items() for name, each in tries.items()
}
LEFT = "files: what an earlier one left"


@dataclass
class Marked:
    """What came of marking everything in one scene."""

    scene: Scene
    results: dict[str, dict[str, Any]]
    before: dict[str, bytes]
    after: dict[str, bytes]

    def exercise(self, name: str, exercise: str) -> dict[str, Any]:
        return next(each for each in self.results[name]["exercises"] if each["id"] == exercise)


def cases_for(caller: str) -> dict[str, Case]:
    return CASES if caller == probing.CALLERS[0] else {n: each for n, each in CASES.items() if each.sample}


@pytest.fixture(scope="module", params=probing.CALLERS)
def marked(request: pytest.FixtureRequest) -> Iterator[Marked]:
    with scene(request.param) as made:
        texts = {
            name: text_of(HONEST | {"double": each.code}) for name, each in cases_for(request.param).items()
        }
        for name, attempts in REACHES.items():
            texts[name] = text_of(HONEST | {"double": reaching.code(attempts, made.setting)})
        texts[LEFT + " again"] = texts[LEFT]
        texts |= {f"notebooks: {name}": text for name, (text, *_) in notebooks.NOTEBOOKS.items()}
        before = outside(made)
        results = made.mark(texts)
        yield Marked(made, results, before, outside(made))


def outside(made: Scene) -> dict[str, bytes]:
    """What stands around the runner, but for its log."""
    return {name: held for name, held in made.snapshot().items() if not name.endswith(".log")}


@pytest.mark.parametrize("name", CASES)
def test_no_mark_is_gained(marked: Marked, name: str) -> None:
    if name not in marked.results:
        assert not CASES[name].sample
        return
    each, double = CASES[name], marked.exercise(name, "double")
    assert double["points"] <= each.honest_points
    assert double["outcome"] in each.outcomes, double
    assert double["message"] == plain_text(double["message"])
    kinds = {fault["kind"] for fault in marked.results[name]["faults"] if fault["exercise"] == "double"}
    if each.faults:
        assert kinds & each.faults, "the attack must have been made"
    else:
        assert marked.exercise(name, "tried")["points"] == 1, "the attack must have been made"
    if each.keeps_others:
        assert marked.exercise(name, "hello")["outcome"] == "passed"


@pytest.mark.parametrize("name", [*REACHES, LEFT + " again"])
def test_nothing_of_the_machine_is_in_reach(marked: Marked, name: str) -> None:
    assert marked.exercise(name, "tried")["points"] == 1, "it must have been tried"
    assert marked.exercise(name, "double")["outcome"] == "passed", marked.exercise(name, "double")


@pytest.mark.parametrize("name", notebooks.NOTEBOOKS)
def test_a_file_of_any_shape_gets_its_due(marked: Marked, name: str) -> None:
    _, points, faults = notebooks.NOTEBOOKS[name]
    result = marked.results[f"notebooks: {name}"]
    assert result["points"] == points
    assert {fault["kind"] for fault in result["faults"]} == faults


def test_honest_ones_among_them_keep_their_marks(marked: Marked) -> None:
    honest = [result for name, result in marked.results.items() if name.startswith("honest")]
    assert len(honest) > 10
    assert {result["points"] for result in honest} == {4}
    assert not list(chain.from_iterable(result["faults"] for result in honest))


def test_nothing_outside_is_touched(marked: Marked) -> None:
    assert marked.after == marked.before
    assert marked.before["secret"] == b"another child's work"


def test_nothing_is_left_running(marked: Marked) -> None:
    marking_stack.wait_until(lambda: not marked.scene.processes())
    marking_stack.wait_until(lambda: not marked.scene.groups())


def test_the_marker_still_serves(marked: Marked) -> None:
    assert marked.scene.alive()


def run_in_reach(cells: dict[str, list[str]]) -> dict[str, list[int]]:
    """The numbers of the cells that raised nothing, all in one interpreter."""
    script = probing.REPOSITORY / "tests/hostile/marking/control.py"
    answer = subprocess.run(
        [marking_stack.interpreter(), str(script)], input=json.dumps(cells), capture_output=True, text=True,
        env={"PYTHONPATH": str(probing.REPOSITORY / "hub_config"), "HOME": "/tmp"}, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(answer.stdout)


def test_tricks_would_pay_with_the_tests_in_reach() -> None:
    """The control: in one interpreter with the tests, the same cells pass them."""
    tests = ["assert double(2) == 4, 'Twice 2 is 4.'", "assert double('ab') == 'abab', 'Words too.'"]
    tricky = {name: [each.code, *tests] for name, each in CASES.items() if each.tests_in_reach}
    assert len(tricky) > 10
    assert run_in_reach(tricky) == {name: [0, 1, 2] for name in tricky}


def test_without_a_trick_nothing_is_paid_there_either() -> None:
    """The control's own control."""
    cells = {"wrong": ["def double(number):\n    return 0", "assert double(2) == 4"]}
    assert run_in_reach(cells) == {"wrong": [0]}


@pytest.fixture(scope="module")
def reached_outside(marked: Marked) -> list[str]:
    """What the same user reaches without a sandbox, once all is marked."""
    made = marked.scene
    attempts = made.folder / "attempts.json"
    attempts.write_text(json.dumps({n: reaching.code(each, made.setting) for n, each in REACHES.items()}))
    attempts.chmod(0o644)
    script = Path(made.setting["code"]) / "outside.py"
    shutil.copy(Path(__file__).with_name("outside.py"), script)
    script.chmod(0o644)
    with (made.folder / "secret").open() as forgotten:
        answer = subprocess.run(
            [probing.python(), str(script), str(attempts)], stdin=forgotten, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, cwd="/", check=True, timeout=60,
            env={"TMPDIR": str(made.folder), "A_SECRET": "x", "PATH": os.environ["PATH"],
                 "PYTHONPATH": made.setting["code"] + "/hub_config"},
            **probing.user_options(made.setting["caller"]),
        )  # fmt: skip
    return json.loads(answer.stdout)


@pytest.mark.parametrize("name", REACHES)
def test_without_a_sandbox_it_is_in_reach(reached_outside: list[str], name: str) -> None:
    """The control."""
    assert name in reached_outside or name.partition(": ")[2] in reaching.MAY_BE_REFUSED_OUTSIDE
