"""The Jupyter server under a lesson room, which ends at once when it is told to, and finishes saving first.

Jupyter reads and writes files in anyio's threads, and anyio ends a thread with the task in whose keeping it
stands. Where a loop runs for ever that is whichever request came first: one that is under way when the loop
stops never ends, nor does its thread, and the process waits for it without end. Here the loop runs one task
from beginning to end, and all threads are in its keeping.
"""

import asyncio
import contextlib
from typing import cast

from anyio import to_thread
from jupyter_server.serverapp import ServerApp
from tornado.platform.asyncio import BaseAsyncIOLoop

#: Longest wait for files that are being written when the server is told to stop.
SAVING_SECONDS = 2.0
SECONDS_BETWEEN_LOOKS = 0.02


class RoomServerApp(ServerApp):
    """A Jupyter server whose end is orderly: what is being saved is on disk, then nothing keeps it."""

    _ended: asyncio.Event

    def start_ioloop(self) -> None:
        """Run until stopped."""
        self._ended = asyncio.Event()
        self.io_loop.add_callback(self._post_start)
        loop = cast(BaseAsyncIOLoop, self.io_loop).asyncio_loop
        # Jupyter's own address for shutting down stops the loop under the task, a RuntimeError.
        with contextlib.suppress(KeyboardInterrupt, RuntimeError):
            loop.run_until_complete(self._ended.wait())

    async def _stop(self) -> None:
        try:
            await files_at_rest(SAVING_SECONDS)
            await self._cleanup()
        finally:
            self._ended.set()


async def files_at_rest(seconds: float) -> bool:
    """Wait until no file is being read or written; False where that takes longer than `seconds`.

    Seen twice, because one save is several steps, each in a thread of its own.
    """
    threads = to_thread.current_default_thread_limiter()
    until = asyncio.get_running_loop().time() + seconds
    resting = 0
    while resting < 2:
        if asyncio.get_running_loop().time() > until:
            return False
        resting = 0 if threads.borrowed_tokens else resting + 1
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    return True
