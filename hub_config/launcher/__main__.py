"""Runs the launcher until it is told to stop: `python -m hub_config.launcher --help`."""

import argparse
import os
import pwd
import sys
from importlib import import_module
from pathlib import Path

from hub_config.launcher import lesson_process
from hub_config.launcher.control import Control
from hub_config.launcher.homes import Homes
from hub_config.launcher.servers import LessonServers
from hub_config.logs import log_to_stderr
from hub_config.sandbox import ForkServer, availability, keep_shared, sweep
from hub_config.warm_kernels import zygote


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hub_config.launcher", description="Starts children's lesson servers."
    )
    parser.add_argument("--socket", type=Path, required=True, help="where the hub's spawner finds it")
    parser.add_argument("--homes", type=Path, required=True, help="folder of the learners' homes")
    parser.add_argument("--logs", type=Path, required=True, help="folder of the servers' logs")
    parser.add_argument(
        "--relay", type=Path, required=True, help="folder of the relay's sockets, one folder a learner"
    )
    parser.add_argument("--hub-user", default=None, help="who may speak to it, beside root and its own user")
    return parser.parse_args()


def main() -> int:
    """Exit code 0 after an orderly stop, 69 where no sandbox can be had, 70 when the fork server has died."""
    chosen = arguments()
    log_to_stderr("clubs.launcher")
    if missing := availability():
        sys.stderr.write(f"{missing}\n")
        return os.EX_UNAVAILABLE
    sweep()
    preload()
    heard = {0, os.geteuid()} | ({pwd.getpwnam(chosen.hub_user).pw_uid} if chosen.hub_user else set())
    # Before anything is known of any learner: see `ForkServer`.
    forks = ForkServer(lesson_process.run_in_sandbox)
    homes = Homes(chosen.homes, chosen.homes.parent / "learner-uids.json")
    servers = LessonServers(homes, chosen.logs, chosen.relay, forks)
    return Control(chosen.socket, servers, forks, heard_uids=frozenset(heard)).run()


def preload() -> None:
    """Load all that servers and kernels need, so that they share its memory."""
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger would warn of Python's own modules
    for name in lesson_process.LESSON_MODULES:
        import_module(f"{lesson_process.LESSON_SERVER}.{name}")
    for name in zygote.MODULES:
        import_module(name)
    keep_shared()


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)  # a tidy end would try to take apart what `keep_shared` has made immortal
