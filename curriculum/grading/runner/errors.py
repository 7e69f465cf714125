"""What went wrong in a pupil's code, as a small record of plain text."""

import ast
import builtins
import difflib
import keyword
import sys
import traceback
from collections.abc import Iterable
from typing import Any

LONGEST_MESSAGE = 500
LONGEST_LINE = 200


def error_record(error: BaseException, sources: dict[str, str], names: Iterable[str]) -> dict[str, Any]:
    """Describe `error`: kind, message, line (from 1, in the pupil's cell), text of that line, name, near.

    `sources` maps the file names under which the pupil's cells were compiled to their
    text; `names` are the names the pupil has. `near` is a known name that
    looks like the one Python did not know.
    """
    file_name, line = _place(error, sources)
    if isinstance(error, SyntaxError) and not file_name:
        # Nothing of the cell had begun: it is the last one's own text that Python cannot read.
        file_name = next(reversed(sources), "")
        error, line = _as_python_says(error, sources.get(file_name, ""))
    unknown = _unknown_name(error)
    return {
        "kind": _cut(type(error).__name__, LONGEST_LINE),
        "message": _cut(_message(error), LONGEST_MESSAGE),
        "line": line,
        "text": _text_of(sources.get(file_name, ""), line),
        "name": unknown and _cut(unknown, LONGEST_LINE),
        "near": unknown and _near(error, unknown, names),
    }


def _as_python_says(error: SyntaxError, source: str) -> tuple[SyntaxError, int | None]:
    """Python's own words for what IPython calls incomplete input only, else the error as it is; its line."""
    if type(error).__name__.startswith("_"):
        try:
            ast.parse(source)
        except SyntaxError as plain:
            return plain, plain.lineno
    return error, error.lineno and error.lineno + left_out(source)


def left_out(source: str) -> int:
    """How many lines IPython takes off before it compiles a cell: the empty ones at its beginning."""
    return next((at for at, line in enumerate(source.splitlines()) if line.strip()), 0)


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)
    try:
        return str(error)
    except BaseException:
        return ""


def _place(error: BaseException, sources: dict[str, str]) -> tuple[str, int | None]:
    """Give the cell and line where the error came up: the innermost that the pupil wrote, or "" and None."""
    found: tuple[str, int | None] = ("", None)
    for frame, line in traceback.walk_tb(error.__traceback__):
        file_name = frame.f_code.co_filename
        if file_name in sources:
            found = file_name, line + left_out(sources[file_name])
    return found


def _text_of(source: str, line: int | None) -> str:
    lines = source.splitlines()
    if line is None or not 0 < line <= len(lines):
        return ""
    return _cut(lines[line - 1].strip(), LONGEST_LINE)


def _unknown_name(error: BaseException) -> str | None:
    if isinstance(error, ImportError) and not isinstance(error, ModuleNotFoundError):
        name = getattr(error, "name_from", None)
    else:
        name = getattr(error, "name", None)
    known = isinstance(error, NameError | AttributeError | ImportError) and type(name) is str
    return name if known else None


def _near(error: BaseException, unknown: str, names: Iterable[str]) -> str | None:
    try:
        if isinstance(error, AttributeError):
            known = [name for name in dir(error.obj) if not name.startswith("_")]
        elif isinstance(error, ModuleNotFoundError):
            known = sorted(sys.stdlib_module_names)
        elif isinstance(error, ImportError):
            known = dir(sys.modules[str(error.name)])
        else:
            known = [*names, *dir(builtins), *keyword.kwlist]
    except BaseException:
        return None
    return near_name(unknown, known)


def near_name(unknown: str, known: Iterable[str]) -> str | None:
    """Give the known name most like `unknown`, letter case aside, or None when none is like it."""
    by_lower: dict[str, str] = {}
    for name in known:
        if type(name) is str and not name.startswith("_"):
            by_lower.setdefault(name.lower(), name)
    close = difflib.get_close_matches(unknown.lower(), by_lower, n=1, cutoff=0.7)
    return _cut(by_lower[close[0]], LONGEST_LINE) if close else None


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
