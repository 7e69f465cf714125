"""What a request must look like before anything in it is read.

Two servers that disagree on where a request ends can be made to see two requests
where one was allowed. So whatever could be read in two ways is refused here,
although aiohttp's parser refuses much of it already: bodies without a plain
Content-Length, repeated headers, other protocols' versions, absolute addresses,
encoded or doubled slashes, dot segments, queries.
"""

import re
from collections import Counter
from collections.abc import Iterable

from hub_config.relay.refusals import RelayRefusal
from hub_config.relay.rules import Rule, Upstream

RawHeaders = Iterable[tuple[bytes, bytes]]

_PLAIN_PATH = re.compile(r"(/[A-Za-z0-9_~.-]+)*/?")
_DOT_SEGMENT = re.compile(r"/\.{1,2}(/|$)")
_LONGEST_PATH = 400
_LENGTH = re.compile(r"[0-9]{1,9}")

# Headers that change what a body means or whose request it is; each at most once.
_SINGLE = (
    "authorization", "content-length", "content-type", "host", "idempotency-key", "last-event-id",
)  # fmt: skip
_FORBIDDEN = {
    "transfer-encoding": "length_needed",
    "content-encoding": "wrong_kind",
    "upgrade": "doubtful_framing",
    "expect": "doubtful_framing",
    "trailer": "doubtful_framing",
    "te": "doubtful_framing",
}

# What may pass, and in what shape. Everything else the child's server sent stays here.
_PASSED_HEADERS: dict[Upstream, dict[str, re.Pattern[str]]] = {
    Upstream.HUB: {
        "Authorization": re.compile(r"(token|Bearer) [A-Za-z0-9._~+/=-]{1,512}", re.IGNORECASE),
        "Content-Type": re.compile(r"[A-Za-z0-9/;=. -]{1,100}"),
        "Accept": re.compile(r"[A-Za-z0-9/*;=,.+ -]{1,200}"),
    },
    Upstream.SITE: {
        "Content-Type": re.compile(r"[A-Za-z0-9/;=. -]{1,100}"),
        "Accept": re.compile(r"[A-Za-z0-9/*;=,.+ -]{1,200}"),
        "Idempotency-Key": re.compile(r"[A-Za-z0-9_-]{1,100}"),
        "Last-Event-ID": re.compile(r"[A-Za-z0-9_:-]{1,100}"),
    },
}


def check_version(version: tuple[int, int]) -> None:
    """Raises `RelayRefusal` "doubtful_framing" for what is neither HTTP/1.1 nor HTTP/1.0.

    The parser reads HTTP/0.9 and 2.0 on a request's line as if they were the protocol it knows.
    """
    if version not in {(1, 0), (1, 1)}:
        raise RelayRefusal("doubtful_framing")


def check_path(target: str) -> str:
    """The request's target if it is a plain absolute path; raises `RelayRefusal` "doubtful_path"."""
    plain = len(target) <= _LONGEST_PATH and target.startswith("/") and _PLAIN_PATH.fullmatch(target)
    if not plain or _DOT_SEGMENT.search(target):
        raise RelayRefusal("doubtful_path")
    return target


def check_headers(headers: RawHeaders) -> dict[str, str]:
    """The headers by lower-case name; raises `RelayRefusal` where they could be read in two ways."""
    names: Counter[str] = Counter()
    found: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name = raw_name.decode("latin-1").lower()
        names[name] += 1
        found[name] = raw_value.decode("latin-1").strip()
    if any(names[name] > 1 for name in _SINGLE):
        raise RelayRefusal("doubtful_framing")
    for name, code in _FORBIDDEN.items():
        if name in found:
            raise RelayRefusal(code)
    return found


def check_body_length(rule: Rule, headers: dict[str, str]) -> int:
    """The body's length in bytes, known before it is read.

    Raises `RelayRefusal`: "length_needed", "too_large" or "wrong_kind".
    """
    written = headers.get("content-length")
    if written is None:
        if rule.max_body:
            raise RelayRefusal("length_needed")
        return 0
    if not _LENGTH.fullmatch(written):
        raise RelayRefusal("too_large" if written.isdigit() else "doubtful_framing")
    length = int(written)
    if length > rule.max_body:
        raise RelayRefusal("too_large")
    if rule.body_type and headers.get("content-type", "").split(";")[0].strip().lower() != rule.body_type:
        raise RelayRefusal("wrong_kind")
    return length


def passed_headers(upstream: Upstream, headers: dict[str, str]) -> dict[str, str]:
    """The headers that may go on, by their usual names; raises `RelayRefusal` "doubtful_header"."""
    passed = {}
    for name, shape in _PASSED_HEADERS[upstream].items():
        value = headers.get(name.lower())
        if value is None:
            continue
        if not shape.fullmatch(value):
            raise RelayRefusal("doubtful_header")
        passed[name] = value
    return passed
