"""What the runner and the checker are made of, and that they do not start without a sandbox."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def python(code: str) -> subprocess.CompletedProcess[str]:
    paths = [ROOT, ROOT / "hub_config" / "lesson_kit" / "standard_names", ROOT / "hub_config"]
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd="/", env={"PYTHONPATH": ":".join(map(str, paths))}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "module",
    ["curriculum.grading.runner.job", "curriculum.grading.runner.parent", "curriculum.grading.checker.job"],
)
def test_no_django_and_nothing_of_the_site_is_loaded(module):
    code = (
        f"import sys, {module}\n"
        "ours = ('django', 'wagtail', 'website', 'clubs', 'psycopg')\n"
        "bad = [name for name in sys.modules if name.split('.')[0] in ours]\n"
        "assert not bad, bad"
    )
    ran = python(code)
    assert ran.returncode == 0, ran.stderr


def test_the_warm_parent_has_one_thread_when_it_forks():
    ran = python(
        "import os\nfrom curriculum.grading.runner.job import prepare\nprepare()\n"
        "print(len(os.listdir('/proc/self/task')))"
    )
    assert ran.stdout.strip() == "1", ran.stderr


def test_without_a_sandbox_marking_refuses_to_start_and_says_why(tmp_path):
    ran = python(
        "import sys\nfrom hub_config import sandbox\n"
        "sandbox.availability = lambda: 'No sandbox can be had here.'\n"
        f"sys.argv = ['runner', '--socket', {str(tmp_path / 'socket')!r}]\n"
        "from curriculum.grading.runner.__main__ import main\nsys.exit(main())"
    )
    assert ran.returncode == 1
    assert ran.stderr.strip() == "Marking cannot start: No sandbox can be had here."
    assert not (tmp_path / "socket").exists()
