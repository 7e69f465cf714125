"""Python's errors told in a child's words: what line, what Python meant, what to try.

The patterns serve the words of Python 3.12 and of those after it.
"""

import re
from collections.abc import Callable

from curriculum.grading.checker.link import ErrorRecord
from curriculum.grading.checker.sayings import Saying, first_saying
from curriculum.grading.checker.syntax_words import syntax_words

OUR_OWN = ("TurtleHint", "UnknownColour", "SheetFull", "CellStopped")
"""Errors of the lesson kit: their messages are for children already."""

MODULES = frozenset(
    {"collections", "datetime", "itertools", "json", "math", "random", "string", "time", "turtle"}
)
"""What a child may use and forget to import."""


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
    if error.name in MODULES:
        return f"Python has not met `{error.name}`. Write `import {error.name}` in a line above."
    if error.near:
        return f"Python has not met `{error.name}`. Did you mean `{error.near}`?"
    return (
        f"Python has not met `{error.name}`. Make it first, with `{error.name} = …`; "
        f'or if it is text, put quotes around it: `"{error.name}"`.'
    )


def _unbound(error: ErrorRecord) -> str:
    found = re.search(r"variable '(\w+)'", error.message)
    name = f"`{found.group(1)}`" if found else "A name"
    return f"{name} has no value yet in this function. Give it one first, or hand it over in the brackets."


_NONE = "Something here is None: a function gave nothing back. Does it have a `return`?"


def _attribute_error(error: ErrorRecord) -> str:
    known = first_saying(_ATTRIBUTE, error.message)
    if known:
        return known
    if error.near and error.name:
        return f"There is no `.{error.name}` here. Did you mean `.{error.near}`?"
    return f"There is no `.{error.name}` here. Check how the word after the dot is spelled."


_ATTRIBUTE: list[Saying] = [
    (r"'NoneType'", _NONE),
    (r"no attribute '(length|size|len)'",
     "There is no `.{0}` here. For how long something is, use `len(...)`."),
    (r"'list' object has no attribute '(add|push)'", "A list has no `.{0}`. Use `.append(...)`."),
    (r"'list' object has no attribute '(contains|includes|has)'", "A list has no `.{0}`. Use `in` to ask."),
    (r"'str' object has no attribute '(append|add|push)'",
     "A text has no `.{0}`. Join texts with `+`. Or did you mean a list?"),
    (r"'(?:int|float)' object has no attribute '(\w+)'", "This is a number, and a number has no `.{0}`."),
]  # fmt: skip


def _type_error(error: ErrorRecord) -> str:
    return first_saying(_TYPE, error.message) or (
        f"Two things here do not go together. Python says: {error.message}."
    )


_NUMBER = r"(?:int|float|bool)"
_TYPE: list[Saying] = [
    (r"object is not callable", "Something that is no function has brackets after it, as if it were one."),
    (r"'NoneType'|NoneType found", _NONE),
    (rf"not supported between instances of '(?:str' and '{_NUMBER}|{_NUMBER}' and 'str)'",
     "Text and numbers cannot be compared. int(...) turns text into a number."),
    (r"not supported between", "These two things cannot be compared. Are they of the same kind?"),
    (r"can only concatenate list",
     "A list can be joined with a list only. To put one thing in, use `.append(...)`."),
    (r"can only concatenate tuple", "A tuple can be joined with a tuple only."),
    (rf"can only concatenate str|for \+=?: '(?:{_NUMBER}' and 'str|str' and '{_NUMBER})'",
     "Text and numbers cannot be added. str(...) makes text of a number, int(...) a number of text."),
    (r"operand.*'str'|bad operand type|__round__|not all arguments converted|multiply sequence",
     "You cannot calculate with text like this. int(...) turns text into a number."),
    (r"^\w+\.\w+\(\) takes 0 positional arguments but 1 was given",
     "A function inside a class needs `self` first in its brackets."),
    (r"missing \d+ required \S+ arguments?: (?:'(\w+)'$)",
     "A function was called with too little in its brackets: `{0}` is missing."),
    (r"missing \d+ required|expected at least|takes at least|takes exactly|expected \d+ arguments?, got 0",
     "A function was called with too little in its brackets."),
    (r"takes .* arguments? (?:but|\()|takes no arguments|expected at most|takes no keyword",
     "A function was called with too much in its brackets."),
    (r"expected \d+ arguments?, got", "The number of things in the brackets is not right."),
    (r"unexpected keyword argument '(\w+)'. Did you mean '(\w+)'",
     "The function has no `{0}=` in its brackets. Did you mean `{1}=`?"),
    (r"unexpected keyword argument '(\w+)'",
     "The function has no `{0}=` in its brackets. Check its spelling."),
    (r"cannot unpack non-iterable", "There is one thing on the right, and more than one name on the left."),
    (r"argument of type .* is not", "`in` looks into a list or a text. There is something else here."),
    (r"object is not iterable", "A for loop needs a list, a text or range(...) to go through."),
    (r"'(?:function|method|builtin_function_or_method|type)' object is not subscriptable",
     "To call a function, use round brackets: `( )`."),
    (r"object is not subscriptable", "`[ ]` picks from a list or a text. There is something else before it."),
    (r"indices must be", "Inside [ ] goes a whole number: the place in the list."),
    (r"'str' object does not support item", "A letter in a text cannot be changed. Make a new text instead."),
    (r"'tuple' object does not support item", "A tuple cannot be changed. Use a list, with `[ ]`."),
    (r"does not support item", "Only a list or a dictionary can be changed with `[ ]`."),
    (r"cannot be interpreted as an integer|slice indices",
     "A whole number is needed here. int(...) makes one."),
    (r"has no len\(\)", "Only a text, a list or the like has a length. This has none."),
    (r"unhashable type: '(\w+)'",
     "A {0} can change, so it cannot be a key. Use a text, a number or a tuple."),
    (r"sequence item \d+: expected str", "`join` takes texts only. str(...) makes text of a number."),
]  # fmt: skip


def _value_error(error: ErrorRecord) -> str:
    return first_saying(_VALUE, error.message) or (
        f"A value here cannot be used. Python says: {error.message}."
    )


_VALUE: list[Saying] = [
    (r"int\(\).*: ''", "int(...) was given an empty text. It needs a whole number."),
    (r"int\(\).*: ('[+-]?\d+\.\d+')", "int(...) needs a whole number, not {0}. float(...) can read it."),
    (r"int\(\).*: ('.*')", "int(...) was given {0}, and that is not a whole number."),
    (r"int\(\)", "int(...) was given text that is not a whole number."),
    (r"to float: ('.*')", "float(...) was given {0}, and that is not a number."),
    (r"too many values to unpack", "There are more values on the right than names on the left."),
    (r"not enough values to unpack", "There are more names on the left than values on the right."),
    (r"not in list|not in tuple", "That is not in there. Ask with `in` first."),
    (r"substring not found", "That is not in the text. Ask with `in` first."),
    (r"is empty|empty sequence", "There is nothing in there to choose from."),
    (r"empty range", "There is no number between those two. Is the smaller one first?"),
    (r"math domain|nonnegative", "This sum has no answer with such a number, as with the root of -1."),
]


def _index_error(error: ErrorRecord) -> str:
    return first_saying(_INDEX, error.message) or (
        "The list is shorter than that. Its first place is 0, its last is one less than its length."
    )


_INDEX: list[Saying] = [
    (
        r"string index",
        "The text is shorter than that. Its first letter is 0, its last one less than its length.",
    ),
    (r"from empty|from an empty", "The list is empty: there is nothing to take."),
    (r"assignment index", "The list has no such place yet. `.append(...)` puts something at its end."),
]


def _module_error(error: ErrorRecord) -> str:
    if error.name and error.near:
        return f"There is no `{error.name}` to import. Did you mean `{error.near}`?"
    name = f"no `{error.name}`" if error.name else "nothing of that name"
    return f"There is {name} to import. Check how it is spelled."


def _import_error(error: ErrorRecord) -> str:
    found = re.search(r"cannot import name '(\w+)' from '([\w.]+)'", error.message)
    if not found:
        return "That cannot be imported from there. Check how it is spelled."
    near = f"Did you mean `{error.near}`?" if error.near else "Check how it is spelled."
    return f"There is no `{found.group(1)}` in `{found.group(2)}`. {near}"


def _other(error: ErrorRecord) -> str:
    return f"Python stopped here. It says: {error.message}." if error.message else "Python stopped here."


_EXPLAIN: dict[str, Callable[[ErrorRecord], str]] = {
    "NameError": _name_error,
    "UnboundLocalError": _unbound,
    "AttributeError": _attribute_error,
    "SyntaxError": syntax_words,
    "IndentationError": syntax_words,
    "TabError": syntax_words,
    "TypeError": _type_error,
    "ValueError": _value_error,
    "ZeroDivisionError": lambda _: "Nothing can be shared out among zero. Check what you divide by.",
    "IndexError": _index_error,
    "KeyError": lambda error: f"The dictionary has no {error.message}. Check how it is spelled.",
    "RecursionError": lambda _: "A function calls itself again and again and never ends.",
    "ModuleNotFoundError": _module_error,
    "ImportError": _import_error,
    "FileNotFoundError": lambda _: "There is no file of that name here.",
    "PermissionError": lambda _: "A lesson may not use that. Find another way.",
    "OverflowError": lambda _: "A number here grew too big.",
    "AssertionError": lambda error: error.message or "A check in your own code did not hold.",
}
