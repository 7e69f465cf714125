"""What a test may do with what a pupil made, by name; each on the pupil's own side of the channel."""

import math
import operator
import types
from collections.abc import Callable
from typing import Any


def _call(function: Any, *arguments: Any, **named: Any) -> Any:
    return function(*arguments, **named)


def _enter(thing: Any) -> Any:
    return type(thing).__enter__(thing)


def _leave(thing: Any) -> None:
    """As at the end of a ``with`` in which nothing was raised; what it answers decides nothing."""
    type(thing).__exit__(thing, None, None, None)


_OPERATORS = (
    "eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod",
    "pow", "and_", "or_", "xor", "lshift", "rshift", "neg", "pos", "invert", "iadd", "isub",
)  # fmt: skip
USES: dict[str, Callable[..., Any]] = {name: getattr(operator, name) for name in _OPERATORS}
USES |= {
    "call": _call,
    "get": getattr,
    "set": setattr,
    "delete": delattr,
    "enter": _enter,
    "leave": _leave,
    "item": operator.getitem,
    "set_item": operator.setitem,
    "delete_item": operator.delitem,
    "contains": operator.contains,
    "str": str,
    "repr": repr,
    "format": format,
    "len": len,
    "bool": bool,
    "hash": hash,
    "int": int,
    "float": float,
    "index": operator.index,
    "iter": iter,
    "next": next,
    "reversed": reversed,
    "abs": abs,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
    "divmod": divmod,
}


def identity(value: Any) -> Any:
    """What tells one kept value from another: a method read twice from one object is one method."""
    if type(value) is types.MethodType:
        return id(value.__self__), id(value.__func__)
    return id(value)
