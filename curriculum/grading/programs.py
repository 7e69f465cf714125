"""The programs in a submitted notebook, as text."""

from .plain_text import plain_text
from .sanitise import NotANotebook, NotJson, grade_id_of, parse, source_of


def programs(notebook: str) -> dict[str, str]:
    """The text of each answer cell by exercise; empty for a notebook that cannot be read.

    Test cells (their ids hold ``--``) and cells of the child's own are left out. Of
    cells with one id the last counts, as in marking.
    """
    try:
        cells = parse(notebook)["cells"]
    except (NotJson, NotANotebook):
        return {}
    named = ((grade_id_of(cell), plain_text(source_of(cell))) for cell in cells)
    return {grade_id: source for grade_id, source in named if grade_id and "--" not in grade_id}
