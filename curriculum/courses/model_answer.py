"""The author's own answer to an exercise, as a child may read it once they have one of theirs."""

from .lesson_cells import ANSWERS, Notebook, marks_of, role_of, text_of

_SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
# What nbgrader keeps from children in an answer cell for other reasons stays where it is.
_SECRET = (
    ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
    ("### BEGIN MARK SCHEME", "### END MARK SCHEME"),
)


def model_answer_to(exercise: str, source: Notebook) -> str:
    """The text of an exercise's answer in a source notebook, without nbgrader's markers; "" for none.

    Written words and tasks, which a person marks, have no model.
    """
    for cell in source["cells"]:
        if role_of(cell) in ANSWERS and marks_of(cell)["grade_id"] == exercise:
            return _readable(text_of(cell)) if cell["cell_type"] == "code" else ""
    return ""


def _readable(text: str) -> str:
    kept: list[str] = []
    until = ""
    for line in text.splitlines():
        begun = next((end for begin, end in _SECRET if begin in line), "")
        if until:
            until = "" if until in line else until
        elif begun:
            until = begun
        elif not any(marker in line for marker in _SOLUTION):
            kept.append(line.rstrip())
    return "\n".join(kept).strip("\n")
