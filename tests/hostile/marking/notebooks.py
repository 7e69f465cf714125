"""Files that are no notebooks, or notebooks that nobody could have made by working in the lesson.

Each is the text of a file, and what must come of it: the points of the whole lesson, of four, and
the kinds of faults.
"""

import copy
import json
from collections.abc import Callable
from typing import Any

from curriculum.grading.faults import Fault
from tests.factories import lessons

Notebook = dict[str, Any]
UNREADABLE = {Fault.UNREADABLE}
FORGED, CHANGED = {Fault.FORGED_METADATA}, {Fault.CHANGED_TESTS}


def sent(change: Callable[[Notebook], None], **answers: str) -> str:
    """A notebook with one right answer and one wrong, changed."""
    notebook = lessons.answered(
        **({"double": "def double(number):\n    return 0", "hello": lessons.HELLO} | answers)
    )
    change(notebook)
    return json.dumps(notebook)


def marks_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    cell = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)
    return cell["metadata"]["nbgrader"]


def cell_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def is_graded(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def set_marks(grade_id: str, **changed: Any) -> Callable[[Notebook], None]:
    return lambda notebook: marks_of(notebook, grade_id).update(changed)


def set_cell(grade_id: str, **changed: Any) -> Callable[[Notebook], None]:
    return lambda notebook: cell_of(notebook, grade_id).update(changed)


def add(**cell: Any) -> Callable[[Notebook], None]:
    base = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [], "execution_count": None}
    return lambda notebook: notebook["cells"].append(base | cell)


def doubled_tests(notebook: Notebook) -> None:
    """A second test cell of the same id that asks for nothing."""
    copied = copy.deepcopy(cell_of(notebook, "double--test-1"))
    notebook["cells"].append(copied | {"source": "pass"})


GRADED = {"nbgrader": {"grade": True, "grade_id": "mine", "points": 1000, "locked": True, "solution": False,
                       "schema_version": 3, "task": False}}  # fmt: skip
SCRIPT = "<script>alert(1)</script>"

# name: (text, points, faults)
NOTEBOOKS: dict[str, tuple[str, float, set[Fault]]] = {
    "nothing": ("", 0, UNREADABLE),
    "no JSON": ("print('hello')", 0, UNREADABLE),
    "half a notebook": (json.dumps(lessons.answered(**lessons.RIGHT))[:-40], 0, UNREADABLE),
    "a hundred thousand brackets": ("[" * 100_000, 0, UNREADABLE),
    "objects nested a hundred thousand deep": ('{"cells":' * 100_000, 0, UNREADABLE),
    "a number of a million digits": ('{"nbformat": ' + "9" * 900_000 + "}", 0, UNREADABLE),
    "a number past all numbers": ('{"nbformat": 1e999, "cells": []}', 0, UNREADABLE),
    "a list": ("[]", 0, UNREADABLE),
    "null": ("null", 0, UNREADABLE),
    "another format": (sent(lambda n: n.update(nbformat=3)), 0, UNREADABLE),
    "cells that are no list": (sent(lambda n: n.update(cells={"a": 1})), 0, UNREADABLE),
    "a cell that is a number": (sent(lambda n: n["cells"].append(5)), 0, UNREADABLE),
    "a source that is a number": (sent(set_cell("double", source=5)), 0, UNREADABLE),
    "hundreds of thousands of cells": (
        '{"nbformat": 4, "cells": [' + ",".join(["{}"] * 300_000) + "]}", 0, UNREADABLE,
    ),
    "a thousand cells": (sent(lambda n: n["cells"].extend([n["cells"][0]] * 1000)), 0, UNREADABLE),
    "a cell of many pages": (sent(set_cell("double", source="#" * 200_000)), 0, UNREADABLE),
    "metadata nested deeply": (
        sent(add(metadata=json.loads("[" * 300 + "]" * 300))), 1, set(),
    ),
    "metadata that is a list": (sent(add(metadata=[1])), 1, set()),
    "marks that are a list": (sent(add(metadata={"nbgrader": [1]})), 1, set()),
    "a grade id that is a number": (sent(add(metadata={"nbgrader": {"grade_id": 5}})), 1, set()),
    "a grade id of a megabyte": (
        sent(add(metadata={"nbgrader": {"grade_id": "x" * 500_000, "grade": True}})), 1, FORGED,
    ),
    "a graded cell of its own": (sent(add(metadata=GRADED, source="assert True")), 1, FORGED),
    "markup for a grade id": (
        sent(add(metadata={"nbgrader": GRADED["nbgrader"] | {"grade_id": SCRIPT}})), 1, FORGED,
    ),
    "points for nothing": (sent(set_marks("hello--test-1", points=1000)), 1, FORGED),
    "points that are no number": (sent(set_marks("hello--test-1", points="many")), 1, FORGED),
    "points below nothing": (sent(set_marks("double--test-1", points=-3)), 1, FORGED),
    "points past all numbers": (
        sent(set_marks("double--test-1", points=float("inf"))), 1, FORGED,
    ),
    "a test that is an answer": (
        sent(set_marks("double--test-1", solution=True, grade=False)), 1, FORGED,
    ),
    "a test without a lock": (sent(set_marks("double--test-1", locked=False)), 1, FORGED),
    "a test that is text": (sent(set_cell("double--test-1", cell_type="markdown")), 1, FORGED),
    "a test that asks for nothing": (sent(set_cell("double--test-1", source="pass")), 1, CHANGED),
    "hidden tests of its own": (sent(set_cell("double--test-2", source="4")), 1, CHANGED),
    "the setup rewritten": (
        sent(set_cell("setup", source="class AssertionError(Exception): pass")), 1, CHANGED,
    ),
    "a second test of the same id": (sent(doubled_tests), 1, set()),
    "the tests taken out": (
        sent(lambda n: n.update(cells=[cell for cell in n["cells"] if not is_graded(cell)])),
        1, set(),
    ),
    "the tests first": (
        sent(lambda n: n["cells"].sort(key=lambda cell: not is_graded(cell))), 1, set(),
    ),
    "nothing but a name": (sent(lambda n: n.update(cells=[])), 0, set()),
    "outputs of markup": (
        sent(set_cell("hello", outputs=[{"output_type": "display_data", "metadata": {},
                                         "data": {"text/html": SCRIPT}}])), 1, set(),
    ),
    "outputs that are no list": (sent(set_cell("hello", outputs={"a": SCRIPT})), 1, set()),
    "attachments": (sent(set_cell("hello", attachments={"a.png": {"image/png": "A" * 500_000}})), 1, set()),
    "half a letter in a cell": (sent(add(source="x = '\ud800'")), 1, set()),
    "no letters in a cell": (sent(add(source="\x00\x1b[31m")), 1, set()),
    "one key many times": (
        sent(lambda n: None)[:-1] + ', "cells": 5, "cells": []}', 0, set(),
    ),
    "an answer of a thousand lines of metadata": (
        sent(set_cell("hello", metadata={"nbgrader": GRADED["nbgrader"] | {
            "grade_id": "hello", "grade": False, "points": 0, "solution": True, "locked": False},
            **{str(n): n for n in range(1000)}})), 1, set(),
    ),
}  # fmt: skip
