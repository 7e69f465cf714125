"""A child's answers in a release: nothing written is lost, nothing locked is changed."""

import copy
from typing import Any

import nbformat
import pytest

from hub_config.lesson_server.answers import bring_in, outline
from tests.factories.lesson_room import code_cell, exercise_cells, lesson_notebook, text_cell

Notebook = dict[str, Any]


def sources(notebook: Notebook) -> dict[str, str]:
    return {cell["id"]: cell["source"] for cell in notebook["cells"]}


def cell(notebook: Notebook, cell_id: str) -> dict[str, Any]:
    return next(each for each in notebook["cells"] if each["id"] == cell_id)


@pytest.fixture
def release() -> Notebook:
    return lesson_notebook()


@pytest.fixture
def child(release: Notebook) -> Notebook:
    """The release with an answer of the child's, and what it printed."""
    written = copy.deepcopy(release)
    answer = cell(written, "greet")
    answer["source"] = 'print("Hi!")'
    answer["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "Hi!\n"}]
    answer["execution_count"] = 3
    return written


def test_an_answer_and_its_output_are_kept(release: Notebook, child: Notebook) -> None:
    merged = bring_in(child, release)
    assert cell(merged, "greet") == cell(child, "greet")
    assert outline(merged) == outline(child)


def test_nothing_of_the_release_itself_is_touched(release: Notebook, child: Notebook) -> None:
    before = copy.deepcopy(release)
    bring_in(child, release)
    assert release == before


def delete(cell_id: str) -> Any:
    return lambda notebook: notebook["cells"].remove(cell(notebook, cell_id))


def edit(cell_id: str, **changes: Any) -> Any:
    return lambda notebook: cell(notebook, cell_id).update(changes)


def unlock(notebook: Notebook) -> None:
    cell(notebook, "greet--test-1")["metadata"]["nbgrader"].update(grade=False, solution=True)


def copy_test(notebook: Notebook) -> None:
    copied = copy.deepcopy(cell(notebook, "greet--test-1"))
    notebook["cells"].insert(2, copied | {"id": "copied", "source": "assert 1"})


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(delete("greet--test-1"), id="test deleted"),
        pytest.param(edit("greet--test-1", source="assert 1 == 1"), id="test edited"),
        pytest.param(edit("greet--test-1", cell_type="raw"), id="test no longer code"),
        pytest.param(edit("greet--test-1", metadata={}), id="test without its marks"),
        pytest.param(copy_test, id="test copied"),
        pytest.param(delete("intro"), id="text deleted"),
        pytest.param(edit("greet-task", source="Do nothing."), id="text edited"),
        pytest.param(edit("setup", source="ready = False"), id="setup edited"),
        pytest.param(lambda notebook: notebook["cells"].reverse(), id="all upside down"),
    ],
)
def test_what_is_locked_is_mended(release: Notebook, child: Notebook, harm: Any) -> None:
    harm(child)
    merged = bring_in(child, release, release)
    locked = {name: text for name, text in sources(merged).items() if name != "greet"}
    assert locked == {name: text for name, text in sources(release).items() if name != "greet"}
    assert sources(merged)["greet"] == 'print("Hi!")'


def test_a_test_dressed_up_as_an_answer_is_a_test_again(release: Notebook, child: Notebook) -> None:
    unlock(child)
    merged = bring_in(child, release, release)
    assert cell(merged, "greet--test-1") == cell(release, "greet--test-1")


def test_cells_of_the_childs_own_stay_where_they_were(release: Notebook, child: Notebook) -> None:
    place = child["cells"].index(cell(child, "greet")) + 1
    child["cells"].insert(place, code_cell("mine", "print('my own')"))
    child["cells"].insert(place + 1, text_cell("note", "My note"))
    merged = bring_in(child, release, release)
    names = [each["id"] for each in merged["cells"]]
    assert names[place : place + 2] == ["mine", "note"]
    assert outline(bring_in(merged, release, release)) == outline(merged)


def test_a_copied_answer_is_kept_but_not_marked_twice(release: Notebook, child: Notebook) -> None:
    second = copy.deepcopy(cell(child, "greet")) | {"source": "print('another')"}
    child["cells"].append(second)
    merged = bring_in(child, release, release)
    assert sources(merged)["greet"] == 'print("Hi!")'
    own = [each for each in merged["cells"] if each["source"] == "print('another')"]
    assert [each["metadata"] for each in own] == [{"lesson": {"part": "own"}}]
    assert len({each["id"] for each in merged["cells"]}) == len(merged["cells"])
    nbformat.validate(merged)


class TestANewerRelease:
    """The site has a newer release than the one the child's file was made from."""

    @pytest.fixture
    def newer(self) -> Notebook:
        fresh = lesson_notebook()
        cell(fresh, "greet")["source"] = "# Begin here.\n"
        cell(fresh, "add")["source"] = "a = 20\n"
        cell(fresh, "add--test-1")["source"] = "assert a == 20"
        cell(fresh, "middle")["source"] = "## More sums"
        fresh["cells"] += exercise_cells("count", "Count to ten", "")
        return fresh

    def test_answers_stay_and_the_rest_is_new(
        self, release: Notebook, child: Notebook, newer: Notebook
    ) -> None:
        merged = bring_in(child, newer, release)
        assert sources(merged) == sources(newer) | {"greet": 'print("Hi!")'}

    def test_without_the_old_release_every_answer_stays(self, child: Notebook, newer: Notebook) -> None:
        merged = bring_in(child, newer)
        assert sources(merged)["add"] == "a = 2\nb = 3\n"

    def test_an_answer_to_an_exercise_that_is_gone_stays_as_the_childs_own(
        self, release: Notebook, child: Notebook
    ) -> None:
        newer = lesson_notebook()
        newer["cells"] = [each for each in newer["cells"] if not each["id"].startswith("greet")]
        merged = bring_in(child, newer, release)
        own = [each for each in merged["cells"] if each["source"] == 'print("Hi!")']
        assert [each["metadata"] for each in own] == [{"lesson": {"part": "own"}}]

    def test_an_untouched_start_of_an_exercise_that_is_gone_goes_too(self, release: Notebook) -> None:
        newer = lesson_notebook()
        newer["cells"] = [each for each in newer["cells"] if not each["id"].startswith("greet")]
        assert outline(bring_in(release, newer, release)) == outline(newer)


def scratch(cell_id: str, source: str, **marks: Any) -> dict[str, Any]:
    """A box of the child's own."""
    own = code_cell(cell_id, source, **marks)
    own["metadata"]["lesson"] = {"part": "scratch"}
    return own


def test_boxes_of_ones_own_stay_at_the_end_in_their_order(release: Notebook, child: Notebook) -> None:
    """Wherever another program put them, and the empty one too."""
    child["cells"].insert(0, scratch("aaaaaaaa", "print('idea')"))
    child["cells"].insert(3, scratch("bbbbbbbb", ""))
    merged = bring_in(child, release)
    own = merged["cells"][-2:]
    assert [(one["id"], one["source"]) for one in own] == [("aaaaaaaa", "print('idea')"), ("bbbbbbbb", "")]
    assert [one["metadata"] for one in own] == [{"lesson": {"part": "scratch"}}] * 2
    assert outline(bring_in(merged, release)) == outline(merged)
    nbformat.validate(merged)


def test_a_newer_release_keeps_boxes_of_ones_own(release: Notebook, child: Notebook) -> None:
    child["cells"].append(scratch("aaaaaaaa", "print('idea')"))
    newer = copy.deepcopy(release)
    del newer["cells"][-4:]
    newer["cells"] += exercise_cells("sing", "Sing", "")
    merged = bring_in(child, newer, before=release)
    assert merged["cells"][-1]["source"] == "print('idea')"
    assert sources(merged)["sing"] == ""


SAME_ID = {"an example's": "try-1", "an answer's": "greet", "a test's": "greet--test-1", "a text's": "intro"}


@pytest.mark.parametrize("taken", SAME_ID.values(), ids=SAME_ID)
def test_a_box_under_an_id_of_the_lessons_takes_nothings_place(
    release: Notebook, child: Notebook, taken: str
) -> None:
    before = sources(bring_in(child, release))
    child["cells"].insert(0, scratch(taken, "print('idea')"))
    merged = bring_in(child, release)
    assert {key: text for key, text in sources(merged).items() if key in before} == before
    assert merged["cells"][-1]["source"] == "print('idea')"
    nbformat.validate(merged)


def test_a_cell_with_marks_is_no_box_of_ones_own(release: Notebook, child: Notebook) -> None:
    forged = scratch("forged", "print('forged')", grade=True, locked=True, points=100)
    child["cells"].append(forged)
    assert "forged" not in sources(bring_in(child, release))
