"""Whatever bytes a learner's server sends, only whole listed requests come out, in the learner's name.

The bytes are read a second time here by a reader that knows one way to write a request and
no other. What the relay sends on must be the first requests that this reader finds, and each must
carry what the relay says of itself, once.
"""

import asyncio
import re
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from hub_config.relay import allowance
from hub_config.relay.allowance import Allowance, Rate
from hub_config.relay.refusals import RelayRefusal
from hub_config.relay.rules import RuleBook, Upstream
from tests.unit.hub_config.relays import API, LEARNER, OTHER, SUBMISSION, Relay, running_relay
from tests.unit.hub_config.test_relay_forwarding import RAW

Seen = tuple[str, str, bytes]

# Empty lines before a request and spaces within its first line are forgiven: it is written anew.
HEAD = re.compile(
    rb"(?:\r\n)*([A-Z]+) +(/[!-~]*) +HTTP/1\.[01]\r\n((?:[!-9;-~]+:[ \t]*[ -~\t\x80-\xff]*\r\n)*)\r\n"
)
# Sent last, so that the relay closes the connection: plainly written, and not listed.
END = b"GET /bye HTTP/1.1\r\nHost: relay\r\n\r\n"
SILENCE = 0.2  # seconds
MAY_ARRIVE = {
    "host", "user-agent", "accept-encoding", "accept", "content-type", "content-length", "authorization",
    "x-learner", "idempotency-key", "last-event-id",
}  # fmt: skip


def listed(raw: bytes) -> Iterator[Seen]:
    """The requests at the start of `raw` that are plainly written and stand in the rules, up to any other."""
    rules = RuleBook(LEARNER)
    while found := HEAD.match(raw):
        method, path, lines = found[1].decode(), found[2].decode(), found[3].lower().split(b"\r\n")
        lengths = [line.partition(b":")[2].strip() for line in lines if line.startswith(b"content-length:")]
        if any(line.startswith(b"transfer-encoding:") for line in lines) or len(lengths) > 1:
            return
        length = int(lengths[0]) if lengths and re.fullmatch(rb"[0-9]{1,9}", lengths[0]) else 0
        body, raw = raw[found.end() :][:length], raw[found.end() + length :]
        with suppress(RelayRefusal):
            rule = rules.rule_for(method, path)
            if len(body) == length <= rule.max_body:
                yield method, path, body
                continue
        return


class Sender:
    """A relay on a thread of its own, to which bytes are sent from here."""

    def __init__(self) -> None:
        self._ready, self._done = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self.relay: Relay
        self._path = ""

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with running_relay() as self.relay:
            self.relay.outside.go_on.set()
            self._path = str(await self.relay.control.open(LEARNER))
            self._ready.set()
            await self._done.wait()

    def __enter__(self) -> "Sender":
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(20)

    def send(self, *pieces: bytes) -> tuple[bytes, list]:
        """What comes back, and what came out on the other side; a piece waits for an answer to the last."""
        self.relay.outside.seen.clear()
        self.relay.outside.raw.clear()
        answer = b""
        with socket.socket(socket.AF_UNIX) as connection, suppress(ConnectionError):
            connection.settimeout(SILENCE)
            connection.connect(self._path)
            for piece in pieces[:-1]:
                connection.sendall(piece)
                select.select([connection], [], [], SILENCE)
            connection.sendall(pieces[-1])
            try:
                while more := connection.recv(65536):
                    answer += more
            except TimeoutError:  # it waits for the rest of a body
                connection.settimeout(10)
                connection.shutdown(socket.SHUT_WR)
                while more := connection.recv(65536):
                    answer += more
        return answer, list(zip(self.relay.outside.seen, self.relay.outside.raw, strict=True))


@pytest.fixture(scope="module")
def sender() -> Iterator[Sender]:
    with pytest.MonkeyPatch.context() as patch, Sender() as running:
        often = lambda _rate: Allowance(Rate(10**6, 10**6), allowance.monotonic)  # noqa: E731
        patch.setattr("hub_config.relay.listener.Allowance", often)
        yield running


line_ends = st.sampled_from(["\r\n"] * 12 + ["\n", "\r", "\r\r\n", " \r\n", "\r\n ", "\x00\r\n", "\x0b\r\n"])
methods = st.sampled_from(["GET"] * 6 + ["POST"] * 6 + ["PUT", "HEAD", "get", "GE T", "OPTIONS", ""])
paths = st.sampled_from(
    [
        "/hub/api/user", "/hub/api", f"/hub/api/users/{LEARNER}/activity", "/hub/api/oauth2/token",
        f"{API}/lessons", f"{API}/lessons/hello-robot", f"{API}/submissions/{SUBMISSION}", f"{API}/events",
        f"{API}/lessons/hello-robot/submissions", f"{API}/help/taken-back", f"{API}/news",
    ] * 3
    + [
        f"/hub/api/users/{OTHER}/activity", "/hub/api/users", "/cms/", "*", f"http://site{API}/lessons",
        f"{API}/lessons/../../../cms/", f"{API}/lessons%0d%0aX-Learner:%20{OTHER}", f"//{API}/lessons",
        f"{API}/lessons?x=1", f"{API}/lessons#x", f"{API}/lessons HTTP/1.1\r\nX-Learner: {OTHER}\r\nA: ",
    ]
)  # fmt: skip
versions = st.sampled_from(
    [" HTTP/1.1"] * 10 + [" HTTP/1.0", " HTTP/0.9", " HTTP/2.0", "", " http/1.1", "  HTTP/1.1"]
)
headers = st.sampled_from([
    "Host: relay", "Host: site", "Content-Type: application/json", "Content-Type: application/json",
    "Content-Type: application/x-www-form-urlencoded", "Content-Length: 2", "Content-Length: 0",
    "Content-Length: +2", "Content-Length: 2, 2", "Content-Length: 0x2", "Content-Length: 200",
    "Content-Length : 2", "content-length:2", "Transfer-Encoding: chunked", "Transfer-Encoding: identity",
    "Transfer-Encoding : chunked", "Transfer-Encoding:\tchunked", "Connection: close",
    "Connection: keep-alive",
    "Connection: upgrade", "Upgrade: websocket", "Upgrade: h2c", "Expect: 100-continue", "TE: trailers",
    f"X-Learner: {OTHER}", f"x-learner:{OTHER}", f"X_Learner: {OTHER}", f"X-Learner : {OTHER}",
    "Authorization: token token-of-learner", "Authorization: token token-of-other",
    "Authorization: Bearer the-relays-own", "Authorization: token a, token b", "Cookie: sessionid=x",
    "Idempotency-Key: once", f"Idempotency-Key: a\r\nX-Learner: {OTHER}", "Last-Event-ID: 1:2",
    "Accept: application/json", f"Accept: a\nX-Learner: {OTHER}", f"Accept: a\rX-Learner: {OTHER}",
    "X-Forwarded-For: 127.0.0.1", "X-HTTP-Method-Override: DELETE", ": nameless", "no colon", "A: \xff\xfe",
])  # fmt: skip
bodies = st.sampled_from(["", "", "{}", "[]", "2\r\n{}\r\n0\r\n\r\n", "0\r\n\r\n", "x" * 200]) | st.text(
    st.characters(max_codepoint=255), max_size=12
)


@st.composite
def requests(draw: Callable) -> str:
    end = draw(line_ends)
    lines = [f"{draw(methods)} {draw(paths)}{draw(versions)}", *draw(st.lists(headers, max_size=6))]
    return (
        "".join(line + (end if draw(st.integers(0, 6)) == 0 else "\r\n") for line in lines)
        + "\r\n"
        + draw(bodies)
    )


plain = st.sampled_from([
    f"GET {API}/lessons HTTP/1.1\r\nHost: relay\r\n\r\n",
    f"POST {API}/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
    "GET /hub/api/user HTTP/1.1\r\nHost: relay\r\nAuthorization: token token-of-learner\r\n\r\n",
])  # fmt: skip
said = st.lists(requests() | plain | plain, min_size=1, max_size=3).map(
    lambda each: [piece.encode("latin-1") for piece in each]
)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=said | said | st.lists(st.binary(max_size=200), max_size=2), together=st.booleans())
def test_only_listed_requests_come_out_and_in_the_learners_name(
    sender: Sender, pieces: list[bytes], together: bool
) -> None:
    sent = [b"".join(pieces)] if together else pieces
    event(f"{check(sender, *sent)} came out")


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_known_tricks_too(sender: Sender, raw: str) -> None:
    check(sender, raw.encode("latin-1"))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_plain_requests_do_come_out(sender: Sender, count: int) -> None:
    """The control: the reader and the relay agree on what is plain."""
    raw = f"GET {API}/lessons HTTP/1.1\r\nHost: relay\r\n\r\n".encode() * count
    _, came_out = sender.send(raw + b"GET /cms/ HTTP/1.1\r\nHost: relay\r\n\r\n")
    assert len(came_out) == len(list(listed(raw))) == count


def check(sender: Sender, *pieces: bytes) -> int:
    """Assert what must hold of whatever comes out; how many did."""
    raw = b"".join((*pieces, END))
    answer, came_out = sender.send(*pieces, END)
    found = [(method, path, body) for (method, path, _, body), _ in came_out]
    assert found == list(listed(raw))[: len(found)]
    for (method, path, _, _), sent in came_out:
        names = [name.decode().lower() for name, _ in sent]
        assert len(set(names)) == len(names), "nothing twice"
        assert set(names) <= MAY_ARRIVE
        values = {name.decode().lower(): value.decode() for name, value in sent}
        if RuleBook(LEARNER).rule_for(method, path).upstream is Upstream.SITE:
            assert (values["x-learner"], values["authorization"]) == (LEARNER, "Bearer the-relays-own")
        else:
            assert "x-learner" not in values
            assert "the-relays-own" not in values.get("authorization", "") or b"the-relays-own" in raw
    assert OTHER.encode() not in answer
    return len(found)
