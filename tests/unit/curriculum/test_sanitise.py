"""A submitted notebook made safe: tests restored, forgeries ignored, nothing of the child's lost."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.courses.lesson_cells import lesson_cells
from curriculum.grading.sanitise import NotANotebook, NotJson, parse, sanitise
from tests.factories.lessons import (
    DOUBLE,
    RIGHT,
    STARTERS,
    answered,
    code_cell,
    release_notebook,
    source_notebook,
)

TESTS = {
    cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
    for cell in source_notebook()["cells"]
    if cell["metadata"].get("nbgrader", {}).get("grade")
}


def steps(notebook):
    return sanitise(notebook, lesson_cells(source_notebook(), release_notebook())).steps


def repairs(notebook):
    return sanitise(notebook, lesson_cells(source_notebook(), release_notebook())).repairs


def position(notebook, grade_id):
    return next(
        at
        for at, cell in enumerate(notebook["cells"])
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def without(notebook, grade_id):
    del notebook["cells"][position(notebook, grade_id)]


def edited(notebook, grade_id, source):
    notebook["cells"][position(notebook, grade_id)]["source"] = source


def forged(notebook, grade_id, **marks):
    notebook["cells"][position(notebook, grade_id)]["metadata"]["nbgrader"].update(marks)


MEDDLINGS = {
    "nothing": lambda notebook: None,
    "a test deleted": lambda notebook: without(notebook, "double--test-1"),
    "all tests deleted": lambda notebook: [without(notebook, grade_id) for grade_id in TESTS],
    "a test edited": lambda notebook: edited(notebook, "double--test-1", "pass"),
    "a test emptied": lambda notebook: edited(notebook, "hello--test-1", ""),
    "a test copied": lambda notebook: notebook["cells"].append(
        copy.deepcopy(notebook["cells"][position(notebook, "double--test-1")]) | {"source": "pass"}
    ),
    "points raised": lambda notebook: forged(notebook, "double--test-1", points=1000),
    "a test called an answer": lambda notebook: forged(
        notebook, "double--test-1", grade=False, solution=True, locked=False
    ),
    "a test turned into words": lambda notebook: notebook["cells"][
        position(notebook, "double--test-1")
    ].update(cell_type="markdown"),
    "a mark in the metadata": lambda notebook: forged(notebook, "double--test-1", score=3, comment="full"),
    "an exercise of one's own": lambda notebook: notebook["cells"].append(
        code_cell("pass", "mine--test-1", "test", 100)
    ),
    "metadata that is a list": lambda notebook: notebook["cells"].append(
        code_cell("x = 1") | {"metadata": ["nbgrader"]}
    ),
    "a grade id that is a list": lambda notebook: notebook["cells"].append(
        code_cell("x = 1") | {"metadata": {"nbgrader": {"grade_id": ["double--test-1"]}}}
    ),
    "the setup deleted": lambda notebook: without(notebook, "setup"),
}


@pytest.mark.parametrize("meddling", MEDDLINGS)
def test_the_tests_are_those_of_the_source_each_once_for_their_own_points(meddling):
    notebook = answered(**RIGHT)
    MEDDLINGS[meddling](notebook)
    tests = [(step.grade_id, step.source, step.points) for step in steps(notebook) if step.role == "test"]
    points = {"double--test-1": 1, "double--test-2": 2, "hello--test-1": 1}
    assert sorted(tests) == sorted((grade_id, TESTS[grade_id], points[grade_id]) for grade_id in TESTS)


@pytest.mark.parametrize("meddling", MEDDLINGS)
def test_answers_are_left_as_they_are(meddling):
    notebook = answered(**RIGHT)
    MEDDLINGS[meddling](notebook)
    assert {step.exercise: step.source for step in steps(notebook) if step.role == "answer"} == RIGHT


def test_an_honest_notebook_needs_no_repair():
    assert repairs(answered(**RIGHT)) == {}


def test_what_was_mended_is_told():
    notebook = answered(**RIGHT)
    edited(notebook, "double--test-1", "pass")
    without(notebook, "hello--test-1")
    assert repairs(notebook) == {"double--test-1": "edited", "hello--test-1": "missing"}


def test_deleted_tests_come_back_right_after_their_answer():
    notebook = answered(**RIGHT)
    for grade_id in TESTS:
        without(notebook, grade_id)
    assert [step.grade_id for step in steps(notebook)] == [
        "setup", "double", "double--test-1", "double--test-2", "hello", "hello--test-1",
    ]  # fmt: skip


def test_a_deleted_answer_comes_back_as_it_was_given_out():
    notebook = answered(**RIGHT)
    without(notebook, "double")
    found = next(step for step in steps(notebook) if step.grade_id == "double")
    assert found.source == STARTERS["double"]
    assert repairs(notebook) == {"double": "missing"}


def with_copy(notebook, grade_id, at, source):
    """Put a copy of a cell, with another text, so many cells below it (above, if less than nought)."""
    here = position(notebook, grade_id)
    notebook["cells"].insert(here + at, copy.deepcopy(notebook["cells"][here]) | {"source": source})


def test_an_answer_split_in_two_counts_as_one():
    notebook = answered(**RIGHT)
    with_copy(notebook, "double", 0, "first = 1")
    found = steps(notebook)
    assert [(step.role, step.source, step.exercise) for step in found[1:3]] == [
        ("part", "first = 1", "double"),
        ("answer", DOUBLE, "double"),
    ]
    assert repairs(notebook) == {"double": "split"}


def test_an_empty_cell_between_two_parts_makes_no_difference():
    notebook = answered(**RIGHT)
    with_copy(notebook, "double", 0, "first = 1")
    notebook["cells"].insert(position(notebook, "double") + 1, code_cell(""))
    assert [step.role for step in steps(notebook)][1:4] == ["part", "pupil", "answer"]


def test_of_two_answers_apart_the_last_counts_and_the_first_still_runs():
    notebook = answered(**RIGHT)
    with_copy(notebook, "double", -1, "first = 1")
    found = steps(notebook)
    assert [(step.role, step.source) for step in found[:3]] == [
        ("pupil", "first = 1"),
        ("setup", "import lesson_kit"),
        ("answer", DOUBLE),
    ]
    assert repairs(notebook) == {"double": "copied"}


def moved(notebook, grade_id, to):
    cell = notebook["cells"].pop(position(notebook, grade_id))
    notebook["cells"].insert(to, cell)


WHOLE = ["setup", "double", "double--test-1", "double--test-2", "hello", "hello--test-1"]
MOVES = {
    "an answer below its tests": ("double", 5, [WHOLE[0], *WHOLE[4:], *WHOLE[1:4]]),
    "a test to the top": ("double--test-2", 0, [*WHOLE[:2], "double--test-2", "double--test-1", *WHOLE[4:]]),
    "the set-up to the end": ("setup", 5, WHOLE),
}


@pytest.mark.parametrize("move", MOVES)
def test_moved_cells_are_run_in_an_order_that_makes_sense(move):
    grade_id, to, expected = MOVES[move]
    notebook = answered(**RIGHT)
    moved(notebook, grade_id, to)
    assert [step.grade_id for step in steps(notebook)] == expected
    assert "moved" in repairs(notebook).values()


def test_an_exercise_moved_as_a_whole_stays_where_it_is():
    notebook = answered(**RIGHT)
    moved(notebook, "hello--test-1", 1)
    moved(notebook, "hello", 1)
    assert [step.grade_id for step in steps(notebook)] == [WHOLE[0], *WHOLE[4:], *WHOLE[1:4]]
    assert repairs(notebook) == {}


def test_cells_of_the_childs_own_run_in_their_places():
    notebook = answered(**RIGHT)
    notebook["cells"].insert(2, code_cell("mine = 1"))
    assert [step.source for step in steps(notebook)][2] == "mine = 1"


@pytest.mark.parametrize("text", ["", "{", "nothing"])
def test_what_is_not_json_is_told_from_what_is_no_notebook(text):
    with pytest.raises(NotJson):
        parse(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
strange_cells = st.lists(
    st.fixed_dictionaries(
        {
            "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]),
            "source": st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3) | json_values,
        },
        optional={
            "metadata": st.fixed_dictionaries(
                {
                    "nbgrader": json_values
                    | st.fixed_dictionaries(
                        {"grade_id": st.sampled_from(["double", "double--test-1", "setup", "x"])}
                    )
                }
            )
            | json_values
        },
    )
    | json_values,
    max_size=8,
)


@given(strange_cells)
def test_no_notebook_brings_it_down(cells):
    text = json.dumps({"nbformat": 4, "cells": cells})
    try:
        notebook = parse(text)
    except NotANotebook:
        return
    assert {step.grade_id for step in steps(notebook) if step.role == "test"} == set(TESTS)
