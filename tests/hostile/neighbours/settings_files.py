"""Files in a child's home that a Jupyter, an IPython or a Python left to itself would run or believe."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.integration.hub_desks.stack import hub_python

MARKS = "marks.txt"
_VERSION = f"python{sys.version_info[0]}.{sys.version_info[1]}"
# What each does when it is run: a line with its own name in the home's list of marks.
_RUNS = "import os\nopen(os.path.join(os.path.expanduser('~'), {marks!r}), 'a').write({name!r} + '\\n')\n"
_SERVER = "c.ServerApp.terminals_enabled = True\nc.IdentityProvider.token = 'mine'\n"

PYTHON_FILES = {
    ".jupyter/jupyter_server_config.py": _SERVER,
    ".jupyter/jupyter_config.py": _SERVER,
    ".jupyter/jupyter_notebook_config.py": _SERVER,
    ".jupyter/jupyterhub_singleuser_config.py": _SERVER,
    ".config/jupyter/jupyter_server_config.py": _SERVER,
    ".local/etc/jupyter/jupyter_server_config.py": _SERVER,
    "jupyter_server_config.py": _SERVER,
    "jupyter_config.py": _SERVER,
    "jupyterhub_config.py": _SERVER,
    ".ipython/profile_default/startup/first.py": "",
    ".ipython/profile_default/ipython_config.py": "",
    ".ipython/profile_default/ipython_kernel_config.py": "",
    ".config/ipython/profile_default/startup/first.py": "",
    f".local/lib/{_VERSION}/site-packages/usercustomize.py": "",
    f".local/lib/{_VERSION}/site-packages/sitecustomize.py": "",
    "sitecustomize.py": "",
    "usercustomize.py": "",
    "jupyter_server.py": "",
    "ipykernel.py": "",
    "lessons/ipykernel.py": "",
}
PLAIN_FILES = {
    ".jupyter/jupyter_server_config.json": json.dumps({"ServerApp": {"terminals_enabled": True}}),
    ".local/share/jupyter/kernels/mine/kernel.json": json.dumps(
        {"argv": ["/bin/sh"], "display_name": "Mine", "language": "sh"}
    ),
    ".local/share/jupyter/kernels/python3/kernel.json": json.dumps(
        {"argv": ["/bin/sh"], "display_name": "Mine", "language": "sh"}
    ),
}


def program_that_writes_them() -> str:
    """Code for a kernel that writes them all under its home."""
    texts = {
        **{name: _RUNS.format(marks=MARKS, name=name) + text for name, text in PYTHON_FILES.items()},
        **PLAIN_FILES,
    }
    return (
        "from pathlib import Path\n"
        f"for name, text in {texts!r}.items():\n"
        "    path = Path('/home/learner') / name\n"
        "    path.parent.mkdir(parents=True, exist_ok=True)\n"
        "    path.write_text(text)\n"
    )


def found_in(home: Path) -> Iterator[str]:
    return (name for name in (*PYTHON_FILES, *PLAIN_FILES) if (home / name).is_file())


def ran_in(home: Path) -> list[str]:
    """The files that have been run since they were written."""
    marks = home / MARKS
    return sorted(set(marks.read_text().split())) if marks.exists() else []


def ran_in_a_stock_jupyter(home: Path) -> list[str]:
    """What Jupyter and IPython run of them when nothing is said to them: the control."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    for folder, command in (("/", ["-m", "jupyter_server", "list"]), (home, ["-m", "IPython", "-c", "1"])):
        subprocess.run(
            [hub_python(), *command],
            cwd=folder,
            env=environment,
            check=False,
            timeout=60,
            capture_output=True,
        )
    return ran_in(home)
