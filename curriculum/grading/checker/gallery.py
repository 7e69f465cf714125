"""The stand-ins of one life of a pupil: one for each handle, so that ``robot is robot``."""

import builtins
from types import ModuleType
from typing import Any

from curriculum.grading.checker.link import ErrorRecord
from curriculum.grading.checker.raised import CodeRaised
from curriculum.grading.checker.things import Asked, Mirror, Place, PupilFunction, RaisedThing, Thing, Unseen
from curriculum.grading.plain_data import Foreign, NotPlain, is_builtin_exception

MOST_STAND_INS = 12_000


class Gallery:
    """Makes stand-ins for what arrives; what the pupil claims of its classes is checked here."""

    def __init__(self, pupil: Asked, life: int, modules: dict[str, ModuleType]) -> None:
        self._pupil, self._life, self._modules = pupil, life, modules
        self._made: dict[tuple[str, int], Any] = {}

    def rebuild(self, foreign: Foreign) -> Any:
        """The stand-in for `foreign`. Raises NotPlain for claims that cannot be true, or too many."""
        if foreign.tag == "module" and foreign.name in self._modules:
            return self._modules[foreign.name]
        if foreign.tag in ("module", "other"):
            return Unseen(foreign.name)
        key = foreign.tag, foreign.handle
        if key not in self._made:
            if len(self._made) >= MOST_STAND_INS:
                raise NotPlain("too many things")
            self._made[key] = self._stand_in(foreign)
        return self._made[key]

    def _stand_in(self, foreign: Foreign) -> Any:
        place = Place(self._pupil, self._life, foreign.handle)
        if foreign.tag == "function":
            return PupilFunction(place, foreign.name)
        return self._mirror(foreign, place) if foreign.tag == "class" else _object(foreign, place)

    def _mirror(self, foreign: Foreign, place: Place) -> Mirror:
        """A class of the pupil's name and bases, on top of what all such share."""
        own: dict[str, Any] = {} if foreign.builtin else {"__slots__": ()}
        if "__call__" in self._pupil.shown and not foreign.builtin:
            own["__call__"] = _called
        top: tuple[type, ...] = (
            (RaisedThing, _own_exception(foreign.builtin)) if foreign.builtin else (Thing,)
        )
        try:
            made = Mirror(foreign.name, foreign.of or top, own)
        except (TypeError, ValueError) as reason:
            raise NotPlain("bases that do not go together") from reason
        type.__setattr__(made, "_class_at", place)
        type.__setattr__(made, "__module__", "__main__")
        return made


def _own_exception(name: str) -> type[Exception]:
    kind: Any = getattr(builtins, name, None)
    if not is_builtin_exception(kind):
        raise NotPlain("no exception of Python's own")
    exception: type[Exception] = kind
    return exception


def _called(self: Thing, *arguments: Any, **named: Any) -> Any:
    return self._asked_at.ask("call", self, *arguments, **named)


def _object(foreign: Foreign, place: Place) -> Any:
    (kind,) = foreign.of
    if issubclass(kind, CodeRaised):
        made: Any = kind.__new__(kind)
        CodeRaised.__init__(made, "error", ErrorRecord(foreign.name, ""))
    else:
        made = object.__new__(kind)
    object.__setattr__(made, "_asked_at", place)
    return made
