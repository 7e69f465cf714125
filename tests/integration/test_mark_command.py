"""`manage.py mark`, with a real runner: what it tells, and what its exit status says."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from curriculum.grading.models import Mark, Submission
from tests.factories import exercises, lessons
from tests.integration import marking_stack

LOOP = "while True:\n    pass"
RAISES = "def double(number):\n    return number * 2\nprint(scroe)"


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


@pytest.fixture
def marker(runner: Path, settings: Any) -> Path:
    """The marker's runner is up, as beside a worker."""
    settings.CLUBS_MARKER_SOCKET = str(runner)
    return runner


def write(folder: Path, name: str, body: bytes) -> str:
    file = folder / name
    file.write_bytes(body)
    return str(file)


def mark(*files: str, lesson: str = "small-lesson", **options: Any) -> list[dict[str, Any]]:
    """What the command says as JSON; it must have worked."""
    out = StringIO()
    call_command("mark", *files, lesson=lesson, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def refused(*files: str, lesson: str = "small-lesson", **options: Any) -> tuple[list[dict[str, Any]], str]:
    """What the command says as JSON, and why it says that marking did not work."""
    out = StringIO()
    with pytest.raises(CommandError) as reason:
        call_command("mark", *files, lesson=lesson, json=True, stdout=out, **options)
    assert reason.value.returncode == 1
    return json.loads(out.getvalue()), str(reason.value)


def outcomes(told: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["outcome"] for each in told["exercises"]}


ANSWERS = [
    pytest.param(lessons.sent(**lessons.RIGHT), 4, {"double": "passed", "hello": "passed"}, id="right"),
    pytest.param(
        lessons.sent(double="def double(number):\n    return number"),
        0,
        {"double": "wrong", "hello": "not_started"},
        id="wrong",
    ),
    pytest.param(
        lessons.sent(double="def double(number):\n    return number + number + 0", hello=lessons.HELLO),
        2,
        {"double": "error", "hello": "passed"},
        id="partly right",
    ),
    pytest.param(
        lessons.sent(double=RAISES, hello=lessons.HELLO), 4, {"double": "passed", "hello": "passed"},
        id="an error after the answer",
    ),
    pytest.param(
        lessons.sent(double="def double(numbr):\n    return number * 2", hello="print('hello"),
        0, {"double": "error", "hello": "error"}, id="errors",
    ),
    pytest.param(
        lessons.sent(double=LOOP, hello=lessons.HELLO), 1, {"double": "too_slow", "hello": "passed"},
        id="an endless loop",
    ),
    pytest.param(b"not a notebook", 0, {"double": "unreadable", "hello": "unreadable"}, id="not JSON"),
    pytest.param(b"\xff\xfe\x00", 0, {"double": "unreadable", "hello": "unreadable"}, id="not text"),
    pytest.param(b"[1, 2]", 0, {"double": "unreadable", "hello": "unreadable"}, id="JSON, but no notebook"),
    pytest.param(b" " * 1_200_000, 0, {"double": "unreadable", "hello": "unreadable"}, id="too large"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "points", "expected"), ANSWERS)
def test_marking_works_whatever_the_answer(
    tmp_path: Path, marker: Path, body: bytes, points: float, expected: dict[str, str]
) -> None:
    lessons.lesson()
    (told,) = mark(write(tmp_path, "a.ipynb", body))
    assert (told["points"], told["max"]) == (points, 4)
    assert outcomes(told) == expected


@pytest.mark.django_db
def test_the_json_is_whole_and_nothing_is_stored(tmp_path: Path, marker: Path) -> None:
    lessons.lesson()
    file = write(tmp_path, "a.ipynb", lessons.sent(double="def double(number):\n    return number"))
    (told,) = mark(file)
    assert told.pop("seconds") > 0
    assert all(each.pop("seconds") >= 0 for each in told["exercises"])
    assert told == {
        "file": file,
        "lesson": "small-lesson",
        "mode": "sealed",
        "points": 0,
        "max": 4,
        "exercises": [
            {
                "id": "double", "points": 0, "max": 3, "outcome": "wrong",
                "message": lessons.WRONG_ANSWERS[0]["message"],
            },
            {
                "id": "hello", "points": 0, "max": 1, "outcome": "not_started",
                "message": "You have not started this one yet.",
            },
        ],
        "faults": [],
        "repairs": {},
    }  # fmt: skip
    assert not Submission.objects.exists()
    assert not Mark.objects.exists()


@pytest.mark.django_db
def test_repairs_are_told(tmp_path: Path, marker: Path) -> None:
    lessons.lesson()
    notebook = lessons.answered(**lessons.RIGHT)
    notebook["cells"] = [
        cell for cell in notebook["cells"] if cell["metadata"]["nbgrader"]["grade_id"] != "double--test-2"
    ]
    file = write(tmp_path, "a.ipynb", json.dumps(notebook).encode())
    assert mark(file)[0]["repairs"] == {"double--test-2": "missing"}
    out = StringIO()
    call_command("mark", file, lesson="small-lesson", stdout=out)
    assert "The cell double--test-2 was missing and was put back." in out.getvalue()


@pytest.mark.django_db
def test_several_files_come_in_the_order_given_and_one_that_fails_disturbs_none(
    tmp_path: Path, marker: Path
) -> None:
    lessons.lesson()
    slow = write(tmp_path, "slow.ipynb", lessons.sent(double=LOOP))
    right = write(tmp_path, "right.ipynb", lessons.sent(**lessons.RIGHT))
    missing, folder = str(tmp_path / "missing.ipynb"), str(tmp_path)
    told, why = refused(slow, missing, right, folder, right)
    assert [each["file"] for each in told] == [slow, missing, right, folder, right]
    assert [each.get("points") for each in told] == [0, None, 4, None, 4]
    assert told[1]["problem"] == f"{missing} cannot be read: No such file or directory."
    assert why.splitlines() == [
        "2 of 5 could not be marked.",
        f"{missing} cannot be read: No such file or directory.",
        f"{folder} cannot be read: Is a directory.",
    ]


@pytest.mark.django_db
def test_the_words_are_a_volunteers_and_the_childs(tmp_path: Path, marker: Path) -> None:
    lessons.lesson()
    file = write(tmp_path, "a.ipynb", lessons.sent(double="print(scroe)", hello=lessons.HELLO))
    out = StringIO()
    call_command("mark", file, lesson="small-lesson", stdout=out)
    head, double, child, hello = out.getvalue().rstrip().splitlines()
    assert head == f"{file}: 1 of 4 points in small-lesson"
    assert double == "  double    0 of 3  The code stopped with an error."
    assert child.strip().startswith("To the child: `NameError: scroe`: Python has not met `scroe`.")
    assert hello == "  hello     1 of 1  All checks passed."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lesson", "expected"),
    [
        pytest.param(
            "smal-lesson", "There is no lesson smal-lesson. Did you mean small-lesson?", id="misspelt"
        ),
        pytest.param("x", "There is no lesson x. There are: small-lesson, unreleased.", id="unknown"),
        pytest.param("unreleased", "The lesson unreleased has not been released: ", id="not released"),
    ],
)
def test_a_lesson_that_is_not_there(tmp_path: Path, marker: Path, lesson: str, expected: str) -> None:
    unreleased = lessons.lesson("unreleased")
    unreleased.versions.all().delete()
    lessons.lesson()
    told, why = refused(write(tmp_path, "a.ipynb", lessons.sent(**lessons.RIGHT)), lesson=lesson)
    assert why.splitlines()[1].startswith(expected)
    assert told[0]["problem"].startswith(expected)


def test_an_author_marks_what_lies_on_the_disk(tmp_path: Path, marker: Path) -> None:
    """No database: this test may use none."""
    written = exercises.folder(tmp_path)
    model = str(written / "source" / "small-lesson" / "small-lesson.ipynb")
    right = write(tmp_path, "right.ipynb", lessons.sent(**lessons.RIGHT))
    told = mark(model, right, exercises=written)
    assert [each["points"] for each in told] == [4, 4]
    told, why = refused(right, lesson="other-lesson", from_source=True, exercises=written)
    assert f"There is no lesson other-lesson in {written}." in why


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        pytest.param("teaching/small-lesson/lesson.toml", "exercises = [", "cannot be read", id="no TOML"),
        pytest.param(
            "teaching/small-lesson/lesson.toml", "", "lesson.toml and the notebook differ", id="not listed"
        ),
        pytest.param("source/small-lesson/small-lesson.ipynb", "{", "cannot be read", id="no JSON"),
    ],
)
def test_a_lesson_half_written_is_refused_in_a_sentence(
    tmp_path: Path, marker: Path, file: str, text: str, expected: str
) -> None:
    written = exercises.folder(tmp_path)
    (written / file).write_text(text)
    _, why = refused(write(tmp_path, "a.ipynb", lessons.sent()), exercises=written)
    assert expected in why


def test_without_a_marker_it_starts_a_runner_of_its_own_and_ends_it(tmp_path: Path, settings: Any) -> None:
    settings.CLUBS_MARKER_SOCKET = str(tmp_path / "nobody-listens.sock")
    written = exercises.folder(tmp_path)
    right = write(tmp_path, "right.ipynb", lessons.sent(**lessons.RIGHT))
    assert mark(right, exercises=written)[0]["points"] == 4
