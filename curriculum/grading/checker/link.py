"""The checker's line to a pupil's process: asks, and believes nothing that comes back."""

import json
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lesson_kit import drawing_record

from curriculum.grading import plain_data
from curriculum.grading.channel import Channel, ChannelClosed, ChannelGarbled, ChannelSlow

CONNECT_SECONDS = 30.0
GRACE_SECONDS = 1.0
"""How much longer than its own limit a piece of code may take to answer before it is ended from outside."""
LONGEST_PRINTED = 130_000
LONGEST_SHOWN = 200
SIGXCPU = 24


class RunnerUnavailable(Exception):
    """The runner cannot be reached, or refuses: marking must be tried again later."""


class PupilLost(Exception):
    """The pupil's process is gone or makes no sense. `how` is slow, memory, exit or garbled."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


@dataclass(frozen=True)
class ErrorRecord:
    """What went wrong in pupil's code: see `curriculum.grading.runner.errors.error_record`."""

    kind: str
    message: str
    line: int | None = None
    text: str = ""
    name: str | None = None
    near: str | None = None


@dataclass(frozen=True)
class CellReport:
    """One run of one cell. `ended` is done, error, input, slow, memory, output, exit or garbled.

    `shown` is what IPython shows of a test cell's last value, where tests run beside the pupil's code;
    `lost` says that its process ended, or was ended, with it.
    """

    ended: str
    printed: str = ""
    drawing: dict[str, Any] | None = None
    error: ErrorRecord | None = None
    shown: str | None = None
    lost: bool = False


class Link:
    """One pupil's process in the runner."""

    def __init__(self, runner: str) -> None:
        """Connect to the runner's socket and have a pupil forked. Raises RunnerUnavailable."""
        self._control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._control.settimeout(CONNECT_SECONDS)
        try:
            self._control.connect(runner)
            line, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
        except OSError as reason:
            raise RunnerUnavailable(f"The runner at {runner} does not answer: {reason}") from reason
        if not descriptors:
            raise RunnerUnavailable(_refusal(line))
        self._channel = Channel(socket.socket(fileno=descriptors[0]))

    def close(self) -> None:
        """Hang up; the runner ends the pupil's process."""
        self._channel.close()
        self._control.close()

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a request and give its own reply, else unchecked. Raises PupilLost.

        A reply that was sent before its question was known cannot carry the question's text "to".
        """
        to = secrets.token_hex(8)
        try:
            self._channel.send(request | {"to": to}, seconds + GRACE_SECONDS)
            reply = self._channel.receive(seconds + GRACE_SECONDS)
        except ChannelSlow as reason:
            raise PupilLost("slow") from reason
        except ChannelGarbled as reason:
            raise PupilLost("garbled") from reason
        except ChannelClosed as reason:
            raise PupilLost(self._how_it_ended()) from reason
        if reply.get("to") != to:
            raise PupilLost("garbled")
        return reply

    def _how_it_ended(self) -> str:
        """Ask the runner, not the pupil, how the process came to its end."""
        self._control.settimeout(5)
        report: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            report = json.loads(self._control.recv(4096))
        if report.get("out_of_memory"):
            return "memory"
        return "slow" if report.get("ended") == -SIGXCPU else "exit"


def _refusal(line: bytes) -> str:
    with suppress(ValueError, AttributeError):
        return str(json.loads(line).get("refused", "The runner hung up."))
    return "The runner hung up."


def cell_report(reply: dict[str, Any]) -> CellReport:
    """Check a reply to "run" or "test". Raises PupilLost when it is not one."""
    if reply.get("toolarge") is True:
        return CellReport("output")
    ended, printed, drawn = reply.get("ended"), reply.get("printed"), reply.get("drawing")
    known = ("done", "error", "input", "slow", "memory", "output", "exit")
    if ended not in known or not isinstance(printed, str) or len(printed) > LONGEST_PRINTED:
        raise PupilLost("garbled")
    if drawn is not None:
        try:
            drawn = drawing_record.validate(drawn)
        except drawing_record.NotADrawing as reason:
            raise PupilLost("garbled") from reason
    error, shown = reply.get("error"), reply.get("shown")
    if shown is not None and not (isinstance(shown, str) and len(shown) <= LONGEST_SHOWN):
        raise PupilLost("garbled")
    return CellReport(ended, printed, drawn, None if error is None else error_record(error), shown)


def told_ahead(reply: dict[str, Any], looked_at: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The names that a reply tells beside what was asked, as replies to "get"; not yet checked.

    Only those that were wanted. Raises PupilLost when they are no names at all.
    """
    names = reply.get("names", {})
    if not isinstance(names, dict):
        raise PupilLost("garbled")
    return {name: {"value": names[name]} for name in looked_at if name in names}


def error_record(reply: Any) -> ErrorRecord:
    """Check an error that arrived. Raises PupilLost when it is not one."""
    if not isinstance(reply, dict):
        raise PupilLost("garbled")
    line = reply.get("line")
    if line is not None and (not isinstance(line, int) or isinstance(line, bool) or not 0 <= line < 100_000):
        raise PupilLost("garbled")
    texts = {key: reply.get(key) for key in ("kind", "message", "text", "name", "near")}
    for key, text in texts.items():
        optional = key in ("name", "near") and text is None
        if not optional and not (isinstance(text, str) and len(text) <= 600):
            raise PupilLost("garbled")
    return ErrorRecord(line=line, **texts)  # type: ignore[arg-type]


def value(reply: dict[str, Any], key: str, rebuild: plain_data.Rebuild) -> Any:
    """Check a value that arrived. Raises PupilLost when it is not plain data."""
    try:
        return plain_data.decode(reply.get(key), rebuild)
    except plain_data.NotPlain as reason:
        raise PupilLost("garbled") from reason
