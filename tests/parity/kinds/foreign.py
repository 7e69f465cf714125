"""Notebooks of other courses: AUTOTEST, old schemas, files, several notebooks, tests in the pupil's names."""

from ..cells import answer, check, code, hidden, setup, words
from ..kind import BROKEN, SOUND, Kind

AUTOTESTS = b"""python3:
    setup: "from hashlib import sha1"
    hash: 'sha1({{snippet}}.encode("utf-8")+b"{{salt}}").hexdigest()'
    dispatch: "type({{snippet}})"
    normalize: "str({{snippet}})"
    check: 'assert {{snippet}} == \"\"\"{{value}}\"\"\", \"\"\"{{message}}\"\"\"'
    success: "print('Success!')"
    templates:
        default:
            - {test: "type({{snippet}})", fail: "type of {{snippet}} is not correct"}
            - {test: "{{snippet}}", fail: "value of {{snippet}} is not correct"}
        float:
            - {test: "type({{snippet}})", fail: "type of {{snippet}} is not float"}
            - {test: "round({{snippet}}, 2)", fail: "value of {{snippet}} is not correct"}
        list:
            - {test: "type({{snippet}})", fail: "type of {{snippet}} is not list"}
            - {test: "len({{snippet}})", fail: "length of {{snippet}} is not correct"}
            - {test: "sorted(map(str, {{snippet}}))", fail: "values of {{snippet}} are not correct"}
            - {test: "{{snippet}}", fail: "order of elements of {{snippet}} is not correct"}
        str:
            - {test: "{{snippet}}.lower()", fail: "value of {{snippet}} is not correct"}
            - {test: "{{snippet}}", fail: "correct string value but incorrect case of letters"}
"""

AUTOTEST = Kind(
    "autotest",
    [
        answer(
            "grow",
            "def grow(n):\n    bigger = n + 1\n    return bigger\nname = 'Ada'\nodds = [1, 3]\nhalf = 0.5",
        ),
        check("grow_test", "### AUTOTEST grow(1); grow(-1)\n### AUTOTEST name", 2),
        check("more_test", "### HASHED AUTOTEST odds; half\nassert odds[0] == 1", 1),
        check("hidden_test", hidden("### HASHED AUTOTEST grow(10)"), 1),
    ],
    {
        "wrong": {"grow": "def grow(n):\n    return n\nname = 'Ada'\nodds = [3, 1]\nhalf = 0.6"},
        "partly-right": {"grow": "def grow(n):\n    return n + 1\nname = 'ada'\nodds = [1, 3]\nhalf = 0.501"},
        "other-types": {
            "grow": "def grow(n):\n    return n + 1.0\nname = 'Ada'\nodds = (1, 3)\nhalf = 1 / 2"
        },
    },
    (*SOUND, *BROKEN),
    files={"autotests.yml": AUTOTESTS},
    autotests=True,
)

FILES = Kind(
    "files-beside",
    [
        answer("read", "with open('birds.csv') as it:\n    birds = it.read().split()\ncount = len(birds)"),
        check("read_test", "assert birds[0] == 'robin'", 1),
        check("count_test", "with open('birds.csv') as it:\n    assert count == len(it.read().split())", 1),
    ],
    {
        "wrong": {"read": "birds = ['wren']\ncount = 1"},
        "no-such-file": {"read": "birds = open('brids.csv').read().split()"},
        "writes-too": {
            "read": "birds = open('birds.csv').read().split()\nopen('notes.txt', 'w').write('x')\ncount = 3",
        },
    },
    ("cells-added", "answer-deleted"),
    files={"birds.csv": b"robin\nwren\nowl\n"},
    compatible=True,
)  # fmt: skip

FIRST = Kind(
    "first",
    [answer("one", "one = 1"), check("one_test", "assert one == 1", 1)],
    {"wrong": {"one": "one = 2"}},
    ("answer-deleted",),
    assignment="two-notebooks",
)
SECOND = Kind(
    "second",
    [
        answer("one", "one = 'uno'"),
        check("one_test", "assert one == 'uno'", 2),
        check("more", "assert one", 1),
    ],
    {"wrong": {"one": "one = 'due'"}},
    ("answer-deleted",),
    assignment="two-notebooks",
)


OLD_CELLS = [
    setup("ready", "base = 2"),
    answer("power", "def power(n):\n    return base ** n"),
    check("power_1", "assert power(3) == 8", 1),
    check("power_2", "assert power(0) == 1", 2),
]
OLD_ANSWERS = {"wrong": {"power": "def power(n):\n    return base * n"}, "raises": {"power": "power = 3"}}
OLD = [
    Kind(f"schema-{version}", OLD_CELLS, OLD_ANSWERS, ("cells-added",), schema=version)
    for version in (0, 1, 2)
]

NAMES = Kind(
    "in-the-pupils-names",
    [
        words("# Tests that need the pupil's own names"),
        answer("bag", "bag = []\ndef put(thing):\n    bag.append(thing)\n    return len(bag)"),
        check("bag_test", "bag.clear()\nput('cup')\nassert bag == ['cup']", 1),
        check("makes_names", "lucky = 7\nassert put(lucky) == 2", 1),
        answer("uses", "def use():\n    return lucky + 1"),
        check("uses_test", "assert use() == 8", 1),
        check(
            "asks",
            "import builtins\nkept = builtins.input\nbuiltins.input = lambda prompt='': 'Sam'\n"
            "try:\n    assert ask() == 'Hello Sam'\nfinally:\n    builtins.input = kept",
            1,
        ),
        answer("ask_cell", "def ask():\n    return 'Hello ' + input('Who? ')"),
        check(
            "asks_again",
            "import builtins\nkept = builtins.input\nbuiltins.input = lambda prompt='': 'Sam'\n"
            "try:\n    assert ask() == 'Hello Sam'\nfinally:\n    builtins.input = kept",
            1,
        ),
        check("magic", "%time assert put is not None", 1),
        check("shell", "assert get_ipython().user_ns['bag'] is bag", 1),
        check("credit", "1.5 if use() == 8 else 0.5", 2),
        check("hushed", "0.5;", 2),
        check("less", "-3", 1),
    ],
    {
        "wrong": {"bag": "bag = []\ndef put(thing):\n    return 1", "uses": "def use():\n    return 8"},
        "half": {"bag": "bag = []\ndef put(thing):\n    bag.append(thing)\n    return len(bag)"},
        "misspelled": {"uses": "def use():\n    return lukcy + 1"},
    },
    (*SOUND, "answer-deleted", "test-deleted"),
    compatible=True,
)

CLASSES = Kind(
    "classes",
    [
        answer(
            "robot",
            "class Robot:\n    def __init__(self, name):\n        self.name = name\n        self.steps = 0\n"
            "    def walk(self, n=1):\n        self.steps += n\n        return self",
        ),
        check("robot_1", "robby = Robot('Robby')\nassert robby.name == 'Robby' and robby.steps == 0", 1),
        check("robot_2", "assert robby.walk().walk(3).steps == 4\nassert isinstance(robby, Robot)", 2),
        code("robby = 'mine'"),
        check("robot_3", "assert robby == 'mine'", 1),
    ],
    {
        "wrong": {"robot": "class Robot:\n    def __init__(self, name):\n        self.name = 'x'"},
        "half": {
            "robot": "class Robot:\n    def __init__(self, name):\n"
            "        self.name = name\n        self.steps = 0"
        },
    },
    (*SOUND, *BROKEN),
    compatible=True,
)

KINDS = [AUTOTEST, FILES, FIRST, SECOND, *OLD, NAMES, CLASSES]
