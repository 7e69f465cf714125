"""What a worker has handed to its checkers: both sides keep the same, and a lesson is sent once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.grading import lessons_at_hand
from curriculum.grading.checker.lesson import Lesson
from curriculum.grading.lessons_at_hand import LessonsAtHand, key_of, shared
from tests.factories import lessons

JOB: dict[str, Any] = {
    "source": lessons.source_notebook(), "release": lessons.release_notebook(), "notebook": "{}",
    "exercises": [{"id": "double", "wrong_answers": [{"sign": "1 +", "message": "No."}]}],
    "mode": "sealed", "files": [], "runner": "/a/socket",
}  # fmt: skip


def test_what_is_a_notebooks_own_does_not_make_another_lesson():
    assert key_of(shared(JOB)) == key_of(shared(JOB | {"notebook": "[]", "runner": "/b", "seconds": {}}))


@pytest.mark.parametrize("name", lessons_at_hand.SHARED)
def test_whatever_marks_depend_on_makes_another_lesson(name):
    assert key_of(shared(JOB)) != key_of(shared(JOB | {name: "another"}))


def test_a_lesson_is_read_as_it_was_handed_over():
    assert Lesson.read(shared(JOB)) == Lesson.of(JOB)


def test_a_sign_or_a_test_that_nobody_can_read_does_not_keep_a_lesson_from_being_ready():
    source = lessons.notebook(
        lessons.code_cell("### BEGIN SOLUTION\npass\n### END SOLUTION", "tried", "answer"),
        lessons.code_cell("assert (", "tried--test-1", "test"),
    )
    assert Lesson.of(JOB | {"source": source}).known["tried--test-1"].source == "assert ("


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 12)), max_size=30))
def test_both_sides_keep_the_same_and_never_too_much(handed):
    worker, parent = LessonsAtHand[None](), LessonsAtHand[str]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lessons_at_hand, "MOST_LESSONS", 4)
        patch.setattr(lessons_at_hand, "MOST_BYTES", 20)
        for name, size in handed:
            key = f"{name}{size}"
            if key not in worker:
                parent.add(key, name, size)
                worker.add(key, None, size)
            assert parent[key] == name, "what the worker thinks is there, is"
            kept = [each for each in map("{0[0]}{0[1]}".format, handed) if each in parent]
            assert kept == [each for each in map("{0[0]}{0[1]}".format, handed) if each in worker]
            assert len(set(kept)) <= 4


def test_a_lesson_is_json():
    assert json.loads(shared(JOB))["mode"] == "sealed"
