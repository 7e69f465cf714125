"""Runs the launcher until it is told to stop: `python -m hub_config.launcher --help`."""

import argparse
import gc
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
from hub_config.sandbox import availability, sweep


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
    """Exit code 0 after an orderly stop, 69 where no sandbox can be had."""
    chosen = arguments()
    log_to_stderr("clubs.launcher")
    if missing := availability():
        sys.stderr.write(f"{missing}\n")
        return os.EX_UNAVAILABLE
    sweep()
    preload()
    heard = {0, os.geteuid()} | ({pwd.getpwnam(chosen.hub_user).pw_uid} if chosen.hub_user else set())
    homes = Homes(chosen.homes, chosen.homes.parent / "learner-uids.json")
    Control(chosen.socket, LessonServers(homes, chosen.logs, chosen.relay), heard_uids=frozenset(heard)).run()
    return 0


def preload() -> None:
    """Load the lesson server too, then keep the collector off all of it, so that forks share the memory."""
    for name in lesson_process.LESSON_MODULES:
        import_module(f"{lesson_process.LESSON_SERVER}.{name}")
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
