"""Whatever JSON is sent as a notebook, the worker lives, and what was stored ends marked: never set aside."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clubs.records.refusals import Refusal
from curriculum.grading.actions import store_submission
from curriculum.grading.enums import State
from curriculum.grading.models import Submission
from tests.factories import lessons
from tests.integration import marking_stack

pytestmark = pytest.mark.django_db(transaction=True)

# Every character, lone surrogates and NUL included: JSON can say them all.
TEXTS = st.text(st.characters(codec=None), max_size=30)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
LITERALS = ANYTHING.map(repr)
CODE = st.one_of(
    TEXTS,
    st.sampled_from([lessons.DOUBLE, lessons.HELLO, "", "import os\nos._exit(0)", "raise SystemExit", "1/0"]),
    LITERALS.map("def double(number):\n    return {}".format),
    LITERALS.map("print({})".format),
    TEXTS.map(lambda text: f"raise ValueError({text!r})"),
    TEXTS.map(lambda text: f"class Odd(Exception):\n    pass\nOdd.__name__ = {text!r}\nraise Odd({text!r})"),
)
SOURCES = st.one_of(CODE, CODE, st.lists(CODE, max_size=3), ANYTHING)
GRADE_IDS = st.sampled_from(["setup", "double", "double--test-1", "double--test-2", "hello", "hello--test-1"])
MARKS = st.one_of(
    st.fixed_dictionaries(
        {"grade_id": GRADE_IDS | ANYTHING}, optional={"solution": ANYTHING, "points": ANYTHING}
    ),
    ANYTHING,
)


def cell(kind: Any, source: Any, metadata: Any, more: dict[str, Any]) -> dict[str, Any]:
    return {**more, "cell_type": kind, "source": source, "metadata": metadata}


CELLS = st.builds(
    cell,
    st.sampled_from(["code", "code", "code", "markdown", "raw"]),
    SOURCES,
    st.fixed_dictionaries({"nbgrader": MARKS}) | ANYTHING,
    st.dictionaries(st.sampled_from(["id", "outputs", "execution_count", "attachments"]), ANYTHING),
)
ANSWERED = st.builds(lambda double, hello: lessons.answered(double=double, hello=hello)["cells"], CODE, CODE)
NOTEBOOKS = st.builds(
    lambda cells, answered, more: {"metadata": {}, **more, "nbformat": 4, "cells": cells + answered},
    st.lists(CELLS, max_size=4),
    ANSWERED | st.just([]),
    st.dictionaries(st.sampled_from(["metadata", "nbformat_minor"]), ANYTHING),
)


def test_whatever_is_sent_is_marked(tmp_path):
    marking_stack.empty_queue()
    lesson, stored = lessons.lesson(), []
    tmp_path.chmod(0o755)

    with marking_stack.runner(tmp_path) as marker, marking_stack.worker(tmp_path, marker) as process:

        @settings(
            max_examples=30, derandomize=True, deadline=None, database=None,
            suppress_health_check=[HealthCheck.too_slow],
        )  # fmt: skip
        @given(NOTEBOOKS)
        def is_marked(notebook: dict[str, Any]) -> None:
            try:
                body = json.dumps(notebook).encode()
                sent = store_submission(lesson=lesson, body=body, key=None, by=lessons.learner())
            except Refusal:
                return
            finished = Submission.objects.filter(pk=sent.pk, state__in=[State.MARKED, State.SET_ASIDE])
            marking_stack.wait_until(finished.exists, process, tmp_path / "worker.log")
            assert finished.get().state == State.MARKED, finished.get().fault
            assert finished.get().marks.count() == 2
            stored.append(sent.pk)

        is_marked()
    assert len(stored) > 10
