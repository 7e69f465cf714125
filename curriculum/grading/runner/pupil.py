"""Inside the sandbox: runs a pupil's cells and answers questions about them, one at a time.

Requests and replies are JSON objects over the channel (`curriculum.grading.channel`)::

    {"ask": "run", "cell": 2, "source": "…", "seconds": 5}
        {"ended": "done", "printed": "Hello\n", "drawing": null, "error": null}
    {"ask": "get", "name": "score"}           {"value": 3}  or  {"missing": true, "near": "scores"}
    {"ask": "use", "what": "call", "args": [["function", 0, "double"], 3], "kwargs": {}, "seconds": 5}
        {"value": 6, "args": [["function", 0, "double"], 3]}
        or  {"error": {…}, "ended": "error", "raised": ["object", 5, "TooLow", …]}
    {"ask": "rerun", "cell": 2, "answers": ["Ada"], "seconds": 5}
        {"printed": "Hello Ada\n"}             or  {"stopped": "a sentence for the child"}
    {"ask": "still", "names": ["score"]}      {"names": {"score": 3}}, after each cell
    {"ask": "files", "files": [{"name": "birds.csv", "content_base64": "…"}]}        {}
    {"ask": "test", "cell": 3, "source": "…", "about": 2, "seconds": 5}    (compatible mode only)
        as "run", and "shown": "0.5", the last value as IPython shows it, or null

Each request carries ``"to"``, a text nobody can know before, and its reply the same: so
what was sent ahead of its question is noticed. `what` is one of
`curriculum.grading.runner.uses`; `raised` stands there for an exception of a class of
the pupil's own. Replies to "use" and "rerun" tell `names` too: those that the last "still" asked
for, as they are by then, where they exist and are small.
`ended` is done, error, input (it called ``input()``), slow, memory, output or exit.

Everything here is in the pupil's reach, so nothing here is believed: the checker
checks each reply's shape and size and counts it as the pupil's own work.
"""

import base64
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from IPython.core.error import StdinNotImplementedError
from lesson_kit import cells, drawing, testing

from curriculum.grading import plain_data
from curriculum.grading.channel import Channel, ChannelClosed, ChannelGarbled
from curriculum.grading.runner import shell as shells
from curriculum.grading.runner.answers import KeptAnswers
from curriculum.grading.runner.errors import error_record, near_name
from curriculum.grading.runner.printed import Printed, TooMuchOutput
from curriculum.grading.runner.uses import USES, identity

LONGEST_SENTENCE = 1_000
LONGEST_SHOWN = 200
MOST_HANDLES = 10_000


class TooSlow(BaseException):
    """The code's time is up. No `except Exception` holds it back."""


class Pupil:
    """One notebook's cells, run one after another in one IPython."""

    def __init__(self, channel: Channel, shell: shells.PupilShell) -> None:
        self._channel = channel
        self._shell = shell
        self._sources: dict[str, str] = {}
        self._cells: dict[int, str] = {}
        self._answers = KeptAnswers(shell.user_ns)
        self._looked_at: list[str] = []
        self._kept: list[Any] = []
        self._handles: dict[Any, int] = {}
        self._process = os.getpid()

    def serve(self) -> None:
        """Answer until the other side closes."""
        answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "run": self.run,
            "get": self.get,
            "use": self.use,
            "rerun": self.rerun,
            "test": self.test,
            "files": self.files,
            "still": self.still,
        }
        while True:
            try:
                request = self._channel.receive()
                to = {"to": request["to"]}
                self._channel.send(answers[request["ask"]](request) | to)
            except ChannelClosed:
                return
            except ChannelGarbled:
                self._channel.send({"toolarge": True} | to)

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a cell on a clean sheet of paper."""
        source, file_name = request["source"], f"cell-{request['cell']}"
        self._cells[request["cell"]] = self._sources[file_name] = source
        printed = Printed()
        drawing.new_sheet()
        error = self._guarded(lambda: shells.run(self._shell, source, file_name), request["seconds"], printed)
        text, record = printed.text(), drawing.record()
        self._answers.keep(request["cell"], source, text, record)
        return {
            "ended": _ended(error),
            "printed": text,
            "drawing": record if drawing.is_drawn(record) else None,
            "error": error and self._describe(error),
        }

    def test(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a test cell in the pupil's own namespace. Its text is no place an error is told to be at."""
        self._answers.now_about(request["about"])
        testing.use(self._answers)
        shown: list[str | None] = []
        error = self._guarded(
            lambda: shells.run_test(self._shell, request["source"], f"test-{request['cell']}", shown.append),
            request["seconds"],
            Printed(),
        )
        last = shown[-1] if shown and error is None else None
        return {
            "ended": _ended(error),
            "printed": "",
            "drawing": None,
            "error": error and self._describe(error),
            "shown": last and last[:LONGEST_SHOWN],
        }

    def get(self, request: dict[str, Any]) -> dict[str, Any]:
        """Give a name's value; it may be a function's handle."""
        name, names = request["name"], self._shell.user_ns
        if name in names:
            return {"value": plain_data.encode(names[name], self._keep)}
        return {"missing": True, "near": near_name(name, self._own_names())}

    def still(self, request: dict[str, Any]) -> dict[str, Any]:
        """Tell the names that tests will look at, from now on whenever code of the pupil's has run."""
        self._looked_at = request["names"]
        return {"names": self._told_ahead()}

    def _told_ahead(self) -> dict[str, Any]:
        names, told = self._shell.user_ns, {}
        for name in self._looked_at:
            # Of the places for handles, half are left to what is asked for.
            if name in names and len(self._kept) < MOST_HANDLES // 2:
                with suppress(plain_data.NotPlain):
                    told[name] = plain_data.encode_small(names[name], self._keep)
        return told

    def use(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do one thing with what is kept; give its value, and its arguments as it left them."""
        what = USES[request["what"]]
        arguments = [self._decode(argument) for argument in request["args"]]
        named = {name: self._decode(argument) for name, argument in request["kwargs"].items()}
        given: list[Any] = []
        error = self._guarded(lambda: given.append(what(*arguments, **named)), request["seconds"], Printed())
        if error is not None:
            told = {"error": self._describe(error), "ended": _ended(error)} | self._raised(error)
        else:
            told = {
                "value": plain_data.encode(given[0], self._keep),
                "args": [plain_data.encode(argument, self._keep) for argument in arguments],
            }
        return told | {"names": self._told_ahead()}

    def files(self, request: dict[str, Any]) -> dict[str, Any]:
        """Put the files that lie beside the notebook into the folder that cells run in."""
        for file in request["files"]:
            Path(Path(file["name"]).name).write_bytes(base64.b64decode(file["content_base64"]))
        return {}

    def _raised(self, error: BaseException) -> dict[str, Any]:
        if plain_data.is_builtin_exception(type(error)) or not isinstance(error, Exception):
            return {}
        return {"raised": plain_data.encode(error, self._keep)}

    def rerun(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a cell again, answering its ``input()``."""
        source, answers = self._cells[request["cell"]], request["answers"]
        given: list[str] = []
        error = self._guarded(
            lambda: given.append(cells.rerun(source, answers, self._shell.user_ns)),
            request["seconds"],
            Printed(),
        )
        if isinstance(error, testing.CellStopped):
            told: dict[str, Any] = {"stopped": str(error)[:LONGEST_SENTENCE]}
        elif error is not None:
            told = {"error": self._describe(error), "ended": _ended(error)}
        else:
            told = {"printed": given[0]}
        return told | {"names": self._told_ahead()}

    def _guarded(self, code: Callable[[], Any], seconds: float, printed: Printed) -> BaseException | None:
        """Run pupil's code within its time; give what it raised, or returned as raised, or None."""
        kept = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = printed, Printed()
        try:
            with _within(seconds):
                raised = code()
            return raised if isinstance(raised, BaseException) else None
        except BaseException as error:
            return error
        finally:
            sys.stdout, sys.stderr = kept
            if os.getpid() != self._process:
                os._exit(0)  # a fork that the cell made must not answer in its parent's place

    def _describe(self, error: BaseException) -> dict[str, Any]:
        return error_record(error, self._sources, self._own_names())

    def _own_names(self) -> list[str]:
        hidden = self._shell.user_ns_hidden
        return [name for name in list(self._shell.user_ns) if name not in hidden]

    def _keep(self, value: Any) -> int:
        key = identity(value)
        if key not in self._handles:
            if len(self._kept) >= MOST_HANDLES:
                raise plain_data.NotPlain("too much to keep")
            self._handles[key] = len(self._kept)
            self._kept.append(value)
        return self._handles[key]

    def _decode(self, encoded: Any) -> Any:
        return plain_data.decode(encoded, lambda foreign: self._kept[foreign.handle])


def _ended(error: BaseException | None) -> str:
    kinds: list[tuple[type[BaseException], str]] = [
        (TooSlow, "slow"),
        (TooMuchOutput, "output"),
        (MemoryError, "memory"),
        (SystemExit, "exit"),
        (StdinNotImplementedError, "input"),
    ]
    if error is None:
        return "done"
    return next((ended for kind, ended in kinds if isinstance(error, kind)), "error")


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the code inside when `seconds` have passed, and again if it is caught."""

    def time_is_up(_number: int, _frame: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
    try:
        yield
    finally:
        with suppress(TooSlow):
            signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
