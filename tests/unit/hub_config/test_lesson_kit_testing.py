"""`testing` answers about the last solution cell, and its readings need nothing else."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from hub_config.lesson_kit import cells, drawing, testing, turtle


class Given:
    """Answers made up by a test."""

    def __init__(self, source: str = "", printed: str = "", drawn: Any = None) -> None:
        self._source, self._printed, self._drawn = source, printed, drawn

    def printed(self) -> str:
        return self._printed

    def source(self) -> str:
        return self._source

    def drawing(self) -> Any:
        return self._drawn

    def run_with_input(self, answers: Sequence[str]) -> str:
        return cells.rerun(self._source, answers, {"greeting": "Hello"})


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    before = testing.use(testing.NoAnswers())
    yield
    testing.use(before)


@pytest.mark.parametrize(
    "question", [testing.printed, testing.source, testing.drawing, testing.printed_lines]
)
def test_without_a_cell_it_says_what_to_do(question: Any) -> None:
    with pytest.raises(testing.CellStopped, match="Run your own cell first"):
        question()


def test_use_gives_back_what_was_used_before() -> None:
    first, second = Given("1"), Given("2")
    testing.use(first)
    assert testing.use(second) is first
    assert testing.source() == "2"


READINGS: list[tuple[str, str, Any]] = [
    ("comments go, hash signs in text stay", 'x = "#ff0000"  # red', 'x = "#ff0000"'),
    ("a comment line leaves an empty line", "# one\nx = 1", "\nx = 1"),
    ("what Python cannot read stays whole", "print('oh", "print('oh"),
]


@pytest.mark.parametrize(("source", "code"), [row[1:] for row in READINGS], ids=[row[0] for row in READINGS])
def test_code(source: str, code: str) -> None:
    testing.use(Given(source))
    assert testing.code() == code


def test_counting_loops_calls_and_uses() -> None:
    testing.use(Given("for a in range(3):\n    while a:\n        t.forward(a)\nforward(1)\nb = 2\n"))
    assert testing.loops() == 2
    assert testing.calls("forward") == 2
    assert testing.calls("forward", "range") == 3
    assert testing.uses("a")
    assert not testing.uses("b")


def test_a_cell_that_is_not_python_has_none_of_them() -> None:
    testing.use(Given("for for for"))
    assert (testing.loops(), testing.calls("print"), testing.uses("for")) == (0, 0, False)


def test_printed_lines_leave_out_empty_ones() -> None:
    testing.use(Given(printed="  one \n\n two\n"))
    assert testing.printed_lines() == ["one", "two"]


def test_segments_and_colours_of_a_drawing() -> None:
    drawing.new_sheet()
    turtle.color("red")
    turtle.fd(30)
    turtle.left(90)
    turtle.fd(0)
    turtle.fd(40)
    turtle.dot(5, "blue")
    testing.use(Given(drawn=drawing.record()))
    assert [round(stroke.length) for stroke in testing.segments()] == [30, 40]
    assert testing.segments()[1].end == (30, 40)
    assert testing.colours() == {"#ff0000", "#0000ff"}
    drawing.new_sheet()


def test_run_with_input_gives_the_answers_in_turn() -> None:
    testing.use(Given('a = input("one? ")\nb = input("two? ")\nprint(greeting, a, b)'))
    assert testing.run_with_input(["x", "y"]) == "Hello x y\n"


STOPS = [
    ("asks too often", "input()\ninput()", ["x"], "asks with input() more than once"),
    ("raises", "1 / 0", [], "stopped early with ZeroDivisionError: division by zero"),
    ("exits", "raise SystemExit", [], "stopped early with SystemExit"),
    ("is not Python", "if:", [], "stopped early with SyntaxError"),
]


@pytest.mark.parametrize(
    ("source", "answers", "words"), [row[1:] for row in STOPS], ids=[row[0] for row in STOPS]
)
def test_run_with_input_tells_when_the_cell_stops(source: str, answers: list[str], words: str) -> None:
    testing.use(Given(source))
    with pytest.raises(testing.CellStopped) as stopped:
        testing.run_with_input(answers)
    assert words in str(stopped.value)


def test_a_rerun_leaves_names_and_drawing_as_they_were() -> None:
    drawing.new_sheet()
    turtle.fd(10)
    names: dict[str, Any] = {"forward": turtle.forward, "score": 1}
    cells.rerun("score = 2\nforward(99)", [], names)
    assert names["score"] == 1
    assert len(drawing.record()["lines"]) == 1
    assert drawing.record()["lines"][0]["points"][-1] == [10, 0]
    drawing.new_sheet()


def test_a_rerun_answers_input_in_functions_of_earlier_cells_too() -> None:
    names: dict[str, Any] = {}
    exec("def ask():\n    return input('?')", names)
    assert cells.rerun("print(ask())", ["yes"], names) == "yes\n"
    assert input.__name__ != "answer"


TEST_CELLS = [
    ("from lesson_kit import testing\nassert 1", True),
    ("from lesson_kit.testing import printed", True),
    ("import lesson_kit.testing", True),
    ("import lesson_kit", False),
    ("# from lesson_kit import testing", False),
    ("testing = 3", False),
    ("from lesson_kit import testing(", False),
]


@pytest.mark.parametrize(("source", "is_test"), TEST_CELLS, ids=[source for source, _ in TEST_CELLS])
def test_a_test_cell_is_known_by_its_import(source: str, is_test: bool) -> None:
    assert cells.is_test(source) is is_test
