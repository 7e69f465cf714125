"""The floor under marking: fork, and IPython's `run_cell` of the same cells, nothing else.

Run by the hub's interpreter: ``python -m tests.bench.floor FILE LANES``. FILE holds a list
of notebooks, each a list of its code cells' texts. Each lane is a process that forks
one notebook after another, as many lanes as there are processors. The shell is
the runner's, which renders no traceback. Prints the seconds it took.
"""

import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "hub_config" / "lesson_kit" / "standard_names"), str(ROOT / "hub_config")]

import turtle  # noqa: E402, F401 - as in the runner, before IPython

from lesson_kit import testing  # noqa: E402, F401

from curriculum.grading.runner.shell import PupilShell, make_shell, warm_up  # noqa: E402

Notebook = list[str]


def run_all(shell: PupilShell, notebooks: list[Notebook], lanes: int) -> float:
    """Run every notebook; seconds."""
    started = time.perf_counter()
    children = [_forked(lambda mine=notebooks[lane::lanes]: _lane(shell, mine)) for lane in range(lanes)]
    for child in children:
        os.waitpid(child, 0)
    return time.perf_counter() - started


def _lane(shell: PupilShell, notebooks: list[Notebook]) -> None:
    for notebook in notebooks:
        os.waitpid(_forked(lambda cells=notebook: _cells(shell, cells)), 0)


def _cells(shell: PupilShell, cells: list[str]) -> None:
    for cell in cells:
        shell.run_cell(cell, store_history=False, silent=True)


def _forked(run) -> int:
    child = os.fork()
    if child == 0:
        run()
        os._exit(0)
    return child


def main() -> None:
    notebooks = json.loads(Path(sys.argv[1]).read_text())
    shell = make_shell()
    warm_up(shell)
    report = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the cells print
    seconds = run_all(shell, notebooks, int(sys.argv[2]))
    os.write(report, str(seconds).encode())


if __name__ == "__main__":
    main()
