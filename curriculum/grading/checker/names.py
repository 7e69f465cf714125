"""The names a test cell sees: its own, Python's, and then the pupil's, fetched when they are used."""

import builtins
from typing import Any

from curriculum.grading.checker.pupil import NoSuchName, Pupil


class MissingName(NameError):
    """A test used a name that the pupil has not made."""

    def __init__(self, missing: NoSuchName) -> None:
        super().__init__(f"name {missing.name!r} is not defined", name=missing.name)
        self.near = missing.near


class Names(dict[str, Any]):
    """Globals of test cells. Python's own names cannot be taken over by the pupil."""

    def __init__(self, pupil: Pupil, **own: Any) -> None:
        super().__init__(own, __name__="__main__", __builtins__=builtins.__dict__)
        self._pupil = pupil

    def __missing__(self, name: str) -> Any:
        if name in builtins.__dict__:
            raise KeyError(name)
        try:
            return self._pupil.get(name)
        except NoSuchName as missing:
            raise MissingName(missing) from None
