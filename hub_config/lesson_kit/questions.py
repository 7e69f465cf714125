"""Checks what a pupil gives a turtle, and asks for what is missing in plain words."""

import math
from typing import TypeGuard


class TurtleHint(ValueError, TypeError):
    """A turtle was given something it cannot use; the message says what it needs.

    Both kinds of the standard library at once, so that ``except ValueError`` in
    a program written for the standard turtle still catches it.
    """


def number(value: object, question: str) -> float:
    """Give `value` as a float when it is an ordinary number, else ask `question`.

    `question` is a whole sentence, such as "forward needs a number: how many
    steps?". Raises TurtleHint.
    """
    if is_number(value):
        return float(value)
    raise TurtleHint(question + _seen(value))


def is_number(value: object) -> TypeGuard[float]:
    """Say whether `value` is an int or a finite float; True and False are not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def point(x: object, y: object, asker: str) -> tuple[float, float]:
    """Give the position (x, y); `x` may be the pair itself. Raises TurtleHint."""
    if y is None and isinstance(x, tuple | list) and len(x) == 2:
        x, y = x
    question = f"{asker} needs two numbers: how far across and how far up?"
    return number(x, question), number(y, question)


def _seen(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return f" You gave it the words {value!r}."
        return f" You gave it {value!r}, which is text. Take the quotes away, or use int()."
    return f" You gave it {value!r}."
