"""One kernel a lesson, started as soon as its page is asked for."""

import asyncio
from typing import Any


class LessonKernels:
    """Starts and finds the kernels of lessons through the server's session manager."""

    def __init__(self, sessions: Any) -> None:
        self._sessions = sessions
        self._starting: dict[str, asyncio.Task[dict]] = {}
        self._shown: set[str] = set()

    def start(self, path: str) -> asyncio.Task[dict]:
        """Have a kernel for the notebook at ``path``; gives its session's model.

        Asked twice at once, by two tabs or by the page and its script, it starts one.
        """
        task = self._starting.get(path)
        if task is None:
            task = asyncio.ensure_future(self._find_or_start(path))
            self._starting[path] = task
            task.add_done_callback(lambda done: self._started(path, done))
        return task

    async def begins_afresh(self, path: str) -> bool:
        """Whether a page that is shown now meets a kernel that has run nothing for a page before."""
        known = path in self._shown and await self._sessions.session_exists(path=path)
        self._shown.add(path)
        return not known

    def _started(self, path: str, done: asyncio.Task[dict]) -> None:
        """Forget the start; whoever waits for it sees what went wrong, if anything."""
        self._starting.pop(path, None)
        if not done.cancelled():
            done.exception()

    async def _find_or_start(self, path: str) -> dict:
        if await self._sessions.session_exists(path=path):
            return await self._sessions.get_session(path=path)
        return await self._sessions.create_session(
            path=path, name=path, type="notebook", kernel_name="python3"
        )
