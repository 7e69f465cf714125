"""A stock JupyterHub: JupyterLab's defaults, stock proxy, servers as plain processes.

It runs from the hub's own environment, so with the same versions of everything, and without the package
whose parsers cost each stock server two seconds (pyproject.toml, `override-dependencies`): to stock's good.
"""

import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from tests.bench.memory import descendants
from tests.classroom.stack import free_ports
from website.supervisor.layout import Layout

NOTEBOOK = "lesson.ipynb"
NBGRADER = [
    f"nbgrader.server_extensions.{name}"
    for name in ("formgrader", "validate_assignment", "assignment_list", "course_list")
]
STARTS_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 20
CONFIGURATION = """
c.JupyterHub.bind_url = {url!r}
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args = {arguments!r}
c.Spawner.default_url = "/lab/tree/{notebook}"
c.JupyterHub.services = [{{"name": "bench", "api_token": {token!r}, "admin": True}}]
c.JupyterHub.load_roles = [
    {{"name": "bench", "scopes": ["admin:users", "admin:servers", "access:servers"], "services": ["bench"]}}
]
"""


@dataclass(frozen=True)
class StockHub:
    """A running one: its address, a token that may do everything, and its own processes."""

    url: str
    token: str
    pid: int
    homes: Path

    def give_home(self, user: str) -> None:
        """A home in which nothing of nbgrader, which stands in the same environment, is switched on."""
        home = self.homes / user
        (home / ".jupyter" / "labconfig").mkdir(parents=True)
        server = {"ServerApp": {"jpserver_extensions": dict.fromkeys(NBGRADER, False)}}
        (home / ".jupyter" / "jupyter_server_config.json").write_text(json.dumps(server))
        page = {"disabledExtensions": {"@jupyter/nbgrader": True}}
        (home / ".jupyter" / "labconfig" / "page_config.json").write_text(json.dumps(page))

    def give_notebook(self, user: str, program: str) -> None:
        """A notebook of one cell, which JupyterLab opens at once; anew each time."""
        notebook = new_notebook(cells=[new_code_cell(program)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, self.homes / user / NOTEBOOK)

    def servers(self) -> list[int]:
        """The processes of users' servers and kernels: what descends from the hub but the proxy."""
        return [pid for pid in descendants(self.pid) if pid != self.pid and not _is_proxy(pid)]


@contextmanager
def stock_hub(layout: Layout, folder: Path) -> Iterator[StockHub]:
    """Run one in `folder`, with the programs of `layout`; everything of it ends at the end."""
    port, hub_port, proxy_port = free_ports(3)
    url, token, homes = f"http://127.0.0.1:{port}", secrets.token_hex(32), folder / "homes"
    configuration = folder / "jupyterhub_config.py"
    program = layout.state / "node/node_modules/configurable-http-proxy/bin/configurable-http-proxy"
    configuration.write_text(
        CONFIGURATION.format(
            url=url, hub_port=hub_port, proxy_port=proxy_port, proxy=[layout.node, str(program)],
            homes=f"{homes}/{{username}}", token=token, notebook=NOTEBOOK,
            arguments=["--allow-root"] if os.geteuid() == 0 else [],
        )
    )  # fmt: skip
    binaries = Path(layout.python("hub")).parent
    environment = {"PATH": f"{binaries}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    with (folder / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [layout.python("hub"), "-m", "jupyterhub", "-f", str(configuration)],
            cwd=folder, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        _wait_for(f"{url}/hub/api/", process, folder / "hub.log")
        yield StockHub(url, token, process.pid, homes)
    finally:
        _end(process)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    from urllib.request import urlopen

    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urlopen(address, timeout=2) as answer:
            if "version" in json.load(answer):
                return
        time.sleep(0.2)
    raise RuntimeError(f"The stock hub did not start:\n{log.read_text()[-4000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kindly first, so that it ends its servers and proxy; then whatever of them is left."""
    mine = descendants(process.pid)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOPS_WITHIN_SECONDS)
    for pid in mine:
        with suppress(ProcessLookupError):
            os.kill(pid, 9)
    process.wait(STOPS_WITHIN_SECONDS)


def _is_proxy(pid: int) -> bool:
    with suppress(OSError):
        return b"configurable-http-proxy" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
