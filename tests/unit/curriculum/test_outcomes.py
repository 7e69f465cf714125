"""Each outcome has its sentences, and they are shown: to the child, and on the board to volunteers."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from curriculum.grading.marking_report import REPAIRS
from curriculum.grading.models import Mark, Submission
from curriculum.grading.outcomes import FOR_CHILD, FOR_VOLUNTEER, Outcome
from tests.unit.exercises.test_words import LONGEST_SENTENCE, OFFICE_WORDS, sentences
from website.screens.templatetags.board_words import OUTCOME_WORDS

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
    mark = Mark(outcome=outcome, submission=Submission(stored_at=timezone.now()))
    shown = render_to_string("screens/_board_try.html", {"mark": mark}).replace("&#x27;", "'")
    assert FOR_VOLUNTEER[outcome] in shown
    assert OUTCOME_WORDS[outcome].lower() in shown.lower()


def test_the_command_line_has_words_for_each_repair() -> None:
    made = set(re.findall(r'repairs(?:\[[^\]]+\] = |\.setdefault\([^,]+, )"(\w+)"', SANITISE.read_text()))
    assert made | {"split", "copied"} == set(REPAIRS)


@pytest.mark.parametrize("word", [*Outcome, *REPAIRS])
def test_the_commands_reference_lists_it(word: str) -> None:
    assert f"`{word}`" in (ROOT / "docs" / "reference" / "mark-command.md").read_text()
