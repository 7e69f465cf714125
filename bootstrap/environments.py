"""The three environments made from the one lock (docs/adr/0001-three-environments.md)."""

import hashlib
from pathlib import Path

from . import interpreter
from .progress import step
from .state import CHECKOUT
from .uv import run_uv


def make(state: Path, *names: str) -> None:
    """Bring each named environment in step with ``uv.lock``; does nothing when it is."""
    python = interpreter.settled(state)
    for name in names:
        folder = state / "envs" / name
        stamp = folder / "made-from"
        wanted = _fingerprint(python)
        if stamp.exists() and stamp.read_text() == wanted:
            continue
        with step(f"Making the {name} environment"):
            if not (folder / "bin" / "python").exists():
                run_uv(state, "venv", "--quiet", "--clear", "--python", str(python), str(folder))
            run_uv(
                state, "sync", "--quiet", "--frozen", "--only-group", name, "--compile-bytecode",
                UV_PROJECT_ENVIRONMENT=str(folder),
            )  # fmt: skip
            stamp.write_text(wanted)


def _fingerprint(python: Path) -> str:
    """Changes when the lock, the groups or the interpreter do."""
    content = (CHECKOUT / "uv.lock").read_bytes() + (CHECKOUT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content + str(python).encode()).hexdigest()
