"""The warm parent: listens on a unix socket and forks each job into a sandbox.

    python -m curriculum.grading.runner --socket PATH [--owner USER]

A client that connects gets one message, ``{"started": true}`` with one end of the
pupil's channel attached, or ``{"refused": "a sentence"}``; when the job has ended,
``{"ended": status, "out_of_memory": bool}``. A client that hangs up ends its job.
"""

import argparse
import os
import pwd
import signal
import socket
import sys
from pathlib import Path

from curriculum.grading.runner.parent import Fork, NoSandbox, Parent, sandboxed, unprotected

HUB_CONFIG = Path(__file__).resolve().parents[3] / "hub_config"


def main() -> int:
    arguments = _arguments()
    # Our turtle must be found before the standard library's, and before anything is forked.
    sys.path[:0] = [str(HUB_CONFIG / "lesson_kit" / "standard_names"), str(HUB_CONFIG)]
    try:
        fork = _way_to_fork(dangerously=arguments.dangerously_without_sandbox)
    except NoSandbox as reason:
        print(f"Marking cannot start: {reason}", file=sys.stderr)
        return 1
    listener = _listen(arguments.socket, arguments.owner)
    parent = Parent(listener, fork)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: parent.stop())
    try:
        parent.serve()
    finally:
        arguments.socket.unlink(missing_ok=True)
    return 0


def _way_to_fork(*, dangerously: bool) -> Fork:
    """Into a sandbox; without one only where there is none and the danger was asked for. Raises NoSandbox."""
    try:
        return sandboxed(HUB_CONFIG / "lesson_kit")
    except NoSandbox as reason:
        if not dangerously:
            raise
        if os.geteuid() == 0:
            raise NoSandbox(f"{reason} Without one, pupils' code never runs as the superuser.") from reason
        print(f"DANGER: pupils' code runs with all the rights of this user. {reason}", file=sys.stderr)
        return unprotected


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="curriculum.grading.runner", description="Runs pupils' code for marking."
    )
    parser.add_argument(
        "--socket", type=Path, required=True, help="where to listen; made, and removed at the end"
    )
    parser.add_argument("--owner", help="the system user whose processes may connect, when started as root")
    parser.add_argument(
        "--dangerously-without-sandbox",
        action="store_true",
        help="for development only: where no sandbox can be had, run pupils' code with all the rights "
        "of this process; never as root",
    )
    return parser.parse_args()


def _listen(path: Path, owner: str | None) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    if owner is not None:
        account = pwd.getpwnam(owner)
        os.chown(path, account.pw_uid, account.pw_gid)
    listener.listen(256)
    return listener


if __name__ == "__main__":
    sys.exit(main())
