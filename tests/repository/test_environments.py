"""Children's kernels run from the hub's environment, which must not be able to import the site."""

import subprocess
from pathlib import Path

import pytest

ENVS = Path(__file__).resolve().parents[2] / ".state" / "envs"


@pytest.mark.parametrize(
    ("environment", "module", "there"),
    [
        pytest.param("hub", "django", False, id="the hub has no Django"),
        pytest.param("hub", "wagtail", False, id="the hub has no Wagtail"),
        pytest.param("hub", "website", False, id="the hub has no site"),
        pytest.param("hub", "jupyterhub", True, id="the hub has JupyterHub"),
        pytest.param("site", "django", True, id="the site has Django"),
        pytest.param("site", "jupyterhub", False, id="the site has no JupyterHub"),
        pytest.param("site", "rfc3987_syntax", False, id="nobody has the slow parsers"),
    ],
)
def test_importable(environment: str, module: str, there: bool) -> None:
    program = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    finished = subprocess.run([ENVS / environment / "bin" / "python", "-I", "-c", program], check=False)
    assert (finished.returncode == 0) is there
