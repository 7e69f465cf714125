"""In a real kernel: pictures under the cell, and answers about the last solution cell."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

HUB_CONFIG = Path(__file__).parents[3] / "hub_config"


class Kernel:
    """A kernel that has lesson_kit on its path and nobody to answer input()."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client

    def run(self, source: str) -> tuple[str, list[dict[str, Any]]]:
        """Run a cell; give its status and the data of what it displayed."""
        shown: list[dict[str, Any]] = []

        def keep(message: dict[str, Any]) -> None:
            if message["msg_type"] == "display_data":
                shown.append(message["content"]["data"])

        reply = self._client.execute_interactive(source, allow_stdin=False, output_hook=keep, timeout=30)
        return reply["content"]["status"], shown


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    manager, client = start_new_kernel(
        kernel_name="python3",
        env=os.environ
        | {"PYTHONPATH": str(HUB_CONFIG), "IPYTHONDIR": str(tmp_path_factory.mktemp("ipython"))},
    )
    try:
        ready = Kernel(client)
        # As each lesson's first cell does; no test may lean on another having done it.
        assert ready.run("import lesson_kit") == ("ok", [])
        yield ready
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_the_cells_of_a_lesson(kernel: Kernel) -> None:
    assert kernel.run("import lesson_kit\nfrom turtle import *") == ("ok", [])

    status, shown = kernel.run("print('hello')\nforward(50)")
    assert status == "ok"
    assert [set(data) for data in shown] == [{"image/svg+xml", "text/plain"}]
    assert shown[0]["image/svg+xml"].startswith("<svg ")

    check = """
        from lesson_kit import testing
        forward(1)
        assert testing.printed() == 'hello\\n'
        assert testing.segments()[0].end == (50, 0)
        assert 'forward(50)' in testing.source()
        """
    assert kernel.run(check) == ("ok", [])
    assert kernel.run(check) == ("ok", [])


def test_a_cell_that_drew_nothing_shows_nothing(kernel: Kernel) -> None:
    assert kernel.run("x = 1") == ("ok", [])


def test_a_cell_that_stops_still_shows_its_picture(kernel: Kernel) -> None:
    status, shown = kernel.run("from turtle import *\nforward(50)\nforward('far')")
    assert status == "error"
    assert len(shown) == 1


def test_input_is_answered_in_a_rerun_though_nobody_answers_the_first(kernel: Kernel) -> None:
    assert kernel.run("name = input('Name? ')\nprint(f'Hi {name}')")[0] == "error"
    check = "from lesson_kit import testing\nassert testing.run_with_input(['Bo']) == 'Hi Bo\\n'"
    assert kernel.run(check) == ("ok", [])
    assert kernel.run("name")[0] == "error"


def test_lesson_kit_needs_nothing_but_the_standard_library() -> None:
    code = "import sys, lesson_kit, lesson_kit.turtle; assert 'IPython' not in sys.modules; print('ok')"
    names = f"{HUB_CONFIG}{os.pathsep}{HUB_CONFIG / 'lesson_kit/standard_names'}"
    same = "import turtle, lesson_kit.turtle; assert turtle is lesson_kit.turtle"
    for program in (code, same):
        bare = [sys.executable, "-S", "-c", program]
        subprocess.run(bare, env=os.environ | {"PYTHONPATH": names}, check=True, timeout=30)
