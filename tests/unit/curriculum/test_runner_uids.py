"""Runners on one machine take users of their own, and give them back."""

import pytest

from curriculum.grading.runner import uids
from hub_config.launcher import homes


def test_no_two_runners_share_a_user() -> None:
    one, other = uids.take_block(), uids.take_block()
    try:
        assert not set(one.ids) & set(other.ids)
    finally:
        one.holder.close()
        other.holder.close()


def test_a_block_is_free_again_when_its_runner_is_gone() -> None:
    one = uids.take_block()
    one.holder.close()
    again = uids.take_block()
    again.holder.close()
    assert again.ids == one.ids


def test_no_user_is_a_learners() -> None:
    assert max(uids.UIDS) < homes.FIRST_UID


def test_too_many_runners_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uids, "UIDS", range(205_000, 205_001))
    with pytest.raises(uids.NoUidsLeft):
        uids.take_block()
