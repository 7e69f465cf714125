"""Python's errors in a child's words, from real errors of real code."""

import pytest

from curriculum.grading.checker.link import ErrorRecord
from curriculum.grading.checker.words import error_words
from curriculum.grading.runner.errors import error_record


def words(source: str) -> str:
    """What a child reads of the error that `source` raises."""
    names: dict = {}
    try:
        exec(compile(source, "cell", "exec"), names)
    except BaseException as error:
        return error_words(ErrorRecord(**error_record(error, {"cell": source}, names)))
    raise AssertionError("no error")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "score = 1\nprint(scroe)",
            "`NameError: scroe`: Python has not met `scroe`. Did you mean `score`? Look at line 2:",
            id="a name spelled wrong",
        ),
        pytest.param("Print('hi')", "Did you mean `print`?", id="a capital letter"),
        pytest.param("print(robot)", 'if it is text, put quotes around it: `"robot"`', id="quotes forgotten"),
        pytest.param("print('hi'", "A bracket was opened and never closed.", id="an open bracket"),
        pytest.param("print('hi)", "A quote was opened and never closed.", id="an open quote"),
        pytest.param("if True\n    pass", "A colon is missing.", id="no colon"),
        pytest.param("for i in range(3):\nprint(i)", "must begin with spaces", id="no indent"),
        pytest.param("x = 1\n  y = 2", "begins with more spaces than the one above", id="too much indent"),
        pytest.param("if x = 3:\n    pass", "use `==`", id="one equals sign"),
        pytest.param("print 'hi'", "print needs brackets", id="print without brackets"),
        pytest.param("print('a' 1)", "a comma, a `+` or a quote", id="a comma forgotten"),
        pytest.param("'age ' + 3", "Text and numbers cannot be added.", id="text plus number"),
        pytest.param("3 + 'age'", "Text and numbers cannot be added.", id="number plus text"),
        pytest.param("def f(a):\n    return a\nf()", "too little in its brackets", id="too few arguments"),
        pytest.param("def f():\n    pass\nf(1)", "too much in its brackets", id="too many arguments"),
        pytest.param("x = 3\nx()", "has brackets after it", id="a number called"),
        pytest.param("'3' > 2", "cannot be compared", id="text compared with a number"),
        pytest.param("int('seven')", "not a whole number", id="int of a word"),
        pytest.param("1 / 0", "shared out among zero", id="divided by zero"),
        pytest.param("[1][3]", "first place is 0", id="past the list's end"),
        pytest.param("{'a': 1}['b']", "The dictionary has no 'b'", id="no such key"),
        pytest.param("'hi'.uper()", "Did you mean `.upper`?", id="a method spelled wrong"),
        pytest.param("def f():\n    print(n)\n    n = 1\nf()", "before it has a value", id="used too early"),
        pytest.param("import trutle", "nothing of that name to import", id="no such module"),
        pytest.param("def f():\n    return f()\nf()", "calls itself again and again", id="recursion"),
        pytest.param("raise KeyError", "`KeyError`", id="an error without words"),
    ],
)
def test_errors_say_what_to_try(source, expected):
    assert expected in words(source)


@pytest.mark.parametrize("source", ["print(scroe)", "x = 1\nprint('a' + 1)", "if x\n  1"])
def test_the_line_is_told(source):
    line = next(at for at, text in enumerate(source.splitlines(), 1) if "print" in text or "if" in text)
    assert f"Look at line {line}: `" in words(source)


def test_no_message_speaks_of_errors_or_invalid_things():
    for source in ("print('hi'", "1 / 0", "int('x')", "nothing", "x = 3\nx()"):
        spoken = words(source).partition(": ")[2].lower()
        assert "error" not in spoken
        assert "invalid" not in spoken
