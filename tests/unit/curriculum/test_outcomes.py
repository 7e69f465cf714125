"""Each outcome has its sentences, and they are shown: to the child, and on the board to volunteers."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from clubs.people.models import Child
from curriculum.courses.models import Lesson
from curriculum.grading.marking_report import REPAIRS
from curriculum.grading.models import Mark
from curriculum.grading.outcomes import FOR_CHILD, FOR_VOLUNTEER, Outcome
from curriculum.progress.board import BoardRow
from curriculum.progress.standing import Standing
from tests.unit.exercises.test_words import LONGEST_SENTENCE, OFFICE_WORDS, sentences

ROOT = Path(__file__).resolve().parents[3]
ROOM_WORDS = ROOT / "hub_config" / "lesson_room" / "src" / "result_words.ts"
SANITISE = ROOT / "curriculum" / "grading" / "sanitise.py"


@pytest.mark.parametrize("outcome", Outcome)
def test_the_childs_sentence_is_short_and_kind(outcome: Outcome) -> None:
    for words in sentences(FOR_CHILD[outcome]):
        assert len(words) <= LONGEST_SENTENCE
        assert not {word.lower() for word in words} & OFFICE_WORDS


def test_each_has_a_sentence_of_its_own() -> None:
    assert set(FOR_CHILD) == set(FOR_VOLUNTEER) == set(Outcome)
    assert len(set(FOR_CHILD.values())) == len(set(FOR_VOLUNTEER.values())) == len(Outcome)


def test_the_room_has_a_title_for_each() -> None:
    known = re.findall(r"^  (\w+): \{ tone:", ROOM_WORDS.read_text(), re.MULTILINE)
    assert sorted(known) == sorted(Outcome)


@pytest.mark.parametrize("outcome", Outcome)
def test_the_board_says_it_to_volunteers(outcome: Outcome) -> None:
    row = BoardRow(
        Child(first_name="Ada", last_name="North"), "Ada", arrived=True, left=False,
        standing=Standing(Lesson(title="Potion machine"), []), last=Mark(outcome=outcome), tries_in_a_row=2,
    )  # fmt: skip
    shown = render_to_string(
        "screens/_board_tiles.html", {"rows": [row], "here": 1, "read_at": timezone.now()}
    )
    assert f"Last check: {FOR_VOLUNTEER[outcome]} 2 tries." in shown.replace("&#x27;", "'")


def test_the_command_line_has_words_for_each_repair() -> None:
    made = set(re.findall(r'repairs(?:\[[^\]]+\] = |\.setdefault\([^,]+, )"(\w+)"', SANITISE.read_text()))
    assert made | {"split", "copied"} == set(REPAIRS)


@pytest.mark.parametrize("word", [*Outcome, *REPAIRS])
def test_the_commands_reference_lists_it(word: str) -> None:
    assert f"`{word}`" in (ROOT / "docs" / "reference" / "mark-command.md").read_text()
