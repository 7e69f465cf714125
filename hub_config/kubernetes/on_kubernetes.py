"""JupyterHub's configuration in a cluster, after the chart's own: wiring only.

The chart's values load it (`values.yaml`, `hub.extraConfig`). Where things are, it
leaves to the chart.
"""

import os
from pathlib import Path

from hub_config.kubernetes import homes
from hub_config.kubernetes.lesson_pod import PORT
from hub_config.session_watch import SessionWatch
from hub_config.settings import HubSettings

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - JupyterHub provides it
load_subconfig(str(Path(__file__).parents[1] / "shared_config.py"))  # type: ignore[name-defined]  # noqa: F821

settings = HubSettings.from_environment(os.environ)

c.KubeSpawner.port = PORT
c.KubeSpawner.cmd = ["python", "-m", "hub_config.kubernetes.lesson_pod"]
c.KubeSpawner.default_url = "/lesson"
c.KubeSpawner.modify_pod_hook = homes.without_a_claim
c.KubeSpawner.environment = {**c.Spawner.environment, "CLUBS_SITE_URL": settings.site_url}

watch_start = c.Spawner.get("pre_spawn_hook")


def before_start(spawner: object) -> None:
    """What every hub of ours does before a start, and what a pod needs beside it."""
    homes.prepare(spawner)
    if watch_start:
        watch_start(spawner)


c.KubeSpawner.pre_spawn_hook = before_start
c.SiteAuthenticator.at_start = SessionWatch(settings.idle_minutes).start
