"""A pupil as the checker sees one: cells that run, names that have values, functions that can be called.

If the pupil's process ends, a new one is made and the cells run so far are run
again in it, but for the one that ended it: so an exit or an endless loop costs one
cell, not all that follow.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from curriculum.grading import plain_data
from curriculum.grading.checker.gallery import Gallery
from curriculum.grading.checker.link import (
    CellReport,
    ErrorRecord,
    Link,
    PupilLost,
    cell_report,
    error_record,
    told_ahead,
    value,
)
from curriculum.grading.checker.raised import CodeRaised
from curriculum.grading.checker.things import place_of
from curriculum.grading.plain_data import Foreign

MOST_PROCESSES = 8
MOST_USES = 20_000
"""Of things in one life: a test that goes through an endless iterator comes to an end."""


@dataclass(frozen=True)
class Seconds:
    """Wall-clock limits: of one cell, of one call from a test, and of the whole job."""

    cell: float = 5.0
    call: float = 3.0
    job: float = 40.0
    after_slow: float = 0.5
    """Of a call, once the same exercise has been too slow: the child waits for the answer."""


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
    `files`: what lies beside the notebook, as ``{"name", "content_base64"}``; `shown`: what the
    exercise under test may see of objects (`curriculum.grading.checker.shown`); `looked_at`: the
    names its tests will ask for, which then come with the reply before them.
    """

    runner: str
    seconds: Seconds
    modules: dict[str, ModuleType]
    impatient: bool = False
    files: Sequence[dict[str, str]] = ()
    shown: frozenset[str] = frozenset()
    looked_at: tuple[str, ...] = ()
    # What names were told, or answered, since code of the pupil's last ran.
    _told: dict[str, dict[str, Any]] = field(default_factory=dict)
    _cells: dict[int, str] = field(default_factory=dict)
    _tests: dict[int, int | None] = field(default_factory=dict)
    _link: Link | None = None
    _gallery: Gallery | None = None
    _lives: int = 0
    _uses: int = 0
    _started: float = field(default_factory=time.monotonic)

    def run(self, cell: int, source: str) -> CellReport:
        """Run a cell. Never raises for what the cell does; RunnerUnavailable may come through."""
        try:
            report = cell_report(self._run(self._living(), cell, source))
        except PupilLost as lost:
            self._bury()
            return CellReport(lost.how, lost=True)
        self._cells[cell] = source
        return report

    def test(self, cell: int, source: str, about: int | None) -> CellReport:
        """Run a test cell beside the pupil's own code (compatible mode), as `run` runs theirs.

        `about` is the answer's cell that it asks about.
        """
        self._tests[cell] = about
        return self.run(cell, source)

    def get(self, name: str) -> Any:
        """Give a name's value. Raises NoSuchName or PupilLost."""
        link = self._living()
        if name not in self._told:
            self._told[name] = self._burying(
                lambda: link.ask({"ask": "get", "name": name}, self._patience(self.seconds.call))
            )
        reply = self._told[name]
        if reply.get("missing") is True:
            near = reply.get("near")
            raise NoSuchName(name, near if isinstance(near, str) and len(near) < 300 else None)
        return self._burying(lambda: value(reply, "value", self._rebuild))

    def use(self, life: int, what: str, arguments: list[Any], named: dict[str, Any]) -> tuple[Any, list[Any]]:
        """Have something done (`curriculum.grading.runner.uses`) with what is kept in the pupil's `life`.

        Give its value, and its arguments as it left them. Raises CodeRaised for what the
        pupil's code does, PupilLost when its process ends or has ended.
        """
        link = self._living()
        if life != self._lives:
            raise PupilLost("exit")
        self._uses += 1
        if self._uses > MOST_USES:
            self._bury()
            raise PupilLost("slow")
        seconds = self._patience(self.seconds.call)
        request = {
            "ask": "use", "what": what, "seconds": seconds,
            "args": [_encode(argument, life) for argument in arguments],
            "kwargs": {name: _encode(argument, life) for name, argument in named.items()},
        }  # fmt: skip
        reply = self._burying(lambda: self._ask_to_do(link, request, seconds))
        self._raise_if_stopped(reply)
        return self._burying(lambda: _value_and_arguments(reply, len(arguments), self._rebuild))

    def rerun(self, cell: int, answers: list[str]) -> str:
        """Run a cell again with answers to its ``input()``; give what it printed.

        Raises CodeStopped, CodeRaised or PupilLost.
        """
        link = self._living()
        seconds = self._patience(self.seconds.cell)
        request = {"ask": "rerun", "cell": cell, "answers": answers, "seconds": seconds}
        reply = self._burying(lambda: self._ask_to_do(link, request, seconds))
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
            self._uses = 0
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
            request |= {"ask": "test", "about": self._tests[cell]}
        reply = link.ask(request, seconds)
        # A reply that the cell forged is found out here, not in a later one.
        self._ask_to_do(link, {"ask": "still", "names": self.looked_at}, seconds)
        return reply

    def _ask_to_do(self, link: Link, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Ask, and note what the reply tells of names; what was told before is no longer so."""
        self._told = {}
        reply = link.ask(request, seconds)
        self._told = told_ahead(reply, self.looked_at)
        return reply

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
            self._link = self._gallery = None
            self._told = {}

    def _raise_if_stopped(self, reply: dict[str, Any]) -> None:
        if reply.get("toolarge") is True:
            raise CodeRaised("output", ErrorRecord("TooMuchOutput", ""))
        if "error" in reply:
            record = self._burying(lambda: error_record(reply["error"]))
            ended = reply.get("ended")
            self.impatient = self.impatient or ended == "slow"
            if ended == "error" and "raised" in reply:
                raise self._raised(reply, record)
            raise CodeRaised.like(ended if isinstance(ended, str) else "error", record)

    def _raised(self, reply: dict[str, Any], record: ErrorRecord) -> CodeRaised:
        """The stand-in for an exception of the pupil's own class, or one like Python's."""
        raised = self._burying(lambda: value(reply, "raised", self._rebuild))
        if not isinstance(raised, CodeRaised):
            return CodeRaised.like("error", record)
        CodeRaised.__init__(raised, "error", record)
        return raised

    def _rebuild(self, foreign: Foreign) -> Any:
        if self._gallery is None:
            self._gallery = Gallery(self, self._lives, self.modules)
        return self._gallery.rebuild(foreign)


def _value_and_arguments(
    reply: dict[str, Any], count: int, rebuild: plain_data.Rebuild
) -> tuple[Any, list[Any]]:
    left = reply.get("args")
    if not isinstance(left, list) or len(left) != count:
        raise PupilLost("garbled")
    return value(reply, "value", rebuild), [value({"left": item}, "left", rebuild) for item in left]


def _encode(argument: Any, life: int) -> Any:
    """The wire form of an argument; what stands for the pupil's own goes back as its handle."""

    def handle(value: Any) -> int:
        place = place_of(value)
        if place is None:
            raise plain_data.NotPlain("nothing of the pupil's")
        if place.life != life:
            raise PupilLost("exit")
        return place.handle

    encoded = plain_data.encode(argument, handle)
    if isinstance(encoded, list) and encoded[0] == "other":
        raise TypeError(f"a test may hand a pupil plain data and what the pupil made, not {encoded[1]}")
    return encoded
