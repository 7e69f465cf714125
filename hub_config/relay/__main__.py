"""Runs the relay until it is told to stop: `python -m hub_config.relay [--open LEARNER]`."""

import argparse
import asyncio
import os
import resource
import signal

from hub_config.logs import log_to_stderr
from hub_config.relay.control import ControlSocket
from hub_config.relay.forward import Upstreams
from hub_config.relay.learners import LearnerSockets
from hub_config.settings import RelaySettings


async def run(settings: RelaySettings, learners: list[str]) -> None:
    """Serve until SIGTERM or SIGINT. `learners` are opened at once, beside those open before."""
    stopping = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stopping.set)
    upstreams = Upstreams(settings)
    sockets = LearnerSockets(settings.sockets_folder, upstreams)
    control = ControlSocket(settings.control_socket, sockets)
    await sockets.restore()
    for learner in learners:
        await sockets.open(learner)
    await control.listen()
    try:
        await stopping.wait()
    finally:
        await control.close()
        await sockets.stop()
        await upstreams.close()


def allow_many_files() -> None:
    """A hundred learners with open connections need more descriptors than the usual 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    arguments = argparse.ArgumentParser(description="The relay between children's servers and the outside.")
    arguments.add_argument(
        "--open", action="append", default=[], metavar="LEARNER", help="open this learner's socket at once"
    )
    chosen = arguments.parse_args()
    log_to_stderr("clubs.relay")
    allow_many_files()
    os.umask(0o022)
    asyncio.run(run(RelaySettings.from_environment(os.environ), chosen.open))


if __name__ == "__main__":
    main()
