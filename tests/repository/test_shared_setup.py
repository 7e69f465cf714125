"""Tests that share a dear set-up go to one worker of xdist; nothing would fail if they did not."""

import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.xdist_plugin import SHARED, SHARED_BY, pytest_xdist_make_scheduler

ROOT = Path(__file__).resolve().parents[2]
OF_THE_STACK = sorted(SHARED["the whole stack"])
SINGLE = [f"tests/unit/test_something.py::test_it[{number}]" for number in range(60)]


class Worker:
    """Takes tests from a scheduler and is done with each at once; ``took`` is what it was given."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.shutting_down = False
        self.took: list[int] = []
        self.done = 0

    def send_runtest_some(self, indices: list[int]) -> None:
        self.took += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def workers_of(tests: list[str]) -> dict[str, set[str]]:
    """Which of two workers got the tests of each file."""
    config = SimpleNamespace(
        getvalue=lambda _name: ["popen", "popen"], option=SimpleNamespace(loadscopereorder=True, debug=False)
    )
    scheduler = pytest_xdist_make_scheduler(config, log=None)
    workers = [Worker("gw0"), Worker("gw1")]
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, tests)
    scheduler.schedule()
    while waiting := [worker for worker in workers if worker.done < len(worker.took)]:
        for worker in waiting:
            scheduler.mark_test_complete(worker, worker.took[worker.done])
            worker.done += 1
    found = defaultdict(set)
    for worker in workers:
        for index in worker.took:
            found[tests[index].split("::")[0]].add(worker.gateway.id)
    return found


def test_tests_that_share_go_to_one_worker_and_others_to_both() -> None:
    shared = [f"{file}::test_{number}" for number in range(3) for file in OF_THE_STACK]
    found = workers_of([*SINGLE, *shared])
    assert len(set.union(*(found[file] for file in OF_THE_STACK))) == 1
    assert found["tests/unit/test_something.py"] == {"gw0", "gw1"}


@pytest.mark.parametrize("file", sorted(SHARED_BY))
def test_what_shares_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


def test_every_test_that_runs_the_whole_stack_shares_it() -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests/e2e").glob("test_*.py")
        if re.search(r"\bstack: Supervisor\b", path.read_text())
    }
    assert users == SHARED["the whole stack"]


@pytest.mark.parametrize("file", sorted(SHARED_BY))
def test_what_goes_first_empties_no_database(file: str) -> None:
    """pytest-django lets tests that do come last, and ours would be put before the others."""
    assert not re.search(r"transaction=True|live_server|transactional_db", (ROOT / file).read_text())
