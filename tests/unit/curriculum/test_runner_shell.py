"""Cells that go straight to the compiler end as IPython's `run_cell` would have them end."""

import json
import os
import subprocess
from functools import cache
from typing import Any

import pytest

from tests.integration.marking_stack import REPOSITORY, interpreter

# One fork a notebook, so that none meets what another left.
PROGRAM = """
import io, json, os, sys
from curriculum.grading.runner import shell as shells

shell = shells.make_shell()
shells.warm_up(shell)

def outcome(cells, run):
    out, kept = io.StringIO(), sys.stdout
    sys.stdout = out
    errors = []
    for number, cell in enumerate(cells):
        error = run(cell, f"cell-{number}")
        errors.append(error and f"{type(error).__name__}: {error}")
    sys.stdout = kept
    value = shell.user_ns.get("value")
    return {"printed": out.getvalue(), "errors": errors, "value": repr(value)}

def stock(cell, name):
    shell.compile.cell_name = name
    result = shell.run_cell(cell, store_history=False, silent=True)
    return result.error_before_exec or result.error_in_exec

def ours(cell, name):
    return shells.run(shell, cell, name)

def forked(cells, run, short_only=False):
    reader, writer = os.pipe()
    if os.fork() == 0:
        long_way = []
        if short_only:
            whole = shell.run_cell
            shell.run_cell = lambda *given, **named: long_way.append(1) or whole(*given, **named)
        told = outcome(cells, run) | {"long": len(long_way)}
        os.write(writer, json.dumps(told).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = json.load(answer)
    os.wait()
    return told

notebooks = json.load(sys.stdin)
told = {name: [forked(cells, stock), forked(cells, ours, True)] for name, cells in notebooks.items()}
print(json.dumps(told))
"""

PLAIN = {
    "a value": ["value = 6 * 7"],
    "printing": ["for n in range(3):\n    print(n)"],
    "an expression at the end": ["value = 1\nvalue + 1"],
    "a function used later": ["def twice(n):\n    return n * 2", "value = twice(4)"],
    "an error": ["value = 1\nprnt('oh')\nvalue = 2"],
    "an exit": ["value = 1\nexit()", "value = 2"],
    "system exit": ["import sys\nsys.exit(3)"],
    "a name error in a function": ["def f():\n    return scroe", "f()"],
    "a class": ["class Robot:\n    name = 'R'\nvalue = Robot.name"],
    "its own source": ["def f():\n    return 1", "import inspect\nvalue = inspect.getsource(f)"],
    "the main module": ["import sys\nvalue = sys.modules['__main__'].__dict__ is globals(), __name__"],
    "a comment alone": ["# nothing yet"],
    "a warning": ["value = 1 is 1"],
}
OTHER = {
    "a magic": ["%xmode Plain\nvalue = 5"],
    "a cell magic": ["%%capture told\nprint('hidden')", "value = told.stdout"],
    "a shell line": ["!true\nvalue = 1"],
    "help": ["value = 1\nprint?"],
    "await": ["import asyncio\nawait asyncio.sleep(0)\nvalue = 3"],
    "a syntax error": ["value = 1\nif value\n    print(value)"],
    "an error after a statement": ["value = 1\nprint('ran')\nreturn value"],
    "something unfinished": ["value = (1,"],
    "an indented cell": ["    value = 1\n    print(value)"],
    "pasted prompts": ["In [1]: value = 1", ">>> value += 1"],
    "the future": [
        "from __future__ import annotations",
        "def f(n: no): pass\nvalue = f.__annotations__",
    ],
    "a null byte": ["value = 1\0"],
    "a transformer of trees": [
        "import ast\nclass Seven(ast.NodeTransformer):\n    def visit_Constant(self, node):\n"
        "        return ast.Constant(7)\nget_ipython().ast_transformers.append(Seven())",
        "value = 1",
    ],
    "a watcher of cells": [
        "seen = []\nget_ipython().events.register('pre_execute', lambda: seen.append(1))",
        "value = len(seen)",
    ],
}


@cache
def outcomes() -> dict[str, list[dict[str, Any]]]:
    path = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "hub_config")])
    done = subprocess.run(
        [interpreter(), "-c", PROGRAM],
        input=json.dumps(PLAIN | OTHER), capture_output=True, text=True, timeout=120, cwd="/", check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", [*PLAIN, *OTHER])
def test_cell_ends_as_ipython_ends_it(name: str) -> None:
    stock, ours = outcomes()[name]
    assert {key: ours[key] for key in ("printed", "errors", "value")} == {
        key: stock[key] for key in ("printed", "errors", "value")
    }


@pytest.mark.parametrize("name", PLAIN)
def test_plain_cells_go_the_short_way(name: str) -> None:
    assert outcomes()[name][1]["long"] == 0


@pytest.mark.parametrize("name", OTHER)
def test_other_cells_go_the_long_way(name: str) -> None:
    assert outcomes()[name][1]["long"] > 0
