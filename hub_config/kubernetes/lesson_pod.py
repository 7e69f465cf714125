"""One server, a child's or an adult's, as a pod's main process: `python -m hub_config.kubernetes.lesson_pod`.

The same server as on one machine (`hub_config.launcher.lesson_process`), with the pod in
place of the sandbox: it listens on the pod's address, takes the hub's settings from its
environment, and finds the socket of the relay that runs beside it in the same pod.
"""

import json
import os
import socket
import sys
from collections.abc import Mapping
from urllib.parse import quote

from hub_config.names import is_copier

PORT = 8888
RELAY_SOCKET = "/run/clubs/relay/{learner}/relay.sock"


def given_by_hub(environment: Mapping[str, str]) -> dict[str, str]:
    """What the hub told this pod, with its own address replaced by the relay's."""
    learner = environment["JUPYTERHUB_USER"]
    relay = relay_address(learner)
    return dict(environment) | {
        "JUPYTERHUB_API_URL": f"{relay}/hub/api",
        "JUPYTERHUB_ACTIVITY_URL": f"{relay}/hub/api/users/{learner}/activity",
    }


def relay_address(learner: str) -> str:
    return f"http+unix://{quote(RELAY_SOCKET.format(learner=learner), safe='')}"


def memory_file(values: Mapping[str, str]) -> int:
    """A descriptor of a file in memory that holds `values` as JSON, read from its beginning."""
    descriptor = os.memfd_create("from-hub")
    os.write(descriptor, json.dumps(values).encode())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def main() -> int:
    # Imported late: this module's constants are also the hub's, which starts no lesson server.
    from hub_config.launcher import lesson_process

    given = given_by_hub(os.environ)
    own = lesson_process.environment() | {
        "CLUBS_LESSON_API": f"{relay_address(given['JUPYTERHUB_USER'])}/api/lesson/v1"
    }
    os.environ.clear()
    os.environ.update(own)
    listener = socket.create_server(("", PORT), backlog=128)
    copies = is_copier(given["JUPYTERHUB_USER"])
    return lesson_process.run(listener.detach(), memory_file(given), copies=copies)


if __name__ == "__main__":
    sys.exit(main())
