"""From a folder of `exercises/` to a lesson that can be opened.

nbgrader's own `GenerateAssignment` makes the child's version. It works in the
process's current folder and copies whatever lies beside a source notebook, so
it is given a folder with exactly the notebook and the pictures its text shows, in a
process of its own.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]

RELEASE_SECONDS = 120
LARGEST_PICTURE = 256 * 1024
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
_SECRET_REGIONS = (("BEGIN SOLUTION", "END SOLUTION"), ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"))


class CannotRelease(Exception):
    """The lesson is not fit to be given out; the message is for its author."""


@dataclass(frozen=True)
class ExerciseFile:
    """One exercise as its teaching files tell it."""

    slug: str
    title: str
    learns: str
    points: float
    hints: list[str]
    wrong_answers: list[dict[str, str]]


@dataclass(frozen=True)
class LessonFile:
    """One lesson as read from the disk and released."""

    slug: str
    teaching: dict[str, Any]
    source: Notebook
    release: Notebook
    pictures: dict[str, bytes]
    exercises: list[ExerciseFile]
    volunteer_notes: str = ""
    version: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", _version(self.source, self.release, self.pictures))

    @property
    def files(self) -> list[dict[str, str]]:
        """The pictures as they go over the lesson API."""
        return [
            {"name": name, "content_base64": base64.b64encode(content).decode()}
            for name, content in sorted(self.pictures.items())
        ]


def slugs(exercises: Path) -> list[str]:
    """The lessons that `exercises` holds."""
    return sorted(folder.name for folder in (exercises / "source").iterdir() if folder.is_dir())


def fingerprint(exercises: Path, slug: str) -> str:
    """A digest of all files that a release of this lesson is made from; 64 hex digits."""
    digest = hashlib.sha256()
    folders = (exercises / "source" / slug, exercises / "teaching" / slug)
    files = [exercises / "nbgrader_config.py", *(path for each in folders for path in sorted(each.glob("*")))]
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_lesson(exercises: Path, slug: str) -> LessonFile:
    """Read and release one lesson. Raises CannotRelease."""
    folder, teaching = exercises / "source" / slug, exercises / "teaching" / slug
    notebook_file = folder / f"{slug}.ipynb"
    if not notebook_file.is_file():
        raise CannotRelease(f"{notebook_file} is missing.")
    source = json.loads(notebook_file.read_text())
    pictures = _pictures(folder, source)
    release = _generate(exercises, slug, notebook_file, pictures)
    check_release(source, release)
    about = _toml(teaching / "lesson.toml")
    notes = teaching / "volunteer_notes.md"
    return LessonFile(
        slug, about, source, release, pictures, _exercises(slug, teaching, about, source),
        notes.read_text() if notes.exists() else "",
    )  # fmt: skip


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text()) if path.exists() else {}


def _pictures(folder: Path, source: Notebook) -> dict[str, bytes]:
    """The pictures that the notebook's text shows. Raises CannotRelease for one missing or too large."""
    shown = {
        name
        for cell in source["cells"]
        if cell["cell_type"] == "markdown"
        for name in _PICTURE.findall(_text(cell))
    }
    pictures = {}
    for name in sorted(shown):
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise CannotRelease(f"{folder.name}: the picture {name} does not lie beside the notebook.")
        pictures[name] = path.read_bytes()
        if len(pictures[name]) > LARGEST_PICTURE:
            raise CannotRelease(f"{folder.name}: the picture {name} is larger than {LARGEST_PICTURE} bytes.")
    return pictures


def _generate(exercises: Path, slug: str, notebook: Path, pictures: dict[str, bytes]) -> Notebook:
    """Have nbgrader make the child's version, in a folder and a process of its own."""
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        course = Path(name)
        beside = course / "source" / slug
        beside.mkdir(parents=True)
        shutil.copy(notebook, beside)
        shutil.copy(exercises / "nbgrader_config.py", course)
        for picture, content in pictures.items():
            (beside / picture).write_bytes(content)
        ran = subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", slug, "--no-db"],
            cwd=course, capture_output=True, text=True, timeout=RELEASE_SECONDS, check=False,
            env={"HOME": name, "PATH": str(Path(sys.executable).parent), "LANG": "C.UTF-8"},
        )  # fmt: skip
        made = course / "release" / slug
        if ran.returncode or not made.is_dir():
            raise CannotRelease(f"{slug}: nbgrader could not make the release:\n{ran.stderr[-2_000:]}")
        expected = {f"{slug}.ipynb", *pictures}
        found = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
        if found != expected:
            raise CannotRelease(f"{slug}: the release holds {sorted(found ^ expected)} too many or too few.")
        return json.loads((made / f"{slug}.ipynb").read_text())


def check_release(source: Notebook, release: Notebook) -> None:
    """Raise CannotRelease when a line of a solution or hidden test stands in the child's version.

    Lines that stand in the open part of the source too say nothing secret.
    """
    secret, public = _secret_and_public_lines(source)
    given = {line.strip() for cell in release["cells"] for line in _text(cell).splitlines()}
    leaked = sorted((secret - public) & given)
    if leaked:
        raise CannotRelease(f"The release would give away: {leaked[:3]}")
    if any(cell.get("outputs") for cell in release["cells"]):
        raise CannotRelease("The release holds outputs.")


def _secret_and_public_lines(source: Notebook) -> tuple[set[str], set[str]]:
    secret: set[str] = set()
    public: set[str] = set()
    for cell in source["cells"]:
        inside = False
        for line in _text(cell).splitlines():
            begins = any(begin in line for begin, _ in _SECRET_REGIONS)
            ends = any(end in line for _, end in _SECRET_REGIONS)
            if begins or ends:
                secret.add(line.strip())
                inside = begins
            elif line.strip():
                (secret if inside else public).add(line.strip())
    return secret, public


def _exercises(slug: str, teaching: Path, about: dict[str, Any], source: Notebook) -> list[ExerciseFile]:
    points = _points(source)
    told = {each["id"] for each in about.get("exercises", [])}
    if told != set(points):
        raise CannotRelease(f"{slug}: lesson.toml and the notebook differ over {sorted(told ^ set(points))}.")
    hints, wrong = _toml(teaching / "hints.toml"), _toml(teaching / "wrong_answers.toml")
    return [
        ExerciseFile(
            slug=each["id"],
            title=each["title"],
            learns=each.get("learns", ""),
            points=points[each["id"]],
            hints=hints.get(each["id"], []),
            wrong_answers=wrong.get(each["id"], []),
        )
        for each in about["exercises"]
    ]


def _points(source: Notebook) -> dict[str, float]:
    points: dict[str, float] = {}
    for cell in source["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade") and not marks.get("solution"):
            exercise = marks["grade_id"].partition("--")[0]
            points[exercise] = points.get(exercise, 0.0) + float(marks["points"])
    return points


def _version(source: Notebook, release: Notebook, pictures: dict[str, bytes]) -> str:
    digest = hashlib.sha256(json.dumps([source, release], sort_keys=True).encode())
    for name, content in sorted(pictures.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
