"""Jupyter's provisioner whose kernels are forks of a zygote, and are started where that cannot be."""

import asyncio
import logging
import os
import select
import signal
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from hub_config.warm_kernels.zygote import Order, Zygote, ZygoteGone

log = logging.getLogger(__name__)

NAME = "warm-provisioner"
# The words between a kernel's Python and its own arguments.
MODULE = ["-m", "ipykernel_launcher"]


class ForkedKernel:
    """A kernel that another process has forked, with those of `subprocess.Popen`'s words that Jupyter uses.

    How it ended is told to its parent alone: `returncode` is 0 for every end.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._descriptor = descriptor

    def poll(self) -> int | None:
        """None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for its end, at most `timeout` seconds; None where it runs on."""
        return self._look(None if timeout is None else timeout * 1000)

    def send_signal(self, number: int) -> None:
        """Send a signal to it, unless it has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._descriptor, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _look(self, milliseconds: float | None) -> int | None:
        if self.returncode is None:
            ending = select.poll()
            ending.register(self._descriptor, select.POLLIN)
            if ending.poll(milliseconds):
                self.returncode = 0
                os.close(self._descriptor)
        return self.returncode


class WarmProvisioner(LocalProvisioner):
    """Forks Python kernels from `zygote`; without one, and for whatever else is asked for, starts them."""

    zygote: ClassVar[Zygote | None] = None
    process: Any

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """A kernel as `cmd` says."""
        if self.zygote is None or cmd[1:3] != MODULE:
            return await super().launch_kernel(cmd, **kwargs)
        folder = str(kwargs.get("cwd") or Path.cwd())
        order = Order(cmd[3:], dict(kwargs.get("env") or os.environ), folder)
        try:
            pid, descriptor = await asyncio.to_thread(self.zygote.fork, order)
        except (ZygoteGone, OSError) as failure:
            log.warning("a kernel is started, not forked: %s", failure)
            if isinstance(failure, ZygoteGone):
                type(self).zygote = None
            return await super().launch_kernel(cmd, **kwargs)
        self.process = ForkedKernel(pid, descriptor)
        self.pid = self.pgid = pid  # it begins a group of its own
        self.cwd = folder
        return self.connection_info


def register() -> str:
    """Make the provisioner known to this process's Jupyter server; its name, for the configuration."""
    entry = EntryPoint(NAME, f"{__name__}:{WarmProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.provisioners[NAME] = entry
    return NAME
