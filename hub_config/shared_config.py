"""What every hub of ours is: who enters, what a session may do, its pages and its logs. Wiring only.

Loaded by the configuration of one machine (`jupyterhub_config.py`) and of a cluster
(`kubernetes/on_kubernetes.py`), which add where things are and how servers start.
"""

import os
from pathlib import Path

from hub_config.ahead import marks, service
from hub_config.authenticator import SiteAuthenticator
from hub_config.logs import LOGGING, log_request
from hub_config.settings import HubSettings
from hub_config.start_watch import StartWatch

SESSION_HOURS = 4
SESSION_DAYS = SESSION_HOURS / 24
TEMPLATES = Path(__file__).parent / "templates"

settings = HubSettings.from_environment(os.environ)
c = get_config()  # type: ignore[name-defined]  # noqa: F821 - JupyterHub provides it

# A restart of the hub disturbs no child.
c.JupyterHub.public_url = settings.public_url
c.JupyterHub.cleanup_servers = False
c.JupyterHub.cleanup_proxy = False
c.ConfigurableHTTPProxy.should_start = False
if settings.subdomains:
    c.JupyterHub.subdomain_host = settings.public_url

# State: its own schema of the site's PostgreSQL.
c.JupyterHub.db_url = settings.database_url
c.JupyterHub.upgrade_db = True

# Who may enter: children the site vouches for. Nobody is an administrator here.
c.JupyterHub.authenticator_class = SiteAuthenticator
c.SiteAuthenticator.site_url = settings.site_url
c.SiteAuthenticator.client_id = settings.client_id
c.SiteAuthenticator.client_secret = settings.client_secret
c.SiteAuthenticator.oauth_callback_url = f"{settings.public_url}/hub/oauth_callback"
c.SiteAuthenticator.authorize_url = f"{settings.site_url}/identity/o/authorize"
c.SiteAuthenticator.token_url = f"{settings.site_url}/identity/o/api/token"
c.SiteAuthenticator.userdata_url = f"{settings.site_url}/identity/o/api/userinfo"
c.SiteAuthenticator.scope = ["openid"]
c.SiteAuthenticator.http_request_kwargs = {"connect_timeout": 3, "request_timeout": 10}
c.SiteAuthenticator.allow_all = True
c.SiteAuthenticator.auto_login = True
c.SiteAuthenticator.enable_auth_state = True
c.SiteAuthenticator.auth_refresh_age = 60
c.SiteAuthenticator.auth_refresh_strict = True
c.SiteAuthenticator.refresh_pre_spawn = True
c.SiteAuthenticator.logout_redirect_url = f"{settings.site_url}/identity/signed-out/"
c.SiteAuthenticator.custom_403_message = "This lesson could not be opened for you."

# What a child's session may do: start, stop and visit its own server. The server's own token may only
# say that the server is in use (JupyterHub's default), and that only where its child may, too.
c.JupyterHub.load_roles = [
    {
        "name": "user",
        "description": "A child at their own server",
        "scopes": [
            "servers!user",
            "access:servers!user",
            "users:activity!user",
            # Who one is, which every sign-on to a server asks: the name and the groups (there are none).
            "read:users:name!user",
            "read:users:groups!user",
        ],
    },
    *([service.ROLE] if settings.hub_token else []),
]
c.JupyterHub.allow_named_servers = False
c.JupyterHub.shutdown_on_logout = True
c.JupyterHub.cookie_max_age_days = SESSION_DAYS
c.JupyterHub.oauth_token_expires_in = SESSION_HOURS * 3600

# Servers, however they are started.
# Whoever comes beyond this number is turned away, not made to wait: more than a class, so that one can
# open a lesson together. The launcher forks one server after another.
c.JupyterHub.concurrent_spawn_limit = 100
c.JupyterHub.implicit_spawn_seconds = 1
c.Spawner.consecutive_failure_limit = 0

# Those of a club's booked children start ahead of the session, with the lesson's kernel warm.
if settings.hub_token:
    c.JupyterHub.services.append(service.service(os.environ))
    # And a volunteer hears of a lesson that does not open.
    start_watch = StartWatch(settings.site_url, settings.hub_token)

    def watch_start(spawner: object) -> None:
        """A function, because each spawner gets a copy of a method's object with the method."""
        start_watch.watch(spawner)

    c.Spawner.pre_spawn_hook = watch_start
c.Spawner.environment = {"CLUBS_WARM_LESSON": marks.lesson_to_warm}

# Pages in the product's voice, from this origin alone, in no frame.
c.JupyterHub.template_paths = [str(TEMPLATES)]
c.JupyterHub.template_vars = {
    "lessons_url": f"{settings.site_url}/learn/",
    "site_url": f"{settings.site_url}/",
    "helpers_know": bool(settings.hub_token),
}
c.JupyterHub.default_url = f"{settings.site_url}/learn/"
c.JupyterHub.tornado_settings = {
    "cookie_options": {"expires_days": SESSION_DAYS, "SameSite": "Lax"},
    "log_function": log_request,
    "headers": {
        "Content-Security-Policy": "; ".join(
            [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self'",
                "connect-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            ]
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
    },
}
c.JupyterHub.logging_config = LOGGING
