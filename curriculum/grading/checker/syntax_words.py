"""Code that Python cannot read: what is most likely meant, by the line and by what Python says of it."""

import keyword
import re

from curriculum.grading.checker.link import ErrorRecord
from curriculum.grading.checker.sayings import Saying, first_saying


def syntax_words(error: ErrorRecord) -> str:
    """Give the sentences for a SyntaxError, IndentationError or TabError."""
    return (
        first_saying(_HABITS, error.text)
        or _of_a_name(error)
        or first_saying(_SAYINGS, error.message)
        or first_saying(_SHAPES, error.text)
        or "Python could not read this. Check brackets, quotes, colons and spelling, here and one line above."
    )


# Habits from other languages and from writing: the line itself tells.
_HABITS: list[Saying] = [
    (r"^else\s+if\b", "Python's word for `else if` is `elif`."),
    (r"^(elseif|elsif|elif if)\b", "Python's word for `{0}` is `elif`."),
    (r"^[^'\"#]*&&", "Python writes `and`, not `&&`."),
    (r"^[^'\"#]*\|\|", "Python writes `or`, not `||`."),
    (r"^[^'\"#]*[\s(]!\s*[\w(]", "Python writes `not`, not `!`."),
    (r"^[^'\"#]*=>", "Turn the two signs round: `>=`."),
    (r"^[^'\"#]*=<", "Turn the two signs round: `<=`."),
    (r"^[^'\"#]*<>", "To ask whether two things differ, use `!=`."),
    (r"^(\w+)\s*\+\+\s*;?$", "Python has no `++`. To add one, write `{0} += 1`."),
    (r"^(\w+)\s*--\s*;?$", "Python has no `--`. To take one away, write `{0} -= 1`."),
    (r"^(?:if|elif|while)\b[^'\"#]*\sthen\b", "Python needs no `then`. Put a `:` in its place."),
    (r"^for\s*\(", "A for line reads like this: `for number in range(3):`"),
    (r"^[^\"]*'[^'\"]*\w'(?:m|s|t|d|re|ve|ll)\b",
     "The `'` inside the text ends it too soon. Put `\"` around the text."),
]  # fmt: skip

_SAYINGS: list[Saying] = [
    (r"'\(' was never closed", "The bracket `(` was opened and never closed. Put a `)` where it ends."),
    (r"'\[' was never closed", "The bracket `[` was opened and never closed. Put a `]` where it ends."),
    (r"'\{' was never closed", "The bracket `{{` was opened and never closed. Put a `}}` where it ends."),
    (r"^unmatched '(.)'", "There is a closing bracket too many: `{0}`."),
    (r"closing parenthesis '(.)' does not match opening parenthesis '(.)'",
     "The bracket `{1}` was closed with `{0}`. The two must be a pair."),
    (r"unterminated triple-quoted", "Three quotes were opened and never closed. Put three at the end, too."),
    (r"unterminated .*string|EOL while",
     "A quote was opened and never closed. Text needs a quote at both ends."),
    (r"f-string: (?:expecting '}'|.*was never closed)",
     "In this text a `{{` was opened and never closed. Put a `}}` behind the name."),
    (r"f-string: single '}'", "In this text there is a `}}` too many."),
    (r"f-string:", "Between `{{` and `}}` in a text, a name or a sum must stand."),
    (r"expected ':'", "A colon is missing. Lines with if, for, while and def end with `:`."),
    (r"^cannot assign to (?:literal|True|False|None)", "Only a name can stand on the left of `=`."),
    (r"^cannot assign to function call",
     "Only a name can stand on the left of `=`, not a call with brackets."),
    (r"Maybe you meant '=='",
     "One `=` gives a value to a name. To ask whether two things are equal, use `==`."),
    (r"[Mm]issing parentheses", "print needs brackets: `print(...)`."),
    (r"Perhaps you forgot a comma",
     "Something is missing between two things here: a comma, a `+` or a quote."),
    (r"cannot assign|not a valid target|illegal target", "Only a name can stand on the left of `=`."),
    (r"invalid character '([\u201c\u201d\u201e\u2018\u2019\u201a`\u00b4])'",
     "The quote `{0}` is a curly one. Type it again as a straight quote: `\"`."),
    (r"invalid character '(.)'", "Python does not know the sign `{0}`. Take it out, or type it again."),
    (r"invalid non-printable character",
     "There is a sign here that nobody can see. Take out the spaces and type them again."),
    (r"unexpected character after line continuation", "The sign `\\` ends a line. To divide, use `/`."),
    (r"expected an indented block", "The line after a colon must begin with spaces. Press Tab at its start."),
    (r"unexpected indent", "This line begins with more spaces than the one above. Take them out."),
    (r"unindent does not match", "This line's spaces do not match the lines above. Line them up."),
    (r"inconsistent use of tabs",
     "Some lines here begin with Tab signs, others with spaces. Type them all again with spaces."),
    (r"'return' outside", "`return` belongs inside a function. Give the line spaces at its start."),
    (r"'(break|continue)' (?:outside|not properly)",
     "`{0}` belongs inside a loop. Give the line spaces at its start."),
    (r"leading zeros", "A number cannot begin with 0. Take the zeros out."),
    (r"expected '\('", "A function's name needs brackets behind it: `def name():`"),
    (r"positional argument follows keyword", "What has a name and `=` comes last in the brackets."),
    (r"without a default follows|non-default argument",
     "What has a name and `=` comes last in the brackets."),
    (r"duplicate argument '(\w+)'", "The name `{0}` stands twice in these brackets. Give one another name."),
    (r"expected 'except'", "A `try` needs an `except` below it."),
]  # fmt: skip

# Python says no more than "invalid syntax" of these; they look like something else.
_SHAPES: list[Saying] = [
    (r"^for\s+\w+\s+(?!in\b)", "A for line reads like this: `for number in range(3):` Is `in` missing?"),
    (r"^(?:if|elif|while|for|def|class|else|try)\b[^:]*$",
     "A colon is missing. Lines with if, for, while and def end with `:`."),
    (r"^(?:[^'\"#=]*=)?\s*[\d.]+\s*x\s*[\d.]+", "To multiply, use `*`."),
]  # fmt: skip


def _of_a_name(error: ErrorRecord) -> str | None:
    """Names that are none: Python's own words, with a number first, of two words or with a dash."""
    left = re.match(r"([^=!<>]+?)\s*=(?!=)", error.text)
    name = left.group(1) if left else ""
    if keyword.iskeyword(name):
        return f"`{name}` is one of Python's own words. Choose another name."
    if re.fullmatch(r"\d+[A-Za-z_]\w*", name):
        return "A name cannot begin with a number."
    first = name.partition(" ")[0]
    if re.fullmatch(r"[A-Za-z_]\w*(?:[ -][A-Za-z_]\w*)+", name) and not keyword.iskeyword(first):
        return f"A name must be one word. Join it with `_`: `{re.sub('[ -]', '_', name)}`."
    if error.message.startswith("expected an indented block") and error.text.endswith(":"):
        return "Something must stand below this line, with spaces before it."
    return None
