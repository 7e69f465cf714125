"""What runs inside the sandbox: one Jupyter server, a child's or an adult's, on a socket it was handed.

Imported by the launcher before any fork, so everything at the top is loaded once and
shared. `jupyterhub.singleuser` is not: its classes read the environment when imported.
"""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ipykernel.kernelspec  # noqa: F401  loaded here, used by the server
import jupyterhub.httpclient
import jupyterhub.log  # noqa: F401
import nbformat.sign  # noqa: F401
import tornado.ioloop  # noqa: F401
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_server.serverapp import ServerApp
from jupyterhub.services.auth import _ExpiringDict
from traitlets.config import Config

import hub_config
from hub_config.lesson_server.room_server import RoomServerApp
from hub_config.sandbox import kernel
from hub_config.warm_kernels import provisioner, zygote

LESSON_SERVER = "hub_config.lesson_server"
COPY_SERVER = "hub_config.copy_server"
LESSON_MODULES = ("app", "api", "page", "notebook_door")
HUB_EXTENSION = "jupyterhub"
HOME = Path("/home/learner")
JUPYTER_FOLDER = Path("/tmp/jupyter")  # noqa: S108  the sandbox's own
RELAY_FOLDER = Path("/run/relay")
RELAY_ADDRESS = "http+unix://" + str(RELAY_FOLDER / "relay.sock").replace("/", "%2F")
# Where kernels find the lesson kit, apart from the rest of the hub's code.
KIT_FOLDER = Path("/opt/lesson")
KIT_PATHS = ("standard_names", "kernel_start")
# Where nbgrader's commands, typed in a kernel, find their settings: code of ours, read-only.
COMMAND_SETTINGS = Path(hub_config.__file__).parent / "exchange" / "settings"
LARGEST_ENVIRONMENT = 64 * 1024
LARGEST_REQUEST_BYTES = 8 << 20

# What the hub may set. Everything else in a server's environment is chosen here.
FROM_HUB = {"CLUBS_SITE_URL", "CLUBS_WARM_LESSON"} | {
    f"JUPYTERHUB_{name}"
    for name in (
        "API_TOKEN",
        "API_URL",
        "ACTIVITY_INTERVAL",
        "ACTIVITY_URL",
        "BASE_URL",
        "CLIENT_ID",
        "COOKIE_HOST_PREFIX_ENABLED",
        "COOKIE_OPTIONS",
        "DEFAULT_URL",
        "HOST",
        "OAUTH_ACCESS_SCOPES",
        "OAUTH_CALLBACK_URL",
        "OAUTH_CLIENT_ALLOWED_SCOPES",
        "OAUTH_SCOPES",
        "PUBLIC_HUB_URL",
        "PUBLIC_URL",
        "SERVER_NAME",
        "SERVICE_PREFIX",
        "USER",
    )
}
SECRETS = ("JUPYTERHUB_API_TOKEN",)


def environment() -> dict[str, str]:
    """The environment every lesson server begins with; no child's settings are ever read."""
    return {
        "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(HOME),
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp",  # noqa: S108
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": ":".join(
            map(str, (KIT_FOLDER, *(KIT_FOLDER / "lesson_kit" / each for each in KIT_PATHS)))
        ),
        "IPYTHONDIR": str(JUPYTER_FOLDER / "ipython"),
        "JUPYTER_CONFIG_DIR": str(JUPYTER_FOLDER / "config"),
        "JUPYTER_DATA_DIR": str(JUPYTER_FOLDER / "data"),
        "JUPYTER_RUNTIME_DIR": str(JUPYTER_FOLDER / "runtime"),
        "JUPYTER_NO_CONFIG": "1",
        "CLUBS_LESSON_API": f"{RELAY_ADDRESS}/api/lesson/v1",
        "JUPYTERHUB_SINGLEUSER_EXTENSION": "1",
        "JUPYTERHUB_DISABLE_USER_CONFIG": "1",
    }


class KeepsNothing(_ExpiringDict):
    """In place of the store of the hub's answers about tokens, for which an age of 0 means for ever.

    A session that the hub has ended must be dead at the very next request.
    """

    def __setitem__(self, key: object, value: object) -> None:
        pass


class KernelsWithCommands(KernelSpecManager):
    """Kernels in which nbgrader's commands speak to the site; the server itself still reads no settings."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel, with what the commands that a child types in it need."""
        found = super().get_kernel_spec(kernel_name)
        found.argv = [*found.argv, "--ext=shell_commands"]
        found.env = {
            **found.env,
            "JUPYTER_NO_CONFIG": "",
            "JUPYTER_CONFIG_PATH": str(COMMAND_SETTINGS),
            # Where the lesson room keeps lessons, whatever folder a kernel works in.
            "CLUBS_LESSONS_FOLDER": str(HOME / "lessons"),
        }
        return found


class InheritedSocketServer(RoomServerApp):
    """A Jupyter server that serves a listening socket made outside the sandbox."""

    listener: socket.socket

    def _find_http_port(self) -> None:
        """Nothing to look for: the port was bound before this process was forked."""

    def _bind_http_server(self) -> None:
        self.listener.setblocking(False)
        self.http_server.add_sockets([self.listener])


def config(*, copies: bool = False) -> Config:
    """Settings of a child's server, or of one for `copies`, which has no lesson room and no commands.

    Those of the hub's extension are added by itself and come first.
    """
    ours = COPY_SERVER if copies else LESSON_SERVER
    return Config(
        {
            "ServerApp": {
                "allow_unauthenticated_access": False,
                "jpserver_extensions": {HUB_EXTENSION: True, ours: True},
                "kernel_spec_manager_class": KernelSpecManager if copies else KernelsWithCommands,
                "log_level": "WARN",
                "max_body_size": LARGEST_REQUEST_BYTES,
                "max_buffer_size": LARGEST_REQUEST_BYTES,
                "reraise_server_extension_failures": True,
                "root_dir": str(HOME),
                "terminals_enabled": False,
                # The room's script is a third of its size then, which a child at home waits for.
                "tornado_settings": {"compress_response": True},
            },
            "KernelSpecManager": {"allowed_kernelspecs": {"python3"}},
            # Unix sockets in the server's own folder: no internet socket can be made inside.
            "KernelManager": {"transport": "ipc"},
            "KernelProvisionerFactory": {"default_provisioner_name": provisioner.register()},
            "FileContentsManager": {"delete_to_trash": False},
        }
    )


def run_in_sandbox(arguments: Mapping[str, Any], descriptors: Sequence[int]) -> int:
    """What the launcher has run inside: arguments and exit code as `run`'s; its kernels are forked.

    `descriptors`: the listening socket, the environment, and the learner's log, which the sandbox's limit
    on files bounds.
    """
    listener_fd, environment_fd, words = descriptors
    os.dup2(words, 1)
    os.dup2(words, 2)
    os.close(words)
    kernel.name_process("lesson server")
    provisioner.WarmProvisioner.zygote = zygote.start(closed=(listener_fd, environment_fd))
    return run(listener_fd, environment_fd, copies=arguments["copies"])


def run(listener_fd: int, environment_fd: int, *, copies: bool = False) -> int:
    """Serve `listener_fd` until told to stop; `environment_fd` is the hub's memory file. Exit code.

    `copies` is for an adult's server.
    """
    _take_environment(environment_fd)
    os.umask(0o077)
    for folder in ("config", "data", "runtime", "ipython"):
        (JUPYTER_FOLDER / folder).mkdir(parents=True, exist_ok=True)
    InheritedSocketServer.listener = socket.socket(fileno=listener_fd)
    app = InheritedSocketServer.instance(config=config(copies=copies))
    app.initialize(argv=[], find_extensions=False, starter_extension="jupyterhub-singleuser")
    _guard(app)
    app.start()
    return 0


def _take_environment(descriptor: int) -> None:
    """Take over what the hub allows itself to set; the file is in the launcher's keeping unread."""
    with open(descriptor, "rb") as file:
        given: dict[str, Any] = json.loads(file.read(LARGEST_ENVIRONMENT))
    os.environ.update({name: str(value) for name, value in given.items() if name in FROM_HUB})
    os.environ["JUPYTERHUB_SERVICE_URL"] = f"http://127.0.0.1:1{given['JUPYTERHUB_SERVICE_PREFIX']}"


def _guard(app: ServerApp) -> None:
    """Make sure that the hub decides who comes in, at every request, before the first is served."""
    from jupyterhub.singleuser.extension import JupyterHubIdentityProvider

    provider = app.identity_provider
    if not isinstance(provider, JupyterHubIdentityProvider):
        raise TypeError("The hub's sign-on is not in place; this server must not run.")
    points = app.extension_manager.extension_points
    for authority in (provider.hub_auth, points["jupyterhub-singleuser"].app.hub_auth):
        authority.cache = KeepsNothing()
        authority.api_token  # noqa: B018  read now: kernels inherit the environment and shall not find it
    for name in SECRETS:
        with contextlib.suppress(KeyError):
            del os.environ[name]
