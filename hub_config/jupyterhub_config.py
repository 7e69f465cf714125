"""JupyterHub's configuration on one machine: wiring only. What each setting means: `hub_config.settings`.

jupyterhub -f hub_config/jupyterhub_config.py
"""

import os
from pathlib import Path

from hub_config.session_watch import SessionWatch
from hub_config.settings import HubSettings

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - JupyterHub provides it
load_subconfig(str(Path(__file__).parent / "shared_config.py"))  # type: ignore[name-defined]  # noqa: F821

settings = HubSettings.from_environment(os.environ)

# Where it is reached, on this machine alone. The proxy is the supervisor's process, not the hub's.
c.JupyterHub.bind_url = settings.bind_url
c.JupyterHub.hub_bind_url = settings.api_bind_url
c.ConfigurableHTTPProxy.api_url = settings.proxy_api_url
c.ConfigurableHTTPProxy.auth_token = settings.proxy_token

# Servers: a sandbox each, started by the launcher.
c.JupyterHub.spawner_class = "hub_config.spawner.SandboxSpawner"
c.SandboxSpawner.launcher_socket = str(settings.launcher_socket)
c.SandboxSpawner.relay_control_socket = str(settings.relay_control_socket)
c.SandboxSpawner.site_url = settings.site_url
c.Spawner.start_timeout = 30
c.Spawner.http_timeout = 20
c.Spawner.poll_interval = 5  # seconds; a server that died is noticed before a child has given up
c.SiteAuthenticator.at_start = SessionWatch(settings.idle_minutes, settings.relay_control_socket).start
