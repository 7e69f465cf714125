"""Runs each cell of a JSON list on standard input in the runner's own shell, fresh for each.

Prints a JSON list: what the runner says of each cell's error, or null where there was none.
"""

import json
import socket
import sys

from curriculum.grading.channel import Channel
from curriculum.grading.runner.pupil import Pupil
from curriculum.grading.runner.shell import make_shell

SECONDS = 5


def main() -> None:
    shell = make_shell()
    ours, _theirs = socket.socketpair()
    errors = []
    for source in json.load(sys.stdin):
        shell.reset(new_session=False)
        report = Pupil(Channel(ours), shell).run({"cell": 0, "source": source, "seconds": SECONDS})
        errors.append(report["error"])
    json.dump(errors, sys.stdout)


if __name__ == "__main__":
    main()
