"""Starts desks as plain processes that reach the hub through the relay, and outlive a hub's restart."""

import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import quote

from jupyterhub.spawner import SimpleLocalProcessSpawner

from hub_config.relay.client import RelayControl

REFUSES = Path(os.environ["DESKS_FOLDER"]) / "no-desks"
SLOW = Path(os.environ["DESKS_FOLDER"]) / "slow-desks"


class DeskSpawner(SimpleLocalProcessSpawner):
    """As `SandboxSpawner`, without launcher and sandbox.

    It starts nothing while the file `REFUSES` stands, and slowly while `SLOW` does.
    """

    @property
    def _relay(self):
        return RelayControl(Path(os.environ["CLUBS_RELAY_CONTROL_SOCKET"]))

    async def start(self):
        if REFUSES.exists():
            raise RuntimeError("no desks today")
        if SLOW.exists():
            await asyncio.sleep(1.5)  # the hub answers with its waiting page after a second
        self.cmd = [sys.executable, "-m", "tests.integration.hub_desks.desk"]
        self.env_keep = ["PATH", "PYTHONPATH"]
        self.hub_connect_url = "http+unix://" + quote(str(await self._relay.open(self.user.name)), safe="")
        address = await super().start()
        (Path(os.environ["DESKS_FOLDER"]) / f"{self.user.name}.pid").write_text(str(self.pid))
        return address

    async def stop(self, now=False):
        await super().stop(now=now)
        await self._relay.close(self.user.name)
