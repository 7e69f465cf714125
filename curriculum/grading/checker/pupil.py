"""A pupil as the checker sees one: cells that run, names that have values, functions that can be called.

If the pupil's process ends, a new one is made and the cells run so far are run
again in it, but for the one that ended it: so an exit or an endless loop costs one
cell, not all that follow.
"""

import builtins
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from curriculum.grading import plain_data
from curriculum.grading.checker.link import (
    CellReport,
    ErrorRecord,
    Link,
    PupilLost,
    cell_report,
    error_record,
    value,
)

MOST_PROCESSES = 8


@dataclass(frozen=True)
class Seconds:
    """Wall-clock limits: of one cell, of one call from a test, and of the whole job."""

    cell: float = 5.0
    call: float = 3.0
    job: float = 40.0
    after_slow: float = 0.5
    """Of a call, once the same exercise has been too slow: the child waits for the answer."""


class CodeRaised(Exception):
    """The pupil's code raised an error, or was stopped, when a test used it. Carries what is known of it."""

    def __init__(self, ended: str, error: ErrorRecord) -> None:
        super().__init__(f"{error.kind}: {error.message}")
        self.ended, self.error = ended, error

    @classmethod
    def like(cls, ended: str, error: ErrorRecord) -> "CodeRaised":
        """Make one that a test's ``except ValueError`` catches too, if the pupil's code raised that."""
        kind = getattr(builtins, error.kind, None)
        if ended == "error" and isinstance(kind, type) and issubclass(kind, Exception):
            with suppress(TypeError):  # some of Python's own cannot be combined
                return type(error.kind, (cls, kind), {})(ended, error)
        return cls(ended, error)


class CodeStopped(Exception):
    """The pupil's cell stopped early when it was run again; the message is for the child."""


class NoSuchName(Exception):
    """The pupil has no such name; `near` is one that looks like it, or None."""

    def __init__(self, name: str, near: str | None) -> None:
        super().__init__(name)
        self.name, self.near = name, near


@dataclass
class Pupil:
    """One pupil.

    `modules`: what a test may use of what the pupil imported; `impatient`: something was slow;
    `files`: what lies beside the notebook, as ``{"name", "content_base64"}``.
    """

    runner: str
    seconds: Seconds
    modules: dict[str, ModuleType]
    impatient: bool = False
    files: Sequence[dict[str, str]] = ()
    _cells: dict[int, str] = field(default_factory=dict)
    _tests: dict[int, Sequence[int]] = field(default_factory=dict)
    _link: Link | None = None
    _lives: int = 0
    _started: float = field(default_factory=time.monotonic)

    def run(self, cell: int, source: str) -> CellReport:
        """Run a cell. Never raises for what the cell does; RunnerUnavailable may come through."""
        try:
            report = cell_report(self._run(self._living(), cell, source))
        except PupilLost as lost:
            self._bury()
            return CellReport(lost.how)
        self._cells[cell] = source
        return report

    def test(self, cell: int, source: str, about: Sequence[int]) -> CellReport:
        """Run a test cell beside the pupil's own code (compatible mode), as `run` runs theirs.

        `about` are the cells of the answer that it asks about.
        """
        self._tests[cell] = about
        return self.run(cell, source)

    def get(self, name: str) -> Any:
        """Give a name's value. Raises NoSuchName or PupilLost."""
        link = self._living()
        reply = self._burying(
            lambda: link.ask({"ask": "get", "name": name}, self._patience(self.seconds.call))
        )
        if reply.get("missing") is True:
            near = reply.get("near")
            raise NoSuchName(name, near if isinstance(near, str) and len(near) < 300 else None)
        return self._burying(lambda: value(reply, "value", self._rebuilder()))

    def call(
        self, life: int, handle: int, arguments: list[Any], named: dict[str, Any]
    ) -> tuple[Any, list[Any]]:
        """Call a function kept in the pupil's `life`; give its value and its arguments as it left them.

        Raises CodeRaised for what the function does, PupilLost when its process ends or has ended.
        """
        link = self._living()
        if life != self._lives:
            raise PupilLost("exit")
        seconds = self._patience(self.seconds.call)
        request = {
            "ask": "call", "handle": handle, "seconds": seconds,
            "args": [_encode(argument) for argument in arguments],
            "kwargs": {name: _encode(argument) for name, argument in named.items()},
        }  # fmt: skip
        reply = self._burying(lambda: link.ask(request, seconds))
        self._raise_if_stopped(reply)
        rebuild = self._rebuilder()
        return self._burying(lambda: _value_and_arguments(reply, len(arguments), rebuild))

    def rerun(self, cells: Sequence[int], answers: list[str]) -> str:
        """Run an answer's cells again, as one, with answers to its ``input()``; give what it printed.

        Raises CodeStopped, CodeRaised or PupilLost.
        """
        link = self._living()
        seconds = self._patience(self.seconds.cell)
        request = {"ask": "rerun", "cells": list(cells), "answers": answers, "seconds": seconds}
        reply = self._burying(lambda: link.ask(request, seconds))
        if isinstance(reply.get("stopped"), str):
            raise CodeStopped(reply["stopped"][:1_000])
        self._raise_if_stopped(reply)
        printed = reply.get("printed")
        if not isinstance(printed, str) or len(printed) > plain_data.LONGEST_TEXT:
            self._bury()
            raise PupilLost("garbled")
        return printed

    def close(self) -> None:
        """End the pupil's process."""
        self._bury()

    def _living(self) -> Link:
        """The present process, or a new one in which the cells so far have run."""
        if self._link is None:
            if self._lives >= MOST_PROCESSES:
                raise PupilLost("exit")
            self._link = Link(self.runner)
            self._lives += 1
            if self.files:
                self._burying(lambda: self._ask_to_keep(self.files))
            for cell, source in list(self._cells.items()):
                try:
                    cell_report(self._run(self._link, cell, source))
                except PupilLost:
                    del self._cells[cell]
                    self._bury()
                    raise
        return self._link

    def _ask_to_keep(self, files: Sequence[dict[str, str]]) -> None:
        if self._link is not None:
            self._link.ask({"ask": "files", "files": list(files)}, self._time(self.seconds.cell))

    def _run(self, link: Link, cell: int, source: str) -> dict[str, Any]:
        seconds = self._time(self.seconds.cell)
        request = {"ask": "run", "cell": cell, "source": source, "seconds": seconds}
        if cell in self._tests:
            request |= {"ask": "test", "about": list(self._tests[cell])}
        return link.ask(request, seconds)

    def _patience(self, wanted: float) -> float:
        return self._time(min(wanted, self.seconds.after_slow) if self.impatient else wanted)

    def _time(self, wanted: float) -> float:
        """Cut a limit down to what is left of the job's. Raises PupilLost when nothing is."""
        left = self._started + self.seconds.job - time.monotonic()
        if left <= 0.05:
            self._bury()
            raise PupilLost("slow")
        return min(wanted, left)

    def _burying(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except PupilLost as lost:
            self.impatient = self.impatient or lost.how == "slow"
            self._bury()
            raise

    def _bury(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    def _raise_if_stopped(self, reply: dict[str, Any]) -> None:
        if reply.get("toolarge") is True:
            raise CodeRaised("output", ErrorRecord("TooMuchOutput", ""))
        if "error" in reply:
            record = self._burying(lambda: error_record(reply["error"]))
            ended = reply.get("ended")
            self.impatient = self.impatient or ended == "slow"
            raise CodeRaised.like(ended if isinstance(ended, str) else "error", record)

    def _rebuilder(self) -> Callable[[str, Any, str], Any]:
        life = self._lives

        def rebuild(tag: str, handle: Any, name: str) -> Any:
            if tag == "function":
                return PupilFunction(self, life, handle, name)
            if tag == "module" and name in self.modules:
                return self.modules[name]
            return Unseen(name)

        return rebuild


def _value_and_arguments(
    reply: dict[str, Any], count: int, rebuild: Callable[[str, Any, str], Any]
) -> tuple[Any, list[Any]]:
    left = reply.get("args")
    if not isinstance(left, list) or len(left) != count:
        raise PupilLost("garbled")
    return value(reply, "value", rebuild), [value({"left": item}, "left", rebuild) for item in left]


def _encode(argument: Any) -> Any:
    if isinstance(argument, PupilFunction):
        return ["function", argument.handle, argument.name]
    encoded = plain_data.encode(argument)
    if isinstance(encoded, list) and encoded[0] == "other":
        raise TypeError(f"a test may hand a pupil's function plain data only, not {encoded[1]}")
    return encoded


class PupilFunction:
    """Stands for a function in the pupil's process; calling it calls that."""

    def __init__(self, pupil: Pupil, life: int, handle: int, name: str) -> None:
        self._pupil, self._life = pupil, life
        self.handle, self.name = handle, name
        self.__name__ = name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        given, left = self._pupil.call(self._life, self.handle, list(arguments), named)
        for before, after in zip(arguments, left, strict=True):
            _update(before, after)
        return given

    def __repr__(self) -> str:
        return f"<your function {self.name}>"


def _update(before: Any, after: Any) -> None:
    """Let a list, dict or set that was handed over show what the pupil's function did to it."""
    if type(before) is not type(after):
        return
    if isinstance(before, list):
        before[:] = after
    elif isinstance(before, dict | set):
        before.clear()
        before.update(after)


class Unseen:
    """Stands for a value that is not plain data: equal to nothing, and of no use but its type's name."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<something of the kind {self.type_name}>"
