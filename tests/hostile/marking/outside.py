"""The control of `reaching`: the same attempts outside any sandbox.

    python outside.py FILE < SOMETHING

FILE holds ``{"name": "code", …}``; prints the names of those that found something. Each is tried
twice, in forks: the second may find what the first has left.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    attempts = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps([name for name, code in attempts.items() if any(found(code) for _ in range(2))]))


def found(code: str) -> bool:
    """Whether `code` leaves something in `found`."""
    pid = os.fork()
    if pid == 0:
        status = 2
        try:
            names: dict[str, Any] = {}
            exec(code, names)
            status = 0 if names["found"] else 1
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] == 0


if __name__ == "__main__":
    main()
