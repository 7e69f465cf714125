"""What a cell prints is kept, first and last, never without bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.grading.runner import printed
from curriculum.grading.runner.printed import Printed, TooMuchOutput


def written(*parts: str) -> str:
    stream = Printed()
    for part in parts:
        stream.write(part)
    return stream.text()


@given(st.lists(st.text(max_size=30), max_size=20))
def test_what_is_short_is_kept_whole(parts):
    assert written(*parts) == "".join(parts)


@given(st.lists(st.text("ab\n", max_size=40), max_size=30))
def test_first_and_last_are_kept_of_what_is_long(parts):
    before = printed.FIRST_CHARACTERS, printed.LAST_CHARACTERS
    printed.FIRST_CHARACTERS, printed.LAST_CHARACTERS = 20, 10
    try:
        kept, whole = written(*parts), "".join(parts)
    finally:
        printed.FIRST_CHARACTERS, printed.LAST_CHARACTERS = before
    assert kept.startswith(whole[:20])
    assert len(kept) <= 20 + 10 + len(printed.LEFT_OUT) or kept == whole
    if whole[20:]:
        assert kept.endswith(whole[20:][-10:])


def test_a_flood_is_ended():
    stream = Printed()
    for _ in range(printed.MOST_CHARACTERS // 10_000):
        stream.write("x" * 10_000)
    with pytest.raises(TooMuchOutput):
        stream.write("x")
    assert len(stream.text()) < 130_000


def test_only_text_is_written():
    with pytest.raises(TypeError):
        Printed().write(3)
