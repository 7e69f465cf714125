"""The real configuration and spawner; tokens are noted, and an administrator's stands by as control."""

import json
import os
from pathlib import Path

from hub_config import session_watch

load_subconfig(str(Path(session_watch.__file__).parent / "jupyterhub_config.py"))  # noqa: F821
c = get_config()  # noqa: F821
TOKENS = Path(os.environ["CLUBS_RUN_DIR"]) / "tokens"


def note_token(spawner):
    """Keep what the server is about to be given: the hub itself keeps only a digest."""
    (TOKENS / spawner.user.name).write_text(json.dumps(spawner.api_token))


c.Spawner.pre_spawn_hook = note_token
c.JupyterHub.services.append({"name": "control", "api_token": os.environ["CONTROL_TOKEN"], "admin": True})
