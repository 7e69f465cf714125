"""The hub's spawner: a sandboxed lesson server per child, through the launcher and the relay."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
from jupyterhub.httpclient import fetch
from jupyterhub.spawner import Spawner
from traitlets import Float, Integer, Unicode, default

from hub_config.launcher.client import LauncherControl, LauncherRefused, LauncherUnavailable
from hub_config.launcher.home_size import HOME_BYTES
from hub_config.names import is_copier, is_known
from hub_config.relay.client import RelayControl, RelayUnavailable

# How the inside sees the relay's socket; jupyterhub's client understands the scheme.
RELAY_ADDRESS = "http+unix://%2Frun%2Frelay%2Frelay.sock"
SECONDS_BETWEEN_LOOKS = 0.25
SECONDS_BETWEEN_STOP_LOOKS = 0.05
ALREADY_RUNNING = "already_running"


class LessonServerFailed(RuntimeError):
    """A child's server did not start. The child reads `jupyterhub_message`, the log has the reason."""

    jupyterhub_message = (
        "Your lesson did not open. Please try again; if it happens twice, tell the person who runs your club."
    )


def default_page(name: str) -> str:
    """Where a server's bare address leads: into lessons, or to the adult's copies."""
    return "/copy" if is_copier(name) else "/lesson"


class SandboxSpawner(Spawner):
    """Starts each child's own server, or an adult's with a copy of a notebook, in a sandbox of its own.

    Servers are the launcher's children, not the hub's: the hub may restart under them and
    takes them up again by learner and port.
    """

    launcher_socket = Unicode(help="Path of the launcher's socket (CLUBS_LAUNCHER_SOCKET).").tag(config=True)
    relay_control_socket = Unicode(
        help="Path of the relay's control socket (CLUBS_RELAY_CONTROL_SOCKET)."
    ).tag(config=True)
    site_url = Unicode(
        "http://localhost:8000", help="Address of the site, for the lesson room's way home (CLUBS_SITE_URL)."
    ).tag(config=True)
    processes_limit = Integer(
        96, help="Most processes and threads in one child's sandbox, server and kernels together."
    ).tag(config=True)
    home_bytes = Integer(
        HOME_BYTES,
        help="Most that a child's home may hold, in bytes; a server that goes beyond is ended, and the next "
        "start removes what programs have written, the largest first.",
    ).tag(config=True)
    seconds_to_stop = Float(
        10, help="How long a stop may take, killing included, before it counts as failed."
    ).tag(config=True)

    @default("mem_limit")
    def _default_mem_limit(self) -> int:
        return 512 << 20

    @default("cpu_limit")
    def _default_cpu_limit(self) -> float:
        return 1.0

    @default("hub_connect_url")
    def _default_hub_connect_url(self) -> str:
        return RELAY_ADDRESS

    @default("default_url")
    def _default_default_url(self) -> str:
        return default_page(self.user.name)

    @property
    def _launcher(self) -> LauncherControl:
        return LauncherControl(Path(self.launcher_socket))

    @property
    def _relay(self) -> RelayControl:
        return RelayControl(Path(self.relay_control_socket))

    def get_env(self) -> dict[str, str]:
        """The stock environment and the site's address; the launcher's side lets through what it knows."""
        return {**super().get_env(), "CLUBS_SITE_URL": self.site_url}

    async def start(self) -> str:
        """Start the server and return its address once it answers. Raises `LessonServerFailed`."""
        learner = self.user.name
        if not is_known(learner):
            raise LessonServerFailed("Only children and copiers have servers; this name is neither's.")
        try:
            await self._relay.open(learner)
            self.port = await self._launch(learner)
        except (LauncherUnavailable, LauncherRefused, RelayUnavailable) as failure:
            raise LessonServerFailed(str(failure)) from failure
        await self._until_it_answers()
        return f"http://127.0.0.1:{self.port}"

    async def _launch(self, learner: str) -> int:
        """The port of a fresh server, ending first one that the hub no longer knows of."""
        try:
            return await self._ask_for_server(learner)
        except LauncherRefused as refusal:
            if refusal.code != ALREADY_RUNNING:
                raise
        await self._end(now=True)
        return await self._ask_for_server(learner)

    async def _ask_for_server(self, learner: str) -> int:
        return await self._launcher.start(
            learner,
            self.get_env(),
            memory_bytes=int(self.mem_limit),
            processors=float(self.cpu_limit),
            processes=self.processes_limit,
            home_bytes=self.home_bytes,
        )

    async def _until_it_answers(self) -> None:
        """Wait for one answer; the port listens before the server is up, so the first request just waits."""
        asked = asyncio.ensure_future(
            fetch(f"http://127.0.0.1:{self.port}{self.server.base_url}api", raise_for_status=False)
        )
        try:
            while not (await asyncio.wait({asked}, timeout=SECONDS_BETWEEN_LOOKS))[0]:
                if (status := await self.poll()) is not None:
                    raise LessonServerFailed(f"The server ended with status {status}; see its log.")
            asked.result().release()
        except aiohttp.ClientError as failure:
            raise LessonServerFailed(f"The server closed its port: {failure}") from failure
        finally:
            asked.cancel()

    async def poll(self) -> int | None:
        """None while the server runs, else its exit status (0 if unknown)."""
        try:
            found = await self._launcher.poll(self.user.name)
        except LauncherUnavailable as failure:
            self.log.warning("%s", failure)
            # No launcher, no servers: they die with it. One that is merely slow still has them.
            return 1 if failure.is_gone else None
        if found["running"] and found["port"] == self.port:
            return None
        return found.get("status") or 0

    async def stop(self, now: bool = False) -> None:
        """End the server and everything in its sandbox, then close its relay socket."""
        await self._end(now=now)
        try:
            await self._relay.close(self.user.name)
        except RelayUnavailable as failure:
            self.log.warning("%s", failure)

    async def _end(self, *, now: bool) -> None:
        """Tell the launcher, and wait until the sandbox is gone. Raises `TimeoutError`."""
        learner = self.user.name
        try:
            async with asyncio.timeout(self.seconds_to_stop):
                await self._launcher.stop(learner, now=now)
                while (await self._launcher.poll(learner))["running"]:
                    await asyncio.sleep(SECONDS_BETWEEN_STOP_LOOKS)
        except LauncherUnavailable as failure:
            if not failure.is_gone:
                raise

    def get_state(self) -> dict[str, Any]:
        """What a restarted hub needs to know its running server again: the port."""
        state = super().get_state()
        if self.port:
            state["port"] = self.port
        return state

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self.port = state.get("port", 0)

    def clear_state(self) -> None:
        super().clear_state()
        self.port = 0
