"""Our marks beside stock nbgrader's: alike, cell by cell, but for the listed differences.

The golden files hold what `nbgrader autograde` gave; the long test remakes them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from curriculum.grading import marker
from tests.integration import marking_stack
from tests.unit.exercises import lessons

from . import golden
from .corpus import ASSIGNMENTS, entries
from .differences import DIFFERENCES
from .kind import COPIES
from .ours import marked_by_us
from .stock import marked_by_stock

ROWS = lessons.ROOT / "docs/reference/marking-differences.md"
FEWEST_ALIKE = 200


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


@pytest.fixture(scope="module")
def checkers() -> Iterator[marker.Checkers]:
    made = marker.Checkers()
    yield made
    made.close()


def listed(assignment: str) -> set[str]:
    """The notebooks of an assignment that are listed as marked differently."""
    return {name for names in DIFFERENCES.values() for name in names if name.startswith(f"{assignment}/")}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_marks_are_those_of_stock_nbgrader_but_for_the_listed_differences(
    assignment: str, runner: Path, checkers: marker.Checkers
) -> None:
    kept = golden.read(assignment)
    differing = set()
    for entry in entries(assignment):
        stock, ours = kept[entry.notebook], marked_by_us(checkers, runner, entry)
        assert stock.keys() == ours.keys()
        differing |= {f"{assignment}/{entry.notebook}/{each}" for each in ours if ours[each] != stock[each]}
        for copied in [each for each in COPIES if each in ours]:
            assert ours[copied] == ours["model"], copied
    assert differing == listed(assignment)


def test_each_difference_has_its_row_and_each_row_its_name_once() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", ROWS.read_text(), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(DIFFERENCES) <= set(rows)


def test_each_notebook_is_listed_once_and_in_the_corpus() -> None:
    names = [name for names in DIFFERENCES.values() for name in names]
    assert len(names) == len(set(names))
    known = {
        f"{each}/{book}/{child}"
        for each in ASSIGNMENTS
        for book, kids in golden.read(each).items()
        for child in kids
    }
    assert set(names) <= known
    assert len(known) - len(names) >= FEWEST_ALIKE


@pytest.mark.long
@pytest.mark.timeout(1_400)
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_golden_files_are_what_stock_nbgrader_gives(assignment: str, tmp_path: Path) -> None:
    given, kept = marked_by_stock(tmp_path, entries(assignment)), golden.read(assignment)
    # Whether stock's kernel comes back in time after an exit is a race: it has no one answer.
    for name in (name for name in DIFFERENCES["exit"] if name.startswith(f"{assignment}/")):
        _, notebook, child = name.split("/")
        assert kept[notebook].pop(child) is None
        del given[notebook][child]
    assert given == kept
