"""Python's errors told in a child's words: what line, what Python meant, what to try."""

import re
from collections.abc import Callable

from curriculum.grading.checker.link import ErrorRecord

OUR_OWN = ("TurtleHint", "UnknownColour", "SheetFull", "CellStopped")
"""Errors of the lesson kit: their messages are for children already."""


def error_words(error: ErrorRecord) -> str:
    """Give the sentences for one error."""
    if error.kind in OUR_OWN:
        return f"{error.message}{_where(error)}"
    explain = _EXPLAIN.get(error.kind, _other)
    headline = f"{error.kind}: {error.name}" if error.name and error.kind == "NameError" else error.kind
    return f"`{headline}`: {explain(error)}{_where(error)}"


def _where(error: ErrorRecord) -> str:
    if error.line is None:
        return ""
    return f" Look at line {error.line}: `{error.text}`" if error.text else f" Look at line {error.line}."


def _name_error(error: ErrorRecord) -> str:
    if error.near:
        return f"Python has not met `{error.name}`. Did you mean `{error.near}`?"
    return (
        f"Python has not met `{error.name}`. Make it first, with `{error.name} = …`; "
        f'or if it is text, put quotes around it: `"{error.name}"`.'
    )


def _unbound(error: ErrorRecord) -> str:
    return f"`{error.name or 'A name'}` is used here before it has a value. Give it a value in a line above."


def _attribute_error(error: ErrorRecord) -> str:
    if error.near and error.name:
        return f"There is no `.{error.name}` here. Did you mean `.{error.near}`?"
    if "'NoneType'" in error.message:
        return "Something here is None: a function gave nothing back. Does it have a `return`?"
    return f"There is no `.{error.name}` here. Check how the word after the dot is spelled."


def _syntax_error(error: ErrorRecord) -> str:
    for pattern, words in _SYNTAX:
        if re.search(pattern, error.message):
            return words
    return "Python could not read this. Check brackets, quotes, colons and spelling, here and one line above."


_SYNTAX = [
    (r"was never closed", "A bracket was opened and never closed. Count ( and ), [ and ]."),
    (r"unmatched|does not match", "There is a closing bracket too many, or of the wrong kind."),
    (
        r"unterminated.*string|EOL while",
        "A quote was opened and never closed. Text needs a quote at both ends.",
    ),
    (r"expected ':'", "A colon is missing. Lines with if, for, while and def end with `:`."),
    (
        r"Maybe you meant '=='",
        "One `=` gives a value to a name. To ask whether two things are equal, use `==`.",
    ),
    (r"[Mm]issing parentheses", "print needs brackets: `print(...)`."),
    (
        r"Perhaps you forgot a comma",
        "Something is missing between two things here: a comma, a `+` or a quote.",
    ),
    (r"cannot assign|not a valid target", "Only a name can stand on the left of `=`."),
    (r"invalid character", "There is a sign Python does not know, such as a curly quote. Type it again."),
    (r"expected an indented block", "The line after a colon must begin with spaces. Press Tab at its start."),
    (r"unexpected indent", "This line begins with more spaces than the one above. Take them out."),
    (
        r"unindent does not match|inconsistent",
        "This line's spaces do not match the lines above. Line them up.",
    ),
    (r"'return' outside", "`return` belongs inside a function. Give the line spaces at its start."),
]


def _indentation_error(error: ErrorRecord) -> str:
    return _syntax_error(error)


def _type_error(error: ErrorRecord) -> str:
    for pattern, words in _TYPE:
        if re.search(pattern, error.message):
            return words
    return f"Two things here do not go together. Python says: {error.message}."


_TYPE = [
    (r"not supported between", "Text and numbers cannot be compared. int(...) turns text into a number."),
    (r"can only concatenate str|must be str|operand.*'(int|float)' and 'str'|'str' and '(int|float)'",
     "Text and numbers cannot be added. str(...) makes text of a number, int(...) a number of text."),
    (r"missing \d+ required", "A function was called with too little in its brackets."),
    (r"takes .* arguments? but|takes no arguments", "A function was called with too much in its brackets."),
    (r"object is not callable", "Something that is no function has brackets after it, as if it were one."),
    (r"NoneType", "Something here is None: a function gave nothing back. Does it have a `return`?"),
    (r"object is not iterable", "A for loop needs a list, a text or range(...) to go through."),
    (r"indices must be", "Inside [ ] goes a whole number: the place in the list."),
]  # fmt: skip


def _value_error(error: ErrorRecord) -> str:
    if "int()" in error.message:
        return "int(...) was given text that is not a whole number."
    if "float" in error.message:
        return "float(...) was given text that is not a number."
    return f"A value here cannot be used. Python says: {error.message}."


def _other(error: ErrorRecord) -> str:
    return f"Python stopped here. It says: {error.message}." if error.message else "Python stopped here."


_EXPLAIN: dict[str, Callable[[ErrorRecord], str]] = {
    "NameError": _name_error,
    "UnboundLocalError": _unbound,
    "AttributeError": _attribute_error,
    "SyntaxError": _syntax_error,
    "IndentationError": _indentation_error,
    "TabError": _indentation_error,
    "TypeError": _type_error,
    "ValueError": _value_error,
    "ZeroDivisionError": lambda _: "Nothing can be shared out among zero. Check what you divide by.",
    "IndexError": lambda _: (
        "The list is shorter than that. Its first place is 0, its last is one less than its length."
    ),
    "KeyError": lambda error: f"The dictionary has no {error.message}. Check how it is spelled.",
    "RecursionError": lambda _: "A function calls itself again and again and never ends.",
    "ModuleNotFoundError": lambda _: "There is nothing of that name to import. Check how it is spelled.",
    "ImportError": lambda _: "That cannot be imported from there. Check how it is spelled.",
    "FileNotFoundError": lambda _: "There is no file of that name here.",
    "AssertionError": lambda error: error.message or "A check in your own code did not hold.",
}
