"""Messages between two processes over one stream socket: JSON objects, each after its length.

A message is four bytes, its length in bytes (big-endian), then that many bytes of
JSON. Both sides use it; the side that talks to pupils' code treats whatever
arrives as hostile: it reads no longer than its deadline and no more than
`LARGEST` bytes.
"""

import json
import socket
import struct
import time
from typing import Any

LARGEST = 4 * 1024 * 1024
Message = dict[str, Any]
_LENGTH = struct.Struct(">I")
# Made once: `json.dumps` makes an encoder for each call that asks for anything special.
_as_json = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
_from_json = json.JSONDecoder().decode


class ChannelClosed(Exception):
    """The other side has gone."""


class ChannelGarbled(Exception):
    """What arrived is no message: too long, not JSON, or not an object."""


class ChannelSlow(Exception):
    """No whole message arrived in time."""


class Channel:
    """One end. Not for use by several threads."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._arrived = bytearray()
        self._patience: float | None = connection.gettimeout()

    def close(self) -> None:
        self._connection.close()

    def send(self, message: Message, seconds: float | None = None) -> None:
        """Send one message. Raises ChannelClosed, or ChannelSlow when it is not taken in `seconds`."""
        body = _as_json(message).encode("ascii")
        if len(body) > LARGEST:
            raise ChannelGarbled(f"{len(body)} bytes are too many for one message")
        self._wait_no_longer_than(seconds)
        try:
            self._connection.sendall(_LENGTH.pack(len(body)) + body)
        except TimeoutError as reason:
            raise ChannelSlow from reason
        except OSError as reason:
            raise ChannelClosed from reason

    def receive(self, seconds: float | None = None) -> Message:
        """Wait for one message. Raises ChannelClosed, ChannelGarbled or ChannelSlow."""
        deadline = None if seconds is None else time.monotonic() + seconds
        self._wait_no_longer_than(seconds)
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
        if length > LARGEST:
            raise ChannelGarbled(f"{length} bytes are too many for one message")
        if deadline is not None and len(self._arrived) < length:
            self._wait_until(deadline)
        return parse(self._read(length, deadline))

    def _read(self, count: int, deadline: float | None) -> bytes:
        """Bytes that have come; else wait, the first time as long as is set, then for what is left."""
        while len(self._arrived) < count:
            try:
                part = self._connection.recv(65_536)
            except TimeoutError as reason:
                raise ChannelSlow from reason
            except OSError as reason:
                raise ChannelClosed from reason
            if not part:
                raise ChannelClosed
            self._arrived += part
            if deadline is not None and len(self._arrived) < count:
                self._wait_until(deadline)
        read = bytes(self._arrived[:count])
        del self._arrived[:count]
        return read

    def _wait_until(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise ChannelSlow
        self._wait_no_longer_than(left)

    def _wait_no_longer_than(self, seconds: float | None) -> None:
        if seconds != self._patience:  # to set it is a call to the system
            self._connection.settimeout(seconds)
            self._patience = seconds


def parse(body: bytes) -> Message:
    """Read one message's JSON. Raises ChannelGarbled when it is not an object."""
    try:
        message = _from_json(body.decode("utf-8"))
    except (ValueError, RecursionError) as reason:
        raise ChannelGarbled("not JSON") from reason
    if not isinstance(message, dict):
        raise ChannelGarbled("not a JSON object")
    return message
