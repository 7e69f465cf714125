"""nbgrader's own `generate_assignment` for one notebook.

It works in the process's current folder and copies whatever lies beside a source
notebook, so it is given a folder with exactly what is to be given out, in a process of its own.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .lesson_cells import text_of

Notebook = dict[str, Any]

RELEASE_SECONDS = 120
HUB_CONFIG = Path(__file__).resolve().parents[2] / "hub_config"
AUTOTESTS = "autotests.yml"
_TESTS_ONLY = """
from nbgrader.preprocessors import InstantiateTests
c.GenerateAssignment.preprocessors = [InstantiateTests]
c.CourseDirectory.release_directory = "instantiated"
"""


class CannotRelease(Exception):
    """The lesson is not fit to be given out; the message is for its author."""


def generate(
    exercises: Path, slug: str, source: Notebook, files: dict[str, bytes], autotests: Path | None
) -> tuple[Notebook, Notebook]:
    """Give the source with its AUTOTEST lines made into tests, and the child's version.

    Raises CannotRelease.
    """
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        course = Path(name)
        beside = course / "source" / slug
        beside.mkdir(parents=True)
        (beside / f"{slug}.ipynb").write_text(json.dumps(source))
        for file, content in files.items():
            (beside / file).write_bytes(content)
        for settings in (exercises / "nbgrader_config.py", autotests):
            if settings is not None and settings.is_file():
                shutil.copy(settings, course)
        release = _run(course, "release", slug, {f"{slug}.ipynb", *files})
        if not _has_autotests(source):
            return source, release
        config = course / "nbgrader_config.py"
        earlier = config.read_text() if config.exists() else "c = get_config()\n"
        config.write_text(earlier + _TESTS_ONLY)
        return _run(course, "instantiated", slug, {f"{slug}.ipynb", *files}), release


def _has_autotests(source: Notebook) -> bool:
    return any(cell["cell_type"] == "code" and "AUTOTEST" in text_of(cell) for cell in source["cells"])


def _run(course: Path, folder: str, slug: str, expected: set[str]) -> Notebook:
    ran = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", slug, "--no-db"],
        cwd=course, capture_output=True, text=True, timeout=RELEASE_SECONDS, check=False,
        env={
            "HOME": str(course), "LANG": "C.UTF-8", "PYTHONPATH": str(HUB_CONFIG),
            "PATH": str(Path(sys.executable).parent),
        },
    )  # fmt: skip
    made = course / folder / slug
    if ran.returncode or not made.is_dir():
        raise CannotRelease(f"{slug}: nbgrader could not make the release:\n{ran.stderr[-2_000:]}")
    found = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    if found != expected:
        raise CannotRelease(f"{slug}: the release holds {sorted(found ^ expected)} too many or too few.")
    notebook: Notebook = json.loads((made / f"{slug}.ipynb").read_text())
    return notebook
