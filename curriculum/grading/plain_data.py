"""Plain data across the channel between pupils' code and the checker.

What may cross: None, bool, int, float, str, bytes, list, tuple, set, frozenset
and dict of these. A function crosses as a handle under which the other side may
call it, a module as its name, and anything else as the name of its type alone.

On the wire a value is JSON: None, bool, str, small whole numbers and finite
floats stand for themselves, everything else is a list whose first item is a tag::

    [1, 2]           ["list", [1, 2]]
    {"a": (1,)}      ["dict", [["a", ["tuple", [1]]]]]
    2**80            ["int", "0x100000000000000000000"]
    double           ["function", 3, "double"]
    Robot()          ["other", "Robot"]

`encode` never calls a method of the value's own class (a subclass of list is
read by list's methods), so code that lies about itself gains nothing; `decode`
trusts nothing that arrives.
"""

import math
import types
from collections.abc import Callable
from typing import Any

DEEPEST = 24
MOST_ITEMS = 50_000
LONGEST_TEXT = 200_000
LONGEST_NUMBER = 4_000  # hexadecimal digits
LONGEST_NAME = 200

Encoded = Any
Keep = Callable[[Any], int]
Rebuild = Callable[[str, Any, str], Any]


class NotPlain(ValueError):
    """The value cannot cross: too deep, too large, or not what the other side may send."""


class _Budget:
    def __init__(self) -> None:
        self.items = MOST_ITEMS

    def spend(self, count: int) -> None:
        self.items -= count
        if self.items < 0:
            raise NotPlain("too many items")


def encode(value: Any, keep: Keep | None = None) -> Encoded:
    """Give the wire form of `value`.

    `keep` is given each function met and answers with its handle; without it a
    function crosses as its type's name. A value that is too deep or too large
    crosses as its type's name.
    """
    try:
        return _encode(value, keep, DEEPEST, _Budget())
    except NotPlain:
        return ["other", _type_name(value)]


def _encode(value: Any, keep: Keep | None, depth: int, budget: _Budget) -> Encoded:
    budget.spend(1)
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if issubclass(kind, str | bytes | int | float):
        return _encode_single(value, kind, budget)
    if issubclass(kind, list | tuple | set | frozenset | dict):
        if depth == 0:
            raise NotPlain("too deep")
        return _encode_many(value, kind, lambda item: _encode(item, keep, depth - 1, budget))
    if kind is types.ModuleType:
        return ["module", _text(object.__getattribute__(value, "__name__"))]
    if keep is not None and callable(value):
        return ["function", keep(value), _function_name(value)]
    return ["other", _type_name(value)]


def _encode_single(value: Any, kind: type, budget: _Budget) -> Encoded:
    if issubclass(kind, str):
        plain = str.__str__(value) if kind is str else str.__add__(value, "")
        if len(plain) > LONGEST_TEXT:
            raise NotPlain("too long")
        budget.spend(len(plain) // 100)
        return plain
    if issubclass(kind, bytes):
        if bytes.__len__(value) > LONGEST_TEXT:
            raise NotPlain("too long")
        return ["bytes", bytes.hex(value)]
    if issubclass(kind, int):
        return _encode_int(int.__index__(value))
    number = float.__float__(value)
    return number if math.isfinite(number) else ["float", repr(number)]


def _encode_int(number: int) -> Encoded:
    if abs(number) < 2**53:
        return number
    if number.bit_length() > 4 * LONGEST_NUMBER:
        raise NotPlain("too long")
    return ["int", hex(number)]


def _encode_many(value: Any, kind: type, encode_item: Callable[[Any], Encoded]) -> Encoded:
    for plain in (list, tuple, set, frozenset):
        if issubclass(kind, plain):
            return [plain.__name__, [encode_item(item) for item in plain.__iter__(value)]]
    pairs = list(dict.items(value))
    return ["dict", [[encode_item(key), encode_item(held)] for key, held in pairs]]


def _type_name(value: Any) -> str:
    return _text(type.__getattribute__(type(value), "__name__"))


def _function_name(value: Any) -> str:
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | type):
        return _text(value.__name__)
    return _type_name(value)


def _text(name: Any) -> str:
    return name[:LONGEST_NAME] if type(name) is str else "?"


def decode(encoded: Encoded, rebuild: Rebuild | None = None) -> Any:
    """Give the value that `encoded` stands for.

    `rebuild(tag, handle, name)` makes what stands for a "function", "module" or
    "other"; without it those are refused. Raises NotPlain for whatever `encode`
    could not have sent.
    """
    return _decode(encoded, rebuild, DEEPEST + 1, _Budget())


def _decode(encoded: Encoded, rebuild: Rebuild | None, depth: int, budget: _Budget) -> Any:
    budget.spend(1)
    if encoded is None or isinstance(encoded, bool | int | float):
        return encoded
    if isinstance(encoded, str):
        if len(encoded) > LONGEST_TEXT:
            raise NotPlain("too long")
        return encoded
    if not isinstance(encoded, list) or not encoded or not isinstance(encoded[0], str):
        raise NotPlain("unknown shape")
    if depth == 0:
        raise NotPlain("too deep")
    tag, *rest = encoded
    if tag in _MANY and len(rest) == 1 and isinstance(rest[0], list):
        return _decode_many(tag, rest[0], lambda item: _decode(item, rebuild, depth - 1, budget))
    if tag in _SINGLE and len(rest) == 1 and isinstance(rest[0], str):
        return _decode_single(tag, rest[0])
    return _decode_named(tag, rest, rebuild)


def _decode_many(tag: str, items: list[Encoded], decode_item: Callable[[Encoded], Any]) -> Any:
    try:
        if tag == "dict":
            if any(not isinstance(pair, list) or len(pair) != 2 for pair in items):
                raise NotPlain("a dict of something else than pairs")
            return {decode_item(key): decode_item(held) for key, held in items}
        return _MANY[tag](decode_item(item) for item in items)
    except TypeError as reason:
        raise NotPlain("an unhashable key or member") from reason


def _decode_single(tag: str, text: str) -> Any:
    try:
        return _SINGLE[tag](text)
    except ValueError as reason:
        raise NotPlain(f"not a {tag}") from reason


def _decode_named(tag: str, rest: list[Any], rebuild: Rebuild | None) -> Any:
    if rebuild is None or tag not in ("function", "module", "other"):
        raise NotPlain(f"{tag[:20]!r} may not cross here")
    handle = None
    if tag == "function":
        handle, *rest = rest or [None]
        if not isinstance(handle, int) or isinstance(handle, bool):
            raise NotPlain("a function without a handle")
    if len(rest) != 1 or not isinstance(rest[0], str) or len(rest[0]) > LONGEST_NAME:
        raise NotPlain(f"a {tag} without a name")
    return rebuild(tag, handle, rest[0])


def _read_int(text: str) -> int:
    if len(text) > LONGEST_NUMBER + 3:
        raise NotPlain("too long")
    return int(text, 16)


def _read_float(text: str) -> float:
    if text not in ("nan", "inf", "-inf"):
        raise NotPlain("not a float")
    return float(text)


_MANY: dict[str, Callable[..., Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "dict": dict,
}
_SINGLE: dict[str, Callable[[str], Any]] = {
    "bytes": bytes.fromhex,
    "int": _read_int,
    "float": _read_float,
}
