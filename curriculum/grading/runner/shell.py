"""The IPython that pupils' cells run in: as in a notebook's kernel, without what a kernel shows.

Stock nbgrader runs notebooks in an IPython kernel, so cells may use its magics,
`display` and top-level ``await``; they can here too. Nothing is displayed, no
traceback is rendered (seven milliseconds each) and no history is written.
"""

import builtins
import os
import tempfile
from collections.abc import Callable
from types import CodeType
from typing import Any, NoReturn, cast

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from curriculum.grading.runner.errors import left_out


class CellCompiler(CachingCompiler):
    """Compiles each cell under the name it was given, so that an error's place can be told."""

    cell_name = "cell"

    def get_code_name(self, _raw_code: str, _transformed_code: str, _number: int) -> str:
        return self.cell_name


class TestDisplayHook(DisplayHook):
    """Tells what a test cell's last value would be shown as, and prints nothing."""

    source = ""
    show: Callable[[str], None] | None = None

    def __call__(self, result: Any = None) -> None:
        if result is None or self.show is None or self.semicolon_at_end_of_expression(self.source):
            return
        shown, _ = self.compute_format_data(result)
        self.show(shown.get("text/plain", ""))


class PupilShell(InteractiveShell):
    """An IPython that keeps an error instead of showing it."""

    def showtraceback(self, *_arguments: Any, **_options: Any) -> None:
        """Show nothing: the error stands in the cell's result."""

    compiler_class = CellCompiler
    displayhook_class = TestDisplayHook
    # As they are before any cell has run.
    hooks_of_its_own: list[list[Any]] | None = None
    showsyntaxerror = showindentationerror = showtraceback

    def ask_exit(self) -> NoReturn:
        """What ``exit`` and ``quit`` do: end the cell, as ``sys.exit()`` would."""
        raise SystemExit


def make_shell() -> PupilShell:
    """Make this process's one shell. Takes half a second; starts no thread."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    settings.InteractiveShell.autocall = 0
    settings.InteractiveShell.loop_runner = "asyncio"
    with tempfile.TemporaryDirectory(prefix="marker-ipython-") as folder:
        os.environ["IPYTHONDIR"] = folder
        shell = PupilShell.instance(config=settings)
        del os.environ["IPYTHONDIR"]
    shell.display_pub = CapturingDisplayPublisher()
    builtins.input = refuse_input
    shell.hooks_of_its_own = _hooks(shell)
    return shell


def refuse_input(prompt: object = "") -> NoReturn:
    """Stand for ``input()`` where nobody can answer, as nbgrader's kernel does."""
    raise StdinNotImplementedError(f"input() was asked {str(prompt)[:100]!r}, and nobody is here to answer")


def run(shell: PupilShell, source: str, cell_name: str) -> BaseException | None:
    """Run one cell, compiled as the file `cell_name`; give what it raised, or None.

    Whatever it prints goes to `sys.stdout`. What is Python as it stands goes straight to the
    compiler, as IPython's own `run_cell` would leave it, in a third of the time; magics,
    top-level ``await``, faulty cells and shells that a cell has hooked into go by `run_cell`.
    """
    compiler = cast(CellCompiler, shell.compile)
    compiler.cell_name = cell_name
    code = None if _hooks(shell) != shell.hooks_of_its_own else _plain_code(compiler, source)
    if code is None:
        result = shell.run_cell(source, store_history=False, silent=True)
        return result.error_before_exec or result.error_in_exec
    try:
        with shell.builtin_trap:
            exec(code, shell.user_ns)  # noqa: S102 - running pupils' code is what this process is for
    except BaseException as error:
        return error
    return None


def _plain_code(compiler: CellCompiler, source: str) -> CodeType | None:
    """The cell's code; None where it is not simply Python, or changes how later cells are read."""
    if "__future__" in source or source.lstrip().startswith("In ["):  # the latter is a prompt, pasted
        return None
    # As IPython takes them off, so that lines are counted alike.
    source = "".join(source.splitlines(keepends=True)[left_out(source) :])
    try:
        code = compile(f"{source}\n", compiler.cell_name, "exec", compiler.flags, dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return None
    compiler.cache(source)  # where `inspect.getsource` and tracebacks find the text
    return code


def _hooks(shell: PupilShell) -> list[list[Any]]:
    """What changes cells before they run, or is called around them."""
    watched = shell.events.callbacks
    return [
        list(each)
        for each in (
            shell.ast_transformers,
            shell.input_transformers_cleanup,
            shell.input_transformers_post,
            watched["pre_execute"],
            watched["post_execute"],
        )
    ]


def run_test(
    shell: PupilShell, source: str, cell_name: str, show: Callable[[str], None]
) -> BaseException | None:
    """As `run`; `show` is called with what IPython would show of the last line's value, if anything."""
    cast(CellCompiler, shell.compile).cell_name = cell_name
    hook = cast(TestDisplayHook, shell.displayhook)
    hook.source, hook.show = source, show
    try:
        result = shell.run_cell(source, store_history=False, silent=False)
    finally:
        hook.source, hook.show = "", None
    return result.error_before_exec or result.error_in_exec


def warm_up(shell: PupilShell) -> None:
    """Run a cell and an error once, so that each fork finds their modules and caches in place."""
    run(shell, "def _warm(n):\n    return [str(n)]\n_warm(2)\nprint(end='')", "warm")
    run(shell, "1 / 0", "warm")
    shell.reset(new_session=False)
