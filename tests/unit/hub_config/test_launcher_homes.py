"""Uids and homes: one a learner, the same for ever."""

import json
import os
from pathlib import Path

import pytest

from hub_config.launcher import homes
from hub_config.launcher.homes import FIRST_UID, Homes, NoUidLeft

ANNA, BORIS = "annaaaaaaaaaaaa1", "borisbbbbbbbbbb2"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "homes"


def opened(folder: Path) -> Homes:
    return Homes(folder, folder.parent / "uids.json")


def test_learners_get_uids_of_their_own(folder: Path) -> None:
    both = opened(folder)
    assert [both.uid_of(learner) for learner in (ANNA, BORIS, ANNA)] == [FIRST_UID, FIRST_UID + 1, FIRST_UID]


def test_uids_outlive_the_launcher(folder: Path) -> None:
    opened(folder).uid_of(ANNA)
    later = opened(folder)
    assert [later.uid_of(learner) for learner in (BORIS, ANNA)] == [FIRST_UID + 1, FIRST_UID]


def test_uid_of_a_learner_who_left_is_not_given_again(folder: Path) -> None:
    both = opened(folder)
    both.home_of(ANNA)
    both.home_of(BORIS).rmdir()
    both.uid_of(BORIS)
    assert opened(folder).uid_of("cleoooooooooooo3") == FIRST_UID + 2


@pytest.mark.skipif(os.geteuid() != 0, reason="as an ordinary user all homes are that user's")
def test_lost_table_gives_no_uid_away_twice(folder: Path) -> None:
    opened(folder).home_of(ANNA)
    (folder.parent / "uids.json").unlink()
    assert opened(folder).uid_of(BORIS) == FIRST_UID + 1


def test_table_is_never_half_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = opened(folder)
    both.uid_of(ANNA)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(homes.json, "dump", fail)
    with pytest.raises(OSError, match="disk full"):
        both.uid_of(BORIS)
    assert json.loads((folder.parent / "uids.json").read_text()) == {ANNA: FIRST_UID}


@pytest.mark.parametrize("mode_before", [None, 0o755], ids=["new", "opened by the learner"])
def test_home_is_private(folder: Path, mode_before: int | None) -> None:
    home = opened(folder).home_of(ANNA)
    if mode_before is not None:
        home.chmod(mode_before)
        opened(folder).home_of(ANNA)
    assert home.stat().st_mode & 0o777 == 0o700
    assert home.stat().st_uid == (FIRST_UID if os.geteuid() == 0 else os.geteuid())


def test_range_that_is_used_up_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "LAST_UID", FIRST_UID)
    both = opened(folder)
    both.uid_of(ANNA)
    with pytest.raises(NoUidLeft):
        both.uid_of(BORIS)
