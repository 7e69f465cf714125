"""The threat model names a test for each defence, and each test is there."""

import re

import pytest

from tests.hostile.probing import REPOSITORY

MODEL = (REPOSITORY / "docs/threat-model.md").read_text()
DEFENCES = [
    row.split("|")[1:4]
    for row in MODEL.partition("## Defences")[2].partition("## What is left")[0].splitlines()
    if row.startswith("| ") and not row.startswith("| against")
]


@pytest.mark.parametrize(("against", "_defence", "proof"), DEFENCES, ids=[row[0].strip() for row in DEFENCES])
def test_a_defence_is_proved_by_a_test_that_exists(against: str, _defence: str, proof: str) -> None:
    named = re.findall(r"`(tests/[^`]+)`", proof)
    assert named, against
    assert not [path for path in named if not (REPOSITORY / path).is_file()]


def test_it_lists_them_all() -> None:
    assert len(DEFENCES) > 10
