"""The real configuration, with desks in place of sandboxed lesson servers."""

import os
from pathlib import Path

from hub_config import session_watch

session_watch.EVERY_SECONDS = float(os.environ["DESKS_WATCH_SECONDS"])
load_subconfig(str(Path(session_watch.__file__).parent / "jupyterhub_config.py"))  # noqa: F821
c = get_config()  # noqa: F821
c.JupyterHub.spawner_class = "tests.integration.hub_desks.spawner.DeskSpawner"
c.SiteAuthenticator.auth_refresh_age = 1
