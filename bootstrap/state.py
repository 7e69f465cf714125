"""Where everything that is not source lives: interpreter, environments, data.

The superuser's state stands under /var/lib, where the system user that runs
the site can reach it; an ordinary user's in the XDG data folder. One folder a
checkout, so two checkouts never share a database.
"""

import hashlib
import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def is_superuser() -> bool:
    return os.geteuid() == 0


def state_folder() -> Path:
    """The state folder of this checkout (CLUBS_STATE_DIR overrides it)."""
    override = os.environ.get("CLUBS_STATE_DIR")
    if override:
        return Path(override).resolve()
    digest = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
    if is_superuser():
        parent = Path("/var/lib/coding-clubs")
    else:
        data_home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
        parent = Path(data_home) / "coding-clubs"
    return parent / f"{CHECKOUT.name}-{digest}"


def make_state_folder() -> Path:
    """Make the state folder and the checkout's ``.state`` link to it; return the folder."""
    folder = state_folder()
    for part in ("envs", "data", "run"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    if is_superuser():
        for shared in (folder.parent, folder):
            shared.chmod(0o755)
    link = CHECKOUT / ".state"
    if not link.is_symlink() or link.readlink() != folder:
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    return folder


def env_python(name: str) -> Path:
    """The interpreter of one of the environments ``site``, ``hub``, ``dev``."""
    return state_folder() / "envs" / name / "bin" / "python"
