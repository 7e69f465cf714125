"""Exercises on classes: honest answers earn their marks, objects that lie earn none they have not."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from curriculum.grading import marker
from tests.integration import marking_stack
from tests.integration.class_cases import HONEST, LIES, MISTAKES, Case


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


def marked(runner: Path, *cases: Case) -> list[dict[str, Any]]:
    """The exercise's result of each case, all marked at once."""

    async def mark_all() -> list[dict[str, Any]]:
        checkers = marker.Checkers()
        try:
            return await asyncio.gather(*(checkers.mark(case.job(runner)) for case in cases))
        finally:
            checkers.close()

    return [result["exercises"][0] for result in asyncio.run(mark_all())]


@pytest.fixture(scope="module")
def honest(runner: Path) -> dict[str, dict[str, Any]]:
    return dict(zip(HONEST, marked(runner, *HONEST.values()), strict=True))


@pytest.fixture(scope="module")
def lies(runner: Path) -> dict[str, dict[str, Any]]:
    cases = LIES | MISTAKES
    return dict(zip(cases, marked(runner, *cases.values()), strict=True))


@pytest.mark.parametrize("case", HONEST)
def test_honest_classes_earn_their_mark(honest: dict[str, dict[str, Any]], case: str) -> None:
    assert honest[case]["outcome"] == "passed", honest[case]


@pytest.mark.parametrize("case", [*LIES, *MISTAKES])
def test_lies_earn_nothing(lies: dict[str, dict[str, Any]], case: str) -> None:
    assert lies[case]["points"] == 0, lies[case]
    assert lies[case]["outcome"] in ("wrong", "error")


def in_reach(case: Case) -> None:
    """Answer and test in one interpreter, as stock nbgrader runs them."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(case.answer or case.model, names)
    exec(case.test, names)


@pytest.mark.parametrize("case", LIES)
def test_lies_would_pay_with_the_test_in_reach(case: str) -> None:
    """The control."""
    in_reach(LIES[case])


@pytest.mark.parametrize("case", HONEST)
def test_honest_classes_pass_in_reach_too(case: str) -> None:
    in_reach(HONEST[case])
