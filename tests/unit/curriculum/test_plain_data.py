"""What may cross between pupils' code and the checker, and what may not."""

import json
import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.grading import plain_data
from curriculum.grading.plain_data import NotPlain, decode, encode

single = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=9),
    st.binary(max_size=9),
)  # fmt: skip
hashable = st.recursive(
    single, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=5
)
plain = st.recursive(
    single,
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner) | st.sets(hashable, max_size=3)
    | st.dictionaries(hashable, inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def same_kind(one: object, other: object) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same_kind, one, other))
    return one == other


@given(plain)
def test_plain_data_arrives_as_it_left(value):
    assert same_kind(decode(json.loads(json.dumps(encode(value)))), value)


def test_a_float_that_is_no_number_arrives_too():
    assert math.isnan(decode(encode(math.nan)))


tags = st.sampled_from(["list", "set", "dict", "int", "float", "bytes", "function", "other"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    | st.tuples(tags, inner).map(list),
    max_leaves=15,
)  # fmt: skip


@given(json_values)
def test_whatever_arrives_is_plain_data_or_refused(encoded):
    with suppress(NotPlain):
        decode(encoded, lambda foreign: foreign)


class Liar(list):
    """A list that says something else to whoever asks."""

    def __iter__(self):
        raise AssertionError("asked")

    def __len__(self):
        return 10**9

    def __eq__(self, other):
        return True

    __hash__ = None


class LyingNumber(int):
    def __index__(self):
        return 42

    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        pytest.param(Liar([1, 2]), [1, 2], id="a list that lies"),
        pytest.param(LyingNumber(7), 7, id="a number that lies"),
    ],
)
def test_what_lies_about_itself_arrives_as_what_it_is(value, arrives):
    assert decode(encode(value)) == arrives


def deep(levels: int) -> list:
    value: list = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(object(), id="an object"),
        pytest.param(deep(100), id="too deep"),
        pytest.param([0] * (plain_data.MOST_ITEMS + 1), id="too many"),
        pytest.param("x" * (plain_data.LONGEST_TEXT + 1), id="too long a text"),
        pytest.param(1 << (5 * plain_data.LONGEST_NUMBER), id="too long a number"),
        pytest.param(lambda: None, id="a function nobody keeps"),
    ],
)
def test_what_is_not_plain_crosses_as_its_kind_alone(value):
    assert encode(value) == ["other", type(value).__name__]


def test_a_list_that_holds_itself_does_not_cross():
    circle: list = []
    circle.append(circle)
    assert encode(circle) == ["other", "list"]


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param({}, id="an object"),
        pytest.param([], id="no tag"),
        pytest.param([["list"]], id="a tag that is a list"),
        pytest.param(["list"], id="no items"),
        pytest.param(["set", [["list", []]]], id="an unhashable member"),
        pytest.param(["dict", [[1]]], id="half a pair"),
        pytest.param(["int", "9" * 5_000], id="too long a number"),
        pytest.param(["float", "1e5"], id="a float in disguise"),
        pytest.param(["function", "0", "f"], id="a handle that is text"),
        pytest.param(["other", "x" * 500], id="too long a name"),
        pytest.param(["exec", "1"], id="an unknown tag"),
    ],
)
def test_what_encode_cannot_have_sent_is_refused(encoded):
    with pytest.raises(NotPlain):
        decode(encoded, lambda foreign: None)
