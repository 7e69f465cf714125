"""Messages over a stream socket: whole, in time, and never waited for longer than was said."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from curriculum.grading.channel import Channel, ChannelClosed, ChannelGarbled, ChannelSlow

SOON, PAUSE = 0.3, 0.2


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    """Our end, and the other's bare socket."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def framed(message: object) -> bytes:
    body = json.dumps(message).encode()
    return struct.pack(">I", len(body)) + body


@pytest.mark.parametrize("seconds", [None, 5.0], ids=["without a clock", "with a clock"])
@pytest.mark.parametrize(
    "cut", [0, 2, 4, 7], ids=["whole", "in the length", "after the length", "in the text"]
)
def test_a_message_arrives_however_it_is_cut(ends, seconds, cut):
    ours, theirs = ends
    sent = framed({"ask": "é"}) + framed({"ask": "next"})
    theirs.sendall(sent[:cut])
    rest = threading.Timer(0.05, theirs.sendall, [sent[cut:]])
    rest.start()
    assert [ours.receive(seconds), ours.receive(seconds)] == [{"ask": "é"}, {"ask": "next"}]
    rest.join()


@pytest.mark.parametrize(
    "pieces",
    [[b"\0\0\0\x02", b"{", b"}"], [b"\0", b"\0\0\x02", b"{}"], [b"\0\0\0\x02", b"{}"]],
    ids=["a text by drops", "a length by drops", "a text after its length"],
)
def test_drops_do_not_set_the_clock_back(ends, pieces):
    """Each drop comes in time after the one before; all together come too late."""
    ours, theirs = ends

    def drip() -> None:
        for piece in pieces:
            time.sleep(PAUSE)
            theirs.sendall(piece)

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(ChannelSlow):
        ours.receive(SOON)
    dripping.join()


def test_each_wait_has_its_own_clock(ends):
    ours, theirs = ends
    theirs.sendall(framed({"ask": 1}))
    assert ours.receive(0.05) == {"ask": 1}
    later = threading.Timer(0.3, theirs.sendall, [framed({"ask": 2})])
    later.start()
    assert ours.receive(None) == {"ask": 2}
    with pytest.raises(ChannelSlow):
        ours.receive(0.05)


def test_a_reader_that_never_reads_does_not_hold_the_writer(ends):
    ours, _ = ends
    with pytest.raises(ChannelSlow):
        ours.send({"much": "a" * 4_000_000}, 0.1)


@pytest.mark.parametrize(
    "body",
    [b"", b"[1]", b"nonsense", b"\xff\xfe", b'{"a": ', b"[" * 100_000, b'"\xed\xa0\x80"'],
    ids=["nothing", "a list", "no JSON", "no text", "cut short", "too deep", "half a sign"],
)
def test_what_is_no_message_is_refused(ends, body):
    ours, theirs = ends
    theirs.sendall(struct.pack(">I", len(body)) + body)
    with pytest.raises(ChannelGarbled):
        ours.receive(5)


def test_too_long_a_message_is_refused_before_it_is_read(ends):
    ours, theirs = ends
    theirs.sendall(struct.pack(">I", 1 << 30))
    with pytest.raises(ChannelGarbled):
        ours.receive(5)


def test_a_closed_line_is_told(ends):
    ours, theirs = ends
    theirs.sendall(b"\0\0")
    theirs.close()
    with pytest.raises(ChannelClosed):
        ours.receive(5)
