"""Requests to the launcher, checked before anything is done about them."""

import json
from dataclasses import dataclass
from typing import Any

from hub_config.launcher.home_size import HOME_BYTES
from hub_config.names import is_known
from hub_config.sandbox import Limits

LONGEST_LINE = 4096
MEBIBYTE = 1 << 20
# Smallest and largest that a request may ask for: a slip in the hub's settings shall not take the machine.
BOUNDS: dict[str, tuple[float, float]] = {
    "memory_bytes": (128 * MEBIBYTE, 8192 * MEBIBYTE),
    "processors": (0.05, 64),
    "processes": (16, 1024),
    "home_bytes": (16 * MEBIBYTE, 65536 * MEBIBYTE),
}


class RequestRefused(Exception):
    """A request that is not met: a code for programs, a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Request:
    """One request: `op` of start, poll, stop, list; `learner` is empty for list only.

    `home_bytes` is what the learner's home may hold.
    """

    op: str
    learner: str = ""
    now: bool = False
    limits: Limits | None = None
    home_bytes: int = HOME_BYTES


def parse(line: bytes) -> Request:
    """The request on one line; raises `RequestRefused`."""
    try:
        fields = json.loads(line)
        op = fields["op"]
    except (ValueError, KeyError, TypeError) as failure:
        raise RequestRefused("not_understood", "That is no request to the launcher.") from failure
    if op == "list":
        return Request(op)
    if op not in ("start", "poll", "stop"):
        raise RequestRefused("unknown_operation", "The launcher knows start, poll, stop and list.")
    learner = fields.get("learner")
    if not is_known(learner):
        raise RequestRefused("no_learner", "A learner's id is a letter and fifteen letters or digits.")
    if op != "start":
        return Request(op, learner, now=fields.get("now") is True)
    fields.setdefault("home_bytes", HOME_BYTES)
    limits = _limits(fields)
    return Request(op, learner, limits=limits, home_bytes=int(fields["home_bytes"]))


def _limits(fields: dict[str, Any]) -> Limits:
    for name, (least, most) in BOUNDS.items():
        value = fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise RequestRefused("bad_limit", f"{name} must be a number from {least} to {most}.")
    return Limits(
        memory_bytes=int(fields["memory_bytes"]),
        processes=int(fields["processes"]),
        processors=float(fields["processors"]),
        open_files=1024,
        file_bytes=32 * MEBIBYTE,
        tmp_bytes=64 * MEBIBYTE,
    )
