"""The lessons work in nbgrader as it comes, with nothing of ours but lesson_kit on the path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "exercises/source"
SLUGS = sorted(folder.name for folder in SOURCE.iterdir() if folder.is_dir())


def nbgrader(course: Path, *arguments: str, seconds: float = 240) -> None:
    """Run an nbgrader command in the course's folder, with an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin:/bin",
            "HOME": str(course),
            "PYTHONPATH": str(ROOT / "hub_config"),
            "LANG": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]


def make_course(folder: Path, slug: str) -> Path:
    """Copy one lesson into a course of its own and release it there."""
    shutil.copytree(SOURCE / slug, folder / "source" / slug)
    shutil.copy(ROOT / "exercises/nbgrader_config.py", folder)
    nbgrader(folder, "generate_assignment", slug)
    return folder


@pytest.mark.parametrize("slug", SLUGS)
def test_the_release_holds_no_answer_and_no_hidden_test(slug: str, tmp_path: Path) -> None:
    course = make_course(tmp_path, slug)
    released = {path.name for path in (course / "release" / slug).iterdir()}
    assert released == {path.name for path in (SOURCE / slug).iterdir()}
    notebook = nbformat.read(course / "release" / slug / f"{slug}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "BEGIN " not in text
    assert "NotImplementedError" not in text
    for secret in secrets(nbformat.read(SOURCE / slug / f"{slug}.ipynb", as_version=4)):
        assert secret not in text


def secrets(notebook: nbformat.NotebookNode) -> list[str]:
    """Give the text of every solution and hidden test that is more than a line."""
    regions = []
    for cell in notebook.cells:
        for region in ("SOLUTION", "HIDDEN TESTS"):
            begin, end = f"### BEGIN {region}\n", f"### END {region}"
            if begin in cell.source:
                regions.append(cell.source.partition(begin)[2].partition(end)[0].strip())
    assert regions
    return regions


@pytest.mark.long
@pytest.mark.parametrize("slug", SLUGS)
def test_models_get_all_points_and_the_untouched_release_none(slug: str, tmp_path: Path) -> None:
    course = make_course(tmp_path, slug)
    for pupil, version in (("model", "source"), ("untouched", "release")):
        handed_in = course / "submitted" / pupil / slug
        handed_in.mkdir(parents=True)
        shutil.copy(course / version / slug / f"{slug}.ipynb", handed_in)
    nbgrader(course, "autograde", slug)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        model = gradebook.find_submission(slug, "model")
        untouched = gradebook.find_submission(slug, "untouched")
        assert model.max_score > 0
        assert (model.score, untouched.score) == (model.max_score, 0)
        assert not model.needs_manual_grade
