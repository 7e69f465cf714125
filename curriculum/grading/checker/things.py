"""What stands in the checker for a pupil's functions, classes and objects.

They live in the pupil's process; to use one is to ask it. **Who decides a comparison**:

* with data that the test holds, the checker: a pupil's object is equal to no plain data,
  is neither more nor less than any, and the pupil is never asked;
* between two things of the pupil's, the pupil, as that is what such a lesson is about:
  whoever lies there earns no more than by returning one constant from both.

A sum or the like of an object and plain data must give an object again: else ``area(2) - 12.57``
could be answered with 0 by whoever is told 12.57.

**What an object shows**: of attributes and operators only what the lesson's own answer gives
its classes (`curriculum.grading.checker.shown`). Where that answer makes no class, an object can
be gone through, measured and printed, which tells the pupil nothing of the test, and no more:
so ``greet("Ada").startswith("Hello")`` is not answered by an object that says yes to all.

**What it is**: each class of the pupil's is mirrored by a class here, of the same name and
bases, so that ``isinstance``, ``type(robot) is Robot`` and ``except TooLow`` are decided by Python's
own rules. Nothing that an object says of itself (``__class__``, ``__instancecheck__``) is asked for.

What is raised inside a ``with`` is never held back by a pupil's ``__exit__``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from curriculum.grading.checker.raised import CodeRaised

ALWAYS = frozenset({"__dict__", "__doc__"})


class Asked(Protocol):
    """Whom things ask: `curriculum.grading.checker.pupil.Pupil`."""

    shown: frozenset[str]

    def use(self, life: int, what: str, arguments: list[Any], named: dict[str, Any]) -> tuple[Any, list[Any]]:
        """Have something done; give its value, and the arguments as it left them."""


@dataclass(frozen=True)
class Place:
    """Where a thing is: in which of a pupil's lives, and under which handle."""

    pupil: Asked
    life: int
    handle: int

    def ask(self, what: str, *arguments: Any, **named: Any) -> Any:
        """Have `what` done in the pupil's process. Raises CodeRaised or PupilLost."""
        given, left = self.pupil.use(self.life, what, list(arguments), named)
        for before, after in zip(arguments, left, strict=True):
            _update(before, after)
        return given

    def may(self, *names: str) -> bool:
        """Whether the exercise's own classes have one of these."""
        return not self.pupil.shown.isdisjoint(names)


def _update(before: Any, after: Any) -> None:
    """Let a list, dict or set that was handed over show what the pupil's function did to it."""
    if type(before) is not type(after):
        return
    if isinstance(before, list):
        before[:] = after
    elif isinstance(before, dict | set):
        before.clear()
        before.update(after)


def place_of(value: Any) -> Place | None:
    """Where `value` is, if it stands for something of a pupil's."""
    kind = type(value)
    if issubclass(kind, PupilFunction | Thing):
        return value._asked_at
    if issubclass(kind, Mirror):
        return type.__getattribute__(value, "_class_at")
    return value.__dict__.get("_asked_at") if issubclass(kind, RaisedThing) else None


def _checked_place(value: Any, name: str) -> Place:
    """Where to ask about an attribute. Raises AttributeError when the lesson's classes have none such."""
    place = place_of(value)
    if place is None or not (name in ALWAYS or place.may(name)):
        raise AttributeError(f"a test of this exercise cannot see .{name} of something of yours", name=name)
    return place


class PupilFunction:
    # No docstring here: a test's `double.__doc__` is the pupil's.
    def __init__(self, place: Place, name: str) -> None:
        self._asked_at = place
        self.name = self.__name__ = name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._asked_at.ask("call", self, *arguments, **named)

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return self._asked_at.ask("get", self, "__doc__")

    def __repr__(self) -> str:
        return f"<your function {self.name}>"


class Mirror(type):
    """The class of a pupil's classes: calling one makes an object in the pupil's process."""

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        return cls._class_at.ask("call", cls, *arguments, **named)

    def __getattr__(cls, name: str) -> Any:
        return _checked_place(cls, name).ask("get", cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        _checked_place(cls, name).ask("set", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        _checked_place(cls, name).ask("delete", cls, name)

    def __iter__(cls) -> Iterator[Any]:
        return _gone_through(_enumerated(cls).ask("iter", cls))

    def __len__(cls) -> int:
        return _counted(_enumerated(cls).ask("len", cls))

    def __getitem__(cls, name: Any) -> Any:
        return _enumerated(cls).ask("item", cls, name)

    def __bool__(cls) -> bool:
        return True

    def __repr__(cls) -> str:
        return f"<your class {cls.__name__}>"

    @property
    def __doc__(cls) -> Any:  # type: ignore[override]
        return cls._class_at.ask("get", cls, "__doc__")

    _class_at: Place


def _enumerated(cls: Mirror) -> Place:
    if not cls._class_at.may("__members__"):
        raise TypeError(f"the class {cls.__name__} is no Enum")
    return cls._class_at


def _gone_through(iterator: Any) -> Iterator[Any]:
    if not isinstance(iterator, Thing):
        raise TypeError("__iter__ gave no iterator")
    while True:
        try:
            yield iterator._asked_at.ask("next", iterator)
        except StopIteration:
            return


def _counted(answer: Any) -> int:
    if type(answer) is not int:
        raise TypeError("the answer is no whole number")
    return answer


def _answer_of(kind: type, what: str, *needs: str) -> Callable[..., Any]:
    """A question whose answer must be plain data of one kind; `needs`: asked only where a class has these."""

    def ask(self: "Thing", *arguments: Any) -> Any:
        if needs and not self._asked_at.may(*needs):
            raise TypeError(f"a test of this exercise cannot ask for the {what} of something of yours")
        answer = self._asked_at.ask(what, self, *arguments)
        if type(answer) is not kind:
            raise TypeError(f"the answer to {what} is no {kind.__name__}")
        return answer

    return ask


def _done(what: str, *needs: str) -> Callable[..., Any]:
    """A question with any answer."""

    def ask(self: "Thing", *arguments: Any) -> Any:
        if not self._asked_at.may(*needs):
            raise TypeError(f"a test of this exercise cannot use {needs[0]} of something of yours")
        return self._asked_at.ask(what, self, *arguments)

    return ask


def _order(what: str) -> Callable[..., Any]:
    def ask(self: "Thing", other: object) -> Any:
        if not isinstance(other, Thing) or not self._asked_at.may("__lt__", "__le__", "__gt__", "__ge__"):
            return NotImplemented
        return bool(self._asked_at.ask(what, self, other))

    return ask


def _sum(what: str, name: str, *, turned: bool = False) -> Callable[..., Any]:
    """An operator with two sides; `turned`: this object stands on the right."""
    needs = (f"__{name}__", f"__r{name}__", f"__i{name}__")

    def ask(self: "Thing", other: Any) -> Any:
        if not self._asked_at.may(*needs):
            return NotImplemented
        answer = self._asked_at.ask(what, *((other, self) if turned else (self, other)))
        if not isinstance(other, Thing) and not isinstance(answer, Thing):
            raise TypeError(f"{needs[0]} of one of your objects and plain data must give an object")
        return answer

    return ask


class Thing:
    """One object of a pupil's; each of its classes is a `Mirror` below this one."""

    __slots__ = ("_asked_at",)
    _asked_at: Place

    def __getattr__(self, name: str) -> Any:
        return _checked_place(self, name).ask("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _checked_place(self, name).ask("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        _checked_place(self, name).ask("delete", self, name)

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, Thing) or not self._asked_at.may("__eq__"):
            return self is other
        return bool(self._asked_at.ask("eq", self, other))

    def __ne__(self, other: object) -> bool:
        if not isinstance(other, Thing) or not self._asked_at.may("__eq__", "__ne__"):
            return self is not other
        return bool(self._asked_at.ask("ne", self, other))

    def __hash__(self) -> int:
        if not self._asked_at.may("__hash__"):
            return hash((self._asked_at.life, self._asked_at.handle))
        return _counted(self._asked_at.ask("hash", self))

    def __bool__(self) -> bool:
        if not self._asked_at.may("__bool__", "__len__"):
            return True
        return bool(self._asked_at.ask("bool", self))

    def __contains__(self, item: Any) -> bool:
        if not self._asked_at.may("__contains__"):
            return any(each is item or each == item for each in self)
        return bool(self._asked_at.ask("contains", self, item))

    def __iter__(self) -> Iterator[Any]:
        return _gone_through(self._asked_at.ask("iter", self))

    def __next__(self) -> Any:
        return self._asked_at.ask("next", self)

    def __format__(self, how: str) -> str:
        if not self._asked_at.may("__format__"):
            return object.__format__(self, how)  # its text, and nothing else is asked for
        answer = self._asked_at.ask("format", self, how)
        return answer if type(answer) is str else ""

    def __enter__(self) -> Any:
        if not self._asked_at.may("__enter__"):
            raise TypeError("a test of this exercise cannot use `with` on something of yours")
        return self._asked_at.ask("enter", self)

    def __exit__(self, *_raised: object) -> None:
        self._asked_at.ask("leave", self)

    def __dir__(self) -> list[str]:
        return sorted(self._asked_at.pupil.shown)

    __str__ = _answer_of(str, "str")
    __repr__ = _answer_of(str, "repr")
    __len__ = _answer_of(int, "len")
    __int__ = _answer_of(int, "int", "__int__", "__index__", "__trunc__")
    __index__ = _answer_of(int, "index", "__index__")
    __float__ = _answer_of(float, "float", "__float__", "__index__")
    __reversed__ = _done("reversed", "__reversed__", "__getitem__")
    __abs__, __neg__ = _done("abs", "__abs__"), _done("neg", "__neg__")
    __pos__, __invert__ = _done("pos", "__pos__"), _done("invert", "__invert__")
    __round__, __floor__ = _done("round", "__round__"), _done("floor", "__floor__")
    __ceil__ = _done("ceil", "__ceil__")
    __getitem__ = _done("item", "__getitem__")
    __setitem__ = _done("set_item", "__setitem__")
    __delitem__ = _done("delete_item", "__delitem__")
    __lt__, __le__, __gt__, __ge__ = map(_order, ("lt", "le", "gt", "ge"))
    __iadd__, __isub__ = _sum("iadd", "add"), _sum("isub", "sub")


# Both ways round: `Money(5) + 3` and `sum(purses)`, which begins with 0.
for _what, _name in [
    ("add", "add"), ("sub", "sub"), ("mul", "mul"), ("matmul", "matmul"), ("truediv", "truediv"),
    ("floordiv", "floordiv"), ("mod", "mod"), ("pow", "pow"), ("divmod", "divmod"), ("and_", "and"),
    ("or_", "or"), ("xor", "xor"), ("lshift", "lshift"), ("rshift", "rshift"),
]:  # fmt: skip
    setattr(Thing, f"__{_name}__", _sum(_what, _name))
    setattr(Thing, f"__r{_name}__", _sum(_what, _name, turned=True))


class RaisedThing(CodeRaised):
    """An exception of a pupil's class, in the checker; its attributes are asked for."""

    def __getattr__(self, name: str) -> Any:
        return _checked_place(self, name).ask("get", self, name)


class Unseen:
    """Stands for a value that could not cross: equal to nothing, and of no use but its type's name."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<something of the kind {self.type_name}>"
