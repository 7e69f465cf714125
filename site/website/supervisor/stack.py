"""The processes of one machine, as a table (architecture: "The processes")."""

import os
import socket
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import environs

from website.supervisor.layout import Layout, keys
from website.supervisor.postgres import Postgres
from website.supervisor.process import Spec

PATH = os.pathsep.join(("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"))
JOBS_AT_ONCE = max(8, 4 * (os.process_cpu_count() or 1))
"""Of one worker: more than the processors, so that notebooks that loop leave others a place."""
BARE = {"PATH": PATH, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}

DANGER = "CLUBS_DANGEROUS_MARKING_WITHOUT_SANDBOX"


def postgres(layout: Layout) -> Postgres:
    return Postgres(layout.data / "postgres", layout.run / "pg", user=layout.user)


def site_environment(layout: Layout) -> dict[str, str]:
    """What the site, its worker and its commands are told."""
    secret = keys(layout)
    return BARE | {
        "DJANGO_SETTINGS_MODULE": "website.settings.demo",
        "PYTHONPATH": f"{layout.app / 'site'}:{layout.app}",
        # alembic and jupyter are programs that nbgrader looks for on PATH.
        "PATH": f"{Path(layout.python('site')).parent}:{PATH}",
        "HOME": str(layout.data / "site-home"),
        "DATABASE_URL": postgres(layout).url("clubs"),
        "SECRET_KEY": secret["secret_key"],
        "CLUBS_SITE_URL": layout.site_url,
        "CLUBS_HUB_URL": layout.hub_url,
        "CLUBS_STATE_DIR": str(layout.data),
        "CLUBS_HUB_CLIENT_SECRET": secret["hub_client_secret"],
        "CLUBS_OIDC_PRIVATE_KEY": secret["oidc_private_key"],
        "CLUBS_RELAY_TOKEN": secret["relay_token"],
        "CLUBS_HUB_TOKEN": secret["hub_token"],
        "CLUBS_FIELD_KEYS": secret["field_key"],
        "CLUBS_MARKER_SOCKET": str(layout.run / "marker" / "marker.sock"),
    }


def hub_environment(layout: Layout) -> dict[str, str]:
    secret = keys(layout)
    run = layout.run
    return BARE | {
        "PYTHONPATH": str(layout.app),
        "PATH": f"{Path(layout.python('hub')).parent}:{PATH}",
        "HOME": str(layout.data / "hub"),
        "CLUBS_HUB_DATABASE_URL": _hub_database_url(layout),
        "CLUBS_SITE_URL": layout.site_url,
        "CLUBS_HUB_URL": layout.hub_url,
        "CLUBS_HUB_CLIENT_ID": "coding-hub",
        "CLUBS_HUB_CLIENT_SECRET": secret["hub_client_secret"],
        "CLUBS_HUB_TOKEN": secret["hub_token"],
        "CLUBS_HUB_API_PORT": str(layout.ports.hub_api),
        "CLUBS_PROXY_API_PORT": str(layout.ports.proxy_api),
        "CLUBS_STATE_DIR": str(layout.data),
        "CLUBS_RUN_DIR": str(run),
        "CLUBS_LAUNCHER_SOCKET": str(run / "launcher" / "launcher.sock"),
        "CLUBS_RELAY_CONTROL_SOCKET": str(run / "control" / "relay.sock"),
        "CONFIGPROXY_AUTH_TOKEN": secret["proxy_token"],
        "JUPYTERHUB_CRYPT_KEY": secret["hub_crypt_key"],
        "JPY_COOKIE_SECRET": secret["hub_cookie_secret"],
    }


def _hub_database_url(layout: Layout) -> str:
    url = postgres(layout).url("clubs", schema="hub")
    return url.replace(
        f"//clubs:{postgres(layout).password}@", f"//hub:{keys(layout)['hub_database_password']}@"
    )


def specs(layout: Layout) -> list[Spec]:
    """Everything but PostgreSQL, in the order it is started; it is stopped the other way round."""
    return [
        _marker(layout), _launcher(layout), _site(layout), _worker(layout),
        _relay(layout), _proxy(layout), _hub(layout),
    ]  # fmt: skip


def _site(layout: Layout) -> Spec:
    return Spec(
        name="site", user=layout.user, folder=layout.app, environment=site_environment(layout),
        command=[
            layout.python("site"), "-m", "uvicorn", "website.asgi:application", "--host", "127.0.0.1",
            "--port", str(layout.ports.site), "--no-access-log", "--no-server-header",
            "--timeout-graceful-shutdown", "3",
        ],
        answers=lambda: _http_answers(f"http://localhost:{layout.ports.site}/healthz"),
    )  # fmt: skip


def _worker(layout: Layout) -> Spec:
    started = datetime.now(UTC)
    return Spec(
        name="worker", user=layout.user, folder=layout.app, environment=site_environment(layout),
        command=[layout.python("site"), "manage.py", "procrastinate", "worker",
                 "--concurrency", str(JOBS_AT_ONCE)],
        answers=lambda: _worker_beats(layout, started),
    )  # fmt: skip


def _marker(layout: Layout) -> Spec:
    path = layout.run / "marker" / "marker.sock"
    # Where no sandbox can be had, and the person at the keyboard has said so by the setting's name.
    danger = environs.Env().bool(DANGER, False)
    return Spec(
        name="marker", folder=layout.app, environment=BARE | {"PYTHONPATH": str(layout.app)},
        command=[layout.python("hub"), "-m", "curriculum.grading.runner", "--socket", str(path),
                 *_for(layout, "--owner"), *(["--dangerously-without-sandbox"] if danger else [])],
        answers=lambda: _socket_answers(path),
    )  # fmt: skip


def _launcher(layout: Layout) -> Spec:
    path = layout.run / "launcher" / "launcher.sock"
    return Spec(
        name="launcher", folder=layout.app,
        environment=BARE | {"PYTHONPATH": str(layout.app), "CLUBS_STATE_DIR": str(layout.data)},
        command=[
            layout.python("hub"), "-m", "hub_config.launcher", "--socket", str(path),
            "--homes", str(layout.data / "homes"), "--logs", str(layout.data / "logs" / "lesson-servers"),
            "--relay", str(layout.run / "relay"), *_for(layout, "--hub-user"),
        ],
        answers=lambda: _socket_answers(path),
    )  # fmt: skip


def _relay(layout: Layout) -> Spec:
    path = layout.run / "control" / "relay.sock"
    environment = hub_environment(layout) | {"CLUBS_RELAY_TOKEN": keys(layout)["relay_token"]}
    for private in (
        "CLUBS_HUB_DATABASE_URL", "JUPYTERHUB_CRYPT_KEY", "CONFIGPROXY_AUTH_TOKEN", "JPY_COOKIE_SECRET",
        "CLUBS_HUB_CLIENT_SECRET", "CLUBS_HUB_TOKEN",
    ):  # fmt: skip
        del environment[private]
    return Spec(
        name="relay", user=layout.user, folder=layout.app, environment=environment,
        command=[layout.python("hub"), "-m", "hub_config.relay"],
        answers=lambda: _socket_answers(path),
    )  # fmt: skip


def _proxy(layout: Layout) -> Spec:
    token = keys(layout)["proxy_token"]
    program = (
        layout.state / "node" / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
    )
    api = f"http://127.0.0.1:{layout.ports.proxy_api}"
    return Spec(
        name="proxy", user=layout.user, folder=layout.app,
        environment=BARE | {"CONFIGPROXY_AUTH_TOKEN": token},
        command=[
            layout.node, str(program), "--ip", "127.0.0.1", "--port", str(layout.ports.hub),
            "--api-ip", "127.0.0.1", "--api-port", str(layout.ports.proxy_api),
            "--default-target", f"http://127.0.0.1:{layout.ports.hub_api}",
            "--error-target", f"http://127.0.0.1:{layout.ports.hub_api}/hub/error", "--no-x-forward",
        ],
        answers=lambda: _http_answers(f"{api}/api/routes", {"Authorization": f"token {token}"}),
    )  # fmt: skip


def _hub(layout: Layout) -> Spec:
    return Spec(
        name="hub", user=layout.user, folder=layout.data / "hub", environment=hub_environment(layout),
        command=[layout.python("hub"), "-m", "jupyterhub", "-f",
                 str(layout.app / "hub_config/jupyterhub_config.py")],
        answers=lambda: _http_answers(f"{layout.hub_url}/hub/api/"),
    )  # fmt: skip


def _for(layout: Layout, option: str) -> list[str]:
    """Who may speak to a privileged process: the system user, where there is one."""
    return [option, layout.user] if layout.user else []


def _http_answers(url: str, headers: dict[str, str] | None = None) -> bool:
    try:
        request = urllib.request.Request(url, headers=headers or {})  # noqa: S310 - our own address
        with urllib.request.urlopen(request, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except OSError:
        return False


def _socket_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


def _worker_beats(layout: Layout, started: datetime) -> bool:
    import psycopg

    try:
        with psycopg.connect(postgres(layout).url("clubs")) as connection:
            query = "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat >= %s"
            return connection.execute(query, [started]).fetchone() is not None
    except psycopg.Error:
        return False
