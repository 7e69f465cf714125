"""Points: part of a test's, none, and what is shown instead of a number."""

from ..cells import answer, check, hidden
from ..kind import BROKEN, SOUND, Kind

SCORE = """right = sum(double(n) == 2 * n for n in (1, 2, 'a', [1]))
right / 4 * 2"""

PARTIAL = Kind(
    "partial-credit",
    [
        answer("double", "def double(n):\n    answer = n * 2\n    return answer\n# done"),
        check("some", SCORE, 2),
        check("all_or_nothing", "assert double(4) == 8", 1),
        check("hidden_some", hidden("1.5 if double('x') == 'xx' else 0.5"), 1.5),
    ],
    {
        "numbers-only": {"double": "def double(n):\n    return n + n if type(n) is int else n"},
        "text-only": {"double": "def double(n):\n    return n + n if type(n) is str else n"},
        "wrong": {"double": "def double(n):\n    return 0"},
        "raises": {"double": "def double(n):\n    return n * 2 if type(n) is int else n.no"},
    },
    (*SOUND, *BROKEN),
)

SHOWN = {
    "nought": "0", "less_than_nought": "-1", "tiny": "1e-3", "all": "2", "all_as_float": "2.0",
    "truth": "True", "text_number": "'1'", "text": "'well done'", "none": "None", "one_in_a_list": "[1]",
    "not_a_number": "float('nan')", "hushed": "1;", "hushed_with_words": "1; # half", "printed": "print(1)",
    "assigned": "mark = 1", "fraction": "__import__('fractions').Fraction(1, 2)", "empty": "# nothing",
    "big_words": "1 if answer else 0  # one", "in_brackets": "(\n    0.5\n)", "complex": "1j",
}  # fmt: skip

EDGES = Kind(
    "partial-credit-edges",
    [answer("answer_cell", "answer = True"), *(check(name, source, 2) for name, source in SHOWN.items())],
    {"wrong": {"answer_cell": "answer = False"}},
    ("cells-added",),
)

TOO_LARGE = Kind(
    "partial-credit-too-large",
    [answer("bonus", "bonus = 5"), check("bonus_test", "bonus", 2), check("other", "assert bonus", 1)],
    {"fits": {"bonus": "bonus = 1"}, "just-fits": {"bonus": "bonus = 2"}, "nothing": {"bonus": "bonus = 0"}},
)

NOUGHT = Kind(
    "no-points",
    [
        answer("warm_up", "ready = True"),
        check("free", "assert ready", 0),
        answer("real", "value = 4\nother = 5"),
        check("paid", "assert value == 4", 1.5),
        check("free_too", "0 if other == 5 else 0", 0),
    ],
    {"wrong": {"warm_up": "ready = False", "real": "value = 3"}, "half": {"real": "value = 4"}},
    SOUND,
)

KINDS = [PARTIAL, EDGES, TOO_LARGE, NOUGHT]
