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
    hub_api_origin: str = field(
        metadata={"help": "CLUBS_HUB_API_PORT: the hub's own port on this machine, or CLUBS_HUB_API_URL"}
    )
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
        return cls(
            site_url=environment.origin("CLUBS_SITE_URL", "http://localhost:8000"),
            hub_api_origin=environment.origin(
                "CLUBS_HUB_API_URL", f"http://127.0.0.1:{environment.number('CLUBS_HUB_API_PORT', 8002)}"
            ),
            relay_token=environment.text("CLUBS_RELAY_TOKEN"),
            sockets_folder=_run_dir(environment) / "relay",
            control_socket=_control_socket(environment),
        )


@dataclass(frozen=True)
class AheadSettings:
    """What the service that starts servers ahead of a session needs, beside what the hub tells it."""

    site_url: str = field(metadata={"help": "CLUBS_SITE_URL: where the site is asked who is due"})
    token: str = field(repr=False, metadata={"help": "CLUBS_HUB_TOKEN: what the site knows the hub by"})
    minutes: int = field(
        metadata={"help": "CLUBS_AHEAD_MINUTES: how long before a session its servers start; 10"}
    )
    at_once: int = field(metadata={"help": "CLUBS_AHEAD_AT_ONCE: how many are started at the same time; 2"})
    most: int = field(
        metadata={"help": "CLUBS_AHEAD_MOST: the most that run ahead at any time, about 100 MB each; 60"}
    )
    quiet_minutes: int = field(
        metadata={
            "help": "CLUBS_AHEAD_QUIET_MINUTES: how long a server rests before it is stopped after its "
            "session; 12, more than two of the five minutes in which servers say that they are used"
        }
    )
    seconds_between_looks: int = field(
        metadata={"help": "CLUBS_AHEAD_SECONDS: how long between two looks at who is due; 15"}
    )

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> "AheadSettings":
        """Raises `SettingMissing`."""
        environment = _Environment(values)
        return cls(
            site_url=environment.origin("CLUBS_SITE_URL", "http://localhost:8000"),
            token=environment.text("CLUBS_HUB_TOKEN"),
            minutes=environment.number("CLUBS_AHEAD_MINUTES", 10),
            at_once=environment.number("CLUBS_AHEAD_AT_ONCE", 2),
            most=environment.number("CLUBS_AHEAD_MOST", 60),
            quiet_minutes=environment.number("CLUBS_AHEAD_QUIET_MINUTES", 12),
            seconds_between_looks=environment.number("CLUBS_AHEAD_SECONDS", 15),
        )


@dataclass(frozen=True)
class HubSettings:
    """What the hub needs. Its keys JUPYTERHUB_CRYPT_KEY and JPY_COOKIE_SECRET it reads itself."""

    site_url: str = field(metadata={"help": "CLUBS_SITE_URL: the site, as a browser reaches it"})
    public_url: str = field(metadata={"help": "CLUBS_HUB_URL: the hub, as a browser reaches it"})
    bind_url: str = field(metadata={"help": "CLUBS_HUB_URL's port: where the proxy listens on this machine"})
    api_bind_url: str = field(metadata={"help": "CLUBS_HUB_API_PORT: the hub's own port on this machine"})
    proxy_api_url: str = field(metadata={"help": "CLUBS_PROXY_API_PORT: the proxy's API on this machine"})
    proxy_token: str = field(
        repr=False, metadata={"help": "CONFIGPROXY_AUTH_TOKEN: what the proxy knows the hub by"}
    )
    database_url: str = field(
        repr=False,
        metadata={
            "help": "CLUBS_HUB_DATABASE_URL: PostgreSQL, with options=-csearch_path=hub for its schema"
        },
    )
    client_id: str = field(metadata={"help": "CLUBS_HUB_CLIENT_ID: the hub at the site's OpenID provider"})
    client_secret: str = field(repr=False, metadata={"help": "CLUBS_HUB_CLIENT_SECRET: and its secret"})
    relay_control_socket: Path = field(
        metadata={"help": "CLUBS_RELAY_CONTROL_SOCKET: relay/control.sock in the run dir"}
    )
    launcher_socket: Path = field(
        metadata={"help": "CLUBS_LAUNCHER_SOCKET: launcher/launcher.sock in the run dir"}
    )
    hub_token: str = field(
        repr=False,
        metadata={
            "help": "CLUBS_HUB_TOKEN: what the site knows the hub by; without it no server is started ahead "
            "and no volunteer hears of one that did not start"
        },
    )
    subdomains: bool = field(metadata={"help": "CLUBS_HUB_SUBDOMAINS: 1 gives each child a subdomain"})
    idle_minutes: int = field(
        metadata={"help": "CLUBS_SERVER_IDLE_MINUTES: a child's server that rests this long is stopped"}
    )

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> "HubSettings":
        """Raises `SettingMissing`."""
        environment = _Environment(values)
        public_url = environment.origin("CLUBS_HUB_URL", "http://127.0.0.1:8001")
        port = environment.number("CLUBS_HUB_PORT", urlsplit(public_url).port or 8001)
        return cls(
            site_url=environment.origin("CLUBS_SITE_URL", "http://localhost:8000"),
            public_url=public_url,
            bind_url=f"http://127.0.0.1:{port}",
            api_bind_url=f"http://127.0.0.1:{environment.number('CLUBS_HUB_API_PORT', 8002)}",
            proxy_api_url=f"http://127.0.0.1:{environment.number('CLUBS_PROXY_API_PORT', 8003)}",
            proxy_token=environment.text("CONFIGPROXY_AUTH_TOKEN"),
            database_url=for_sqlalchemy(environment.text("CLUBS_HUB_DATABASE_URL")),
            client_id=environment.text("CLUBS_HUB_CLIENT_ID", "coding-hub"),
            client_secret=environment.text("CLUBS_HUB_CLIENT_SECRET"),
            relay_control_socket=_control_socket(environment),
            launcher_socket=environment.path(
                "CLUBS_LAUNCHER_SOCKET", _run_dir(environment) / "launcher" / "launcher.sock"
            ),
            hub_token=environment.text("CLUBS_HUB_TOKEN", ""),
            subdomains=environment.yes("CLUBS_HUB_SUBDOMAINS"),
            idle_minutes=environment.number("CLUBS_SERVER_IDLE_MINUTES", 45),
        )


def for_sqlalchemy(url: str) -> str:
    """A libpq address as SQLAlchemy wants it, with psycopg 3 named; raises `SettingMissing`."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise SettingMissing("CLUBS_HUB_DATABASE_URL must be a postgresql:// address")
    return f"postgresql+psycopg://{rest}"


def _run_dir(environment: _Environment) -> Path:
    return environment.path("CLUBS_RUN_DIR", Path("/run/clubs"))


def _control_socket(environment: _Environment) -> Path:
    return environment.path("CLUBS_RELAY_CONTROL_SOCKET", _run_dir(environment) / "relay" / "control.sock")
