"""Plain data across the channel between pupils' code and the checker.

What may cross: None, bool, int, float, str, bytes, list, tuple, set, frozenset
and dict of these. What the pupil's side keeps (functions, classes, other objects)
crosses as a handle under which the other side may ask about it; a module as its name,
and anything else as the name of its type alone.

On the wire a value is JSON: None, bool, str, small whole numbers and finite
floats stand for themselves, everything else is a list whose first item is a tag::

    [1, 2]           ["list", [1, 2]]
    {"a": (1,)}      ["dict", [["a", ["tuple", [1]]]]]
    2**80            ["int", "0x100000000000000000000"]
    double           ["function", 3, "double"]
    Robot            ["class", 4, "Robot", [], ""]
    TooLow(ValueError)  ["class", 6, "TooLow", [], "ValueError"]; the list holds bases made by the pupil
    Robot()          ["object", 7, "Robot", ["class", 4, "Robot", [], ""]]
    open("a")        ["other", "TextIOWrapper"], where it is not kept

`encode` never calls a method of the value's own class (a subclass of list is
read by list's methods), so code that lies about itself gains nothing; `decode`
trusts nothing that arrives.
"""

import builtins
import math
import types
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

DEEPEST = 24
MOST_ITEMS = 50_000
MOST_ITEMS_AHEAD = 64
LONGEST_TEXT = 200_000
LONGEST_NUMBER = 4_000  # hexadecimal digits
LONGEST_NAME = 200
MOST_BASES = 12
MOST_OF_ONE_HASH = 200

Encoded = Any
Keep = Callable[[Any], int]
"""Gives the handle under which this side keeps a value. Raises NotPlain when it keeps no more."""


@dataclass(frozen=True)
class Foreign:
    """What arrived as a handle or a name. `tag` is function, class, object, module or other.

    `of` holds a class's bases, as they were rebuilt, or an object's class; `builtin` is the
    exception of Python's own that a class derives from, or empty.
    """

    tag: str
    name: str
    handle: int = -1
    of: tuple[Any, ...] = ()
    builtin: str = ""


Rebuild = Callable[[Foreign], Any]


class NotPlain(ValueError):
    """The value cannot cross: too deep, too large, or not what the other side may send."""


class _Budget:
    def __init__(self, items: int = MOST_ITEMS) -> None:
        self.items = items

    def spend(self, count: int) -> None:
        self.items -= count
        if self.items < 0:
            raise NotPlain("too many items")


def encode(value: Any, keep: Keep | None = None) -> Encoded:
    """Give the wire form of `value`.

    `keep` is given each function, class and other object met and answers with its handle;
    without it they cross as their type's name. A value that is too deep or too large
    crosses as its type's name.
    """
    try:
        return _encode(value, keep, DEEPEST, _Budget())
    except NotPlain:
        return ["other", _type_name(value)]


def encode_small(value: Any, keep: Keep) -> Encoded:
    """As `encode`, for what is told without being asked for. Raises NotPlain where it is not small."""
    return _encode(value, keep, DEEPEST, _Budget(MOST_ITEMS_AHEAD))


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
        return _encode_many(value, kind, budget, lambda item: _encode(item, keep, depth - 1, budget))
    if kind is types.ModuleType:
        return ["module", _text(object.__getattribute__(value, "__name__"))]
    if keep is None:
        return ["other", _type_name(value)]
    return _encode_kept(value, kind, keep, depth)


def _encode_kept(value: Any, kind: type, keep: Keep, depth: int) -> Encoded:
    if issubclass(kind, type):
        return _encode_class(value, keep, depth)
    if callable(value) and type.__getattribute__(kind, "__module__") != "__main__":
        return ["function", keep(value), _function_name(value)]
    return ["object", keep(value), _type_name(value), _encode_class(kind, keep, depth)]


def _encode_class(kind: type, keep: Keep, depth: int) -> Encoded:
    if depth == 0:
        raise NotPlain("too deep")
    bases = [base for base in _BASES(kind) if type.__getattribute__(base, "__module__") == "__main__"]
    return [
        "class", keep(kind), _class_name(kind),
        [_encode_class(base, keep, depth - 1) for base in bases[:MOST_BASES]], _builtin_exception(kind),
    ]  # fmt: skip


_BASES = type.__dict__["__bases__"].__get__
_MRO = type.__dict__["__mro__"].__get__


def _builtin_exception(kind: type) -> str:
    """The nearest exception of Python's own that a class derives from, or an empty name."""
    own = (each for each in _MRO(kind) if issubclass(each, Exception))
    return next((_class_name(each) for each in own if is_builtin_exception(each)), "")


def is_builtin_exception(kind: object) -> bool:
    """Whether this is one of Python's own exceptions, Exception among them."""
    return any(kind is each for each in _EXCEPTIONS)


_EXCEPTIONS = tuple(
    each for each in vars(builtins).values() if isinstance(each, type) and issubclass(each, Exception)
)


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
        budget.spend(bytes.__len__(value) // 100)
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


def _encode_many(value: Any, kind: type, budget: _Budget, encode_item: Callable[[Any], Encoded]) -> Encoded:
    for plain in (list, tuple, set, frozenset):
        if issubclass(kind, plain):
            return [plain.__name__, [encode_item(item) for item in plain.__iter__(value)]]
    pairs = list(islice(dict.items(value), budget.items + 1))  # one too many is found out below
    return ["dict", [[encode_item(key), encode_item(held)] for key, held in pairs]]


def _type_name(value: Any) -> str:
    return _class_name(type(value))


def _class_name(kind: type) -> str:
    return _text(type.__dict__["__name__"].__get__(kind))


def _function_name(value: Any) -> str:
    if type(value) in (types.FunctionType, types.BuiltinFunctionType):
        return _text(value.__name__)
    if type(value) is types.MethodType and type(value.__func__) is types.FunctionType:
        return _text(value.__func__.__name__)
    return _type_name(value)


def _text(name: Any) -> str:
    return name[:LONGEST_NAME] if type(name) is str else "?"


def decode(encoded: Encoded, rebuild: Rebuild | None = None) -> Any:
    """Give the value that `encoded` stands for.

    `rebuild` makes what stands for something foreign; without it that is refused.
    Raises NotPlain for whatever `encode` could not have sent.
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
    if rebuild is None:
        raise NotPlain(f"{tag[:20]!r} may not cross here")
    return _decode_foreign(tag, rest, rebuild, depth, budget)


def _decode_many(tag: str, items: list[Encoded], decode_item: Callable[[Encoded], Any]) -> Any:
    try:
        if tag == "dict":
            if any(not isinstance(pair, list) or len(pair) != 2 for pair in items):
                raise NotPlain("a dict of something else than pairs")
            pairs = [(decode_item(key), decode_item(held)) for key, held in items]
            _refuse_one_hash(key for key, _ in pairs)
            return dict(pairs)
        members = [decode_item(item) for item in items]
        if tag in ("set", "frozenset"):
            _refuse_one_hash(members)
        return _MANY[tag](members)
    except TypeError as reason:
        raise NotPlain("an unhashable key or member") from reason


def _refuse_one_hash(members: Iterable[Any]) -> None:
    """Members picked so that all have one hash would keep the reader busy for minutes."""
    counts = Counter(map(hash, members))
    if counts and max(counts.values()) > MOST_OF_ONE_HASH:
        raise NotPlain("too many members with one hash")


def _decode_single(tag: str, text: str) -> Any:
    if len(text) > 2 * LONGEST_TEXT:
        raise NotPlain("too long")
    try:
        return _SINGLE[tag](text)
    except ValueError as reason:
        raise NotPlain(f"not a {tag}") from reason


def _decode_foreign(tag: str, rest: list[Any], rebuild: Rebuild, depth: int, budget: _Budget) -> Any:
    match rest:
        case [str(name)] if tag in ("module", "other") and len(name) <= LONGEST_NAME:
            return rebuild(Foreign(tag, name))
        case [handle, name, *more] if _is_handle(handle) and _is_name(name):
            return _decode_kept(Foreign(tag, name, handle), more, rebuild, depth, budget)
    raise NotPlain(f"no {tag[:20]!r}")


def _decode_kept(kept: Foreign, more: list[Any], rebuild: Rebuild, depth: int, budget: _Budget) -> Any:
    match kept.tag, more:
        case "function", []:
            return rebuild(kept)
        case "class", [list(bases), builtin] if len(bases) <= MOST_BASES and _is_name(builtin):
            of = tuple(_decode_class(base, rebuild, depth - 1, budget) for base in bases)
            return rebuild(replace(kept, of=of, builtin=builtin))
        case "object", [kind]:
            return rebuild(replace(kept, of=(_decode_class(kind, rebuild, depth - 1, budget),)))
    raise NotPlain(f"no {kept.tag[:20]!r}")


def _decode_class(encoded: Encoded, rebuild: Rebuild, depth: int, budget: _Budget) -> Any:
    if not isinstance(encoded, list) or not encoded or encoded[0] != "class":
        raise NotPlain("no class")
    return _decode(encoded, rebuild, depth, budget)


def _is_handle(handle: Any) -> bool:
    return type(handle) is int and 0 <= handle < 1 << 32


def _is_name(name: Any) -> bool:
    return type(name) is str and len(name) <= LONGEST_NAME


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
