"""Settings of the hub's processes, all from the environment, each with a line of help.

The hub's environment has no environs, and needs none: a setting is a name, a default
and what it means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class SettingMissing(RuntimeError):
    """A setting that has no default is not in the environment; the message names it."""


class _Environment:
    """Reads one environment, a setting at a time."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str | None = None) -> str:
        value = self._values.get(name) or default
        if value is None:
            raise SettingMissing(f"{name} is not set; see hub_config/settings.py for what it means")
        return value

    def number(self, name: str, default: int) -> int:
        return int(self.text(name, str(default)))

    def origin(self, name: str, default: str) -> str:
        """An address without path or closing slash."""
        parts = urlsplit(self.text(name, default))
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
            raise SettingMissing(f"{name} must be an address such as {default}, with no path")
        return f"{parts.scheme}://{parts.netloc}"

    def path(self, name: str, default: Path | None = None) -> Path:
        return Path(self.text(name, None if default is None else str(default)))

    def yes(self, name: str) -> bool:
        return self.text(name, "0").lower() in {"1", "true", "yes"}


@dataclass(frozen=True)
class RelaySettings:
    """What the relay needs."""

    site_url: str = field(metadata={"help": "CLUBS_SITE_URL: where the site's lesson API is reached"})
    hub_api_origin: str = field(metadata={"help": "CLUBS_HUB_API_PORT: the hub's own port on this machine"})
    relay_token: str = field(
        repr=False, metadata={"help": "CLUBS_RELAY_TOKEN: what the lesson API knows the relay by"}
    )
    sockets_folder: Path = field(metadata={"help": "CLUBS_RUN_DIR: learners' sockets lie in relay/ below it"})
    control_socket: Path = field(
        metadata={
            "help": "CLUBS_RELAY_CONTROL_SOCKET: the spawner's socket; relay-control.sock in the run dir"
        }
    )

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> "RelaySettings":
        """Raises `SettingMissing`."""
        environment = _Environment(values)
        run_dir = environment.path("CLUBS_RUN_DIR")
        return cls(
            site_url=environment.origin("CLUBS_SITE_URL", "http://localhost:8000"),
            hub_api_origin=environment.origin(
                "CLUBS_HUB_API_URL", f"http://127.0.0.1:{environment.number('CLUBS_HUB_API_PORT', 8002)}"
            ),
            relay_token=environment.text("CLUBS_RELAY_TOKEN"),
            sockets_folder=run_dir / "relay",
            control_socket=environment.path("CLUBS_RELAY_CONTROL_SOCKET", run_dir / "relay-control.sock"),
        )
