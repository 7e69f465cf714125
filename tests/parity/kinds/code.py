"""Answers in code: what they return, keep, print and ask; and how tests may be written."""

from ..cells import answer, check, hidden, setup, words
from ..kind import BROKEN, COPIES, SOUND, Kind

FUNCTIONS = Kind(
    "functions",
    [
        words("# Squares and more\n\nWrite two functions."),
        answer("square", "    total = n * n\n    return total", before="def square(n):\n"),
        check("test_square", "assert square(3) == 9\nassert square(-2) == 4", 1),
        check("test_square_hidden", hidden("assert square(0.5) == 0.25"), 2),
        answer("middle", "word = 'badger'\ndef middle(text):\n    return text[1:-1]"),
        check("test_middle", "assert middle('hello') == 'ell'\nassert middle([1, 2, 3]) == [2]", 1),
    ],
    {
        "half": {"square": "def square(n):\n    return n * n"},
        "partly-right": {
            "square": "def square(n):\n    return int(n * n)",
            "middle": "def middle(text):\n    return text[1:-1]",
        },
        "wrong": {
            "square": "def square(n):\n    return n + n",
            "middle": "def middle(text):\n    return text",
        },
        "prints-instead": {"square": "def square(n):\n    print(n * n)"},
        "misspelled": {"square": "def sqare(n):\n    return n * n"},
        "unreadable-code": {"square": "def square(n)\n    return n * n"},
        "raises": {"square": "def square(n):\n    return n * m"},
        "stops-halfway": {"square": "def square(n):\n    return n * n\nprint(nothing_here)"},
    },
    (*SOUND, *BROKEN, *COPIES),
)  # fmt: skip

VARIABLES = Kind(
    "variables",
    [
        setup("setup", "start = 10"),
        answer("names", "name = 'Ada'\nage = start + 2\npets = ['cat', 'dog']"),
        check("names_1", "assert name == 'Ada'\nassert isinstance(age, int) and age == 12", 1),
        check("names_2", "assert sorted(pets) == ['cat', 'dog']\nassert len(pets) == 2", 1),
        answer("shelf", "shelf = {'books': 3, 'mugs': (1, 2)}\nseen = {1, 2}"),
        check("shelf_1", "assert shelf['books'] == 3 and shelf['mugs'] == (1, 2)\nassert 2 in seen", 2),
    ],
    {
        "wrong": {
            "names": "name = 'ada'\nage = '12'\npets = 'cat, dog'",
            "shelf": "shelf = {}\nseen = set()",
        },
        "partly-right": {"names": "name = 'Ada'\nage = 12\npets = ['dog']"},
        "one-missing": {"names": "name = 'Ada'"},
        "floats": {"names": "name = 'Ada'\nage = 12.0\npets = ['cat', 'dog']"},
    },
    (*SOUND, *BROKEN, "setup-deleted"),
)

PRINTED = Kind(
    "printed",
    [
        setup("setup", "import lesson_kit"),
        answer("greet", "print('Hello')\nprint('World')"),
        check(
            "greet--test-1",
            "from lesson_kit import testing\nassert testing.printed() == 'Hello\\nWorld\\n', 'Say both.'",
            1,
        ),
        check("greet--test-2", "assert 'World' in testing.source()", 1),
        answer("count", "for n in range(3):\n    print(n)"),
        check(
            "count--test-1",
            "from lesson_kit import testing\nassert testing.printed_lines() == list('012')",
            1,
        ),
        check("count--test-2", "assert testing.loops() == 1 and testing.calls('print') == 1", 1),
    ],
    {
        "wrong": {"greet": "print('hello')", "count": "print(0, 1, 2)"},
        "partly-right": {"greet": "print('Hello World')", "count": "print(0)\nprint(1)\nprint(2)"},
        "shows-a-value": {"greet": "print('Hello')\nprint('World')\n'a value'"},
        "no-new-line": {"greet": "print('Hello', 'World', sep='\\n', end='')"},
    },
    ("retyped", "cells-added", *BROKEN, *COPIES),
)

ASKED = Kind(
    "asked",
    [
        setup("setup", "import lesson_kit"),
        answer("hello", "name = input('Who? ')\nprint(f'Hello {name}!')"),
        check(
            "hello--test-1",
            "from lesson_kit import testing\nassert 'Hello Sam!' in testing.run_with_input(['Sam'])",
            1,
        ),
        check("hello--test-2", hidden("assert 'Hello Zoe!' in testing.run_with_input(['Zoe'])"), 2),
    ],
    {
        "wrong": {"hello": "print('Hello Sam!')"},
        "asks-twice": {"hello": "name = input()\nagain = input()\nprint(f'Hello {name}!')"},
        "forgets": {"hello": "name = input()"},
    },
    ("retyped", "cells-added", *BROKEN),
)

LATER = Kind(
    "later-cells",
    [
        answer("first", "def first(items):\n    return items[0]"),
        check("t1", "assert first([4, 5]) == 4", 1),
        setup("helper", "def pair(items):\n    return first(items), items[-1]"),
        answer("second", "def both(items):\n    one, other = pair(items)\n    return one + other"),
        check("t2", "assert both([1, 2, 3]) == 4", 1),
        check("t3", "assert pair([7, 8]) == (7, 8)", 1),
    ],
    {
        "wrong": {"first": "def first(items):\n    return items"},
        "second-only": {"second": "def both(items):\n    return items[0] + items[-1]"},
        "stopped-in-between": {"first": "def first(items):\n    return items[0]\nraise ValueError('oh')"},
    },
    ("cells-added", "answer-deleted", "test-deleted", "setup-deleted"),
)

TOOLS = Kind(
    "notebook-tools",
    [
        answer("sums", "%time total = sum(range(10))"),
        check("t1", "assert total == 45", 1),
        answer("quiet", "%%capture kept\nprint('hush')\nloud = 1"),
        check("t2", "assert loud == 1", 1),
        answer("waits", "import asyncio\nawait asyncio.sleep(0)\nwaited = True"),
        check("t3", "assert waited", 1),
    ],
    {
        "wrong": {"sums": "%nosuchmagic 3\ntotal = 45", "quiet": "%%nosuchmagic\nloud = 1"},
        "displays": {
            "sums": "from IPython.display import display, HTML\ndisplay(HTML('<b>45</b>'))\ntotal = 45"
        },
        "looks-it-up": {"sums": "total = 45\nsum?"},
    },
    ("cells-added",),
)

WARNINGS = Kind(
    "warnings",
    [
        answer("careful", "def careful(n):\n    return n"),
        check("t1", "assert careful(1) == 1", 1),
        answer("plain", "value = 1"),
        check("t2", "assert value == 1", 1),
    ],
    {
        "warns-in-its-cell": {
            "careful": "import warnings\nwarnings.warn('mind')\ndef careful(n):\n    return n",
        },
        "warns-when-called": {
            "careful": "import warnings\ndef careful(n):\n    warnings.warn('mind')\n    return n",
            "plain": "value = 1",
        },
        "writes-to-stderr": {
            "careful": "import sys\ndef careful(n):\n    print('mind', file=sys.stderr)\n    return n",
        },
        "escapes-oddly": {"plain": "text = '\\d'\nvalue = 1"},
    },
)  # fmt: skip

NO_ANSWERS = Kind(
    "no-answer-cells",
    [
        words("Make a list called `things` in a cell of your own, above the test."),
        check("things_test", "assert things == [1, 2]", 2),
    ],
    {},
    ("test-edited", "test-copied"),
)

TAKEN_OVER = Kind(
    "taken-over",
    [
        answer("numbers", "numbers = [3, 1]"),
        check("t1", "assert list(reversed(numbers)) == [1, 3]", 1),
        answer("leave", "left = True"),
        check("t2", "assert left", 1),
        answer("more", "more = 1"),
        check("t3", "assert more == 1", 1),
    ],
    {
        "names-of-python": {
            "numbers": "list = 3\nnumbers = [3, 1]",
            "leave": "left = True",
            "more": "more = 1",
        },
        "leaves": {"numbers": "numbers = [3, 1]", "leave": "left = True\nexit()", "more": "more = 1"},
        "falls-out": {"numbers": "import os\nos._exit(1)", "leave": "left = True", "more": "more = 1"},
    },
)

KINDS = [FUNCTIONS, VARIABLES, PRINTED, ASKED, LATER, TOOLS, WARNINGS, NO_ANSWERS, TAKEN_OVER]
