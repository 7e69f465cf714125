"""From a folder of `exercises/` to a lesson that can be opened.

A course is an nbgrader course, ours or another's: `source/<assignment>/` with one
notebook or several, each of which becomes a lesson. A lesson with teaching files
gives out its notebook, the pictures its text shows and the `files` that its lesson.toml
lists; one without them is another course's, and gives out what lies beside it, as nbgrader would.
"""

import base64
import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .lesson_cells import exercise_points, text_of
from .lesson_facts import told_by_the_notebook
from .nbgrader_release import AUTOTESTS, CannotRelease, generate

__all__ = ["CannotRelease", "ExerciseFile", "LessonFile", "read_lesson"]

Notebook = dict[str, Any]

MARKING = ("sealed", "compatible")
LARGEST_FILES = 1024 * 1024
LONGEST_SLUG = 80
LARGEST_PICTURE = 256 * 1024
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
_SECRET_REGIONS = (("BEGIN SOLUTION", "END SOLUTION"), ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"))


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
    """One lesson as read from the disk and released.

    `data` are the files that its code reads. `marking` is sealed, or compatible for
    a lesson whose tests must run beside the pupil's code.
    """

    slug: str
    teaching: dict[str, Any]
    source: Notebook
    release: Notebook
    pictures: dict[str, bytes]
    exercises: list[ExerciseFile]
    volunteer_notes: str = ""
    data: dict[str, bytes] = field(default_factory=dict)
    marking: str = "sealed"
    version: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", _version(self))

    @property
    def files(self) -> list[dict[str, str]]:
        """Pictures and data as they go over the lesson API."""
        return [
            {"name": name, "content_base64": base64.b64encode(content).decode()}
            for name, content in sorted((self.pictures | self.data).items())
        ]


def notebooks(exercises: Path) -> dict[str, Path]:
    """The lessons that `exercises` holds: slug → notebook, which need not be there.

    The slug is the assignment's name; of a notebook of another name, both.
    """
    found: dict[str, Path] = {}
    for folder in sorted((exercises / "source").iterdir()):
        if folder.is_dir():
            named = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
            for stem in named or [folder.name]:
                slug = folder.name if stem == folder.name else f"{folder.name}-{stem}"
                found[re.sub(r"[^a-zA-Z0-9_-]+", "-", slug)] = folder / f"{stem}.ipynb"
    return found


def slugs(exercises: Path) -> list[str]:
    """The lessons that `exercises` holds."""
    return sorted(notebooks(exercises))


def _notebook_of(exercises: Path, slug: str) -> Path:
    return notebooks(exercises).get(slug, exercises / "source" / slug / f"{slug}.ipynb")


def fingerprint(exercises: Path, slug: str) -> str:
    """A digest of all files that a release of this lesson is made from; 64 hex digits."""
    digest = hashlib.sha256()
    folders = (_notebook_of(exercises, slug).parent, exercises / "teaching" / slug)
    files = [
        exercises / "nbgrader_config.py", exercises / AUTOTESTS,
        *(path for each in folders for path in sorted(each.glob("*"))),
    ]  # fmt: skip
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_lesson(exercises: Path, slug: str) -> LessonFile:
    """Read and release one lesson. Raises CannotRelease."""
    notebook_file, teaching = _notebook_of(exercises, slug), exercises / "teaching" / slug
    folder = notebook_file.parent
    if not notebook_file.is_file():
        raise CannotRelease(f"{notebook_file} is missing.")
    if len(slug) > LONGEST_SLUG:
        raise CannotRelease(f"{slug}: a name of more than {LONGEST_SLUG} letters.")
    written = json.loads(notebook_file.read_text())
    taught = (teaching / "lesson.toml").exists()  # else the notebook itself tells what there is
    about = _toml(teaching / "lesson.toml")
    if about.get("marking", "sealed") not in MARKING:
        raise CannotRelease(f"{slug}: marking in lesson.toml is one of {MARKING}.")
    pictures = _pictures(folder, written)
    data = _data(folder, about.get("files", []) if taught else _all_beside(folder), set(pictures))
    autotests = next((each / AUTOTESTS for each in (folder, exercises) if (each / AUTOTESTS).is_file()), None)
    source, release = generate(exercises, slug, written, pictures | data, autotests)
    check_release(source, release)
    about = about if taught else told_by_the_notebook(exercises, slug, source)
    notes = teaching / "volunteer_notes.md"
    return LessonFile(
        slug, about, source, release, pictures, _exercises(slug, teaching, about, source),
        notes.read_text() if notes.exists() else "", data, about.get("marking", "sealed"),
    )  # fmt: skip


def _all_beside(folder: Path) -> list[str]:
    return [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix != ".ipynb" and path.name != AUTOTESTS
    ]


def _data(folder: Path, names: list[str], pictures: set[str]) -> dict[str, bytes]:
    """The files that lie beside the notebook for its code. Raises CannotRelease: missing, too large."""
    data = {}
    for name in sorted(set(names) - pictures):
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise CannotRelease(f"{folder.name}: the file {name} does not lie beside the notebook.")
        data[name] = path.read_bytes()
    if sum(map(len, data.values())) > LARGEST_FILES:
        raise CannotRelease(f"{folder.name}: its files are larger than {LARGEST_FILES} bytes together.")
    return data


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text()) if path.exists() else {}


def _pictures(folder: Path, source: Notebook) -> dict[str, bytes]:
    """The pictures that the notebook's text shows. Raises CannotRelease for one missing or too large."""
    shown = {
        name
        for cell in source["cells"]
        if cell["cell_type"] == "markdown"
        for name in _PICTURE.findall(text_of(cell))
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


def check_release(source: Notebook, release: Notebook) -> None:
    """Raise CannotRelease when a line of a solution or hidden test stands in the child's version.

    Lines that stand in the open part of the source too say nothing secret.
    """
    secret, public = _secret_and_public_lines(source)
    given = {line.strip() for cell in release["cells"] for line in text_of(cell).splitlines()}
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
        for line in text_of(cell).splitlines():
            begins = any(begin in line for begin, _ in _SECRET_REGIONS)
            ends = any(end in line for _, end in _SECRET_REGIONS)
            if begins or ends:
                secret.add(line.strip())
                inside = begins
            elif line.strip():
                (secret if inside else public).add(line.strip())
    return secret, public


def _exercises(slug: str, teaching: Path, about: dict[str, Any], source: Notebook) -> list[ExerciseFile]:
    points = exercise_points(source)
    told = {each["id"] for each in about.get("exercises", [])}
    if told != set(points):
        raise CannotRelease(f"{slug}: lesson.toml and the notebook differ over {sorted(told ^ set(points))}.")
    if too_long := [each for each in points if len(each) > LONGEST_SLUG]:
        raise CannotRelease(f"{slug}: grade ids of more than {LONGEST_SLUG} letters: {too_long}.")
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


def _version(lesson: LessonFile) -> str:
    digest = hashlib.sha256(json.dumps([lesson.source, lesson.release], sort_keys=True).encode())
    for name, content in sorted((lesson.pictures | lesson.data).items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    if lesson.marking != "sealed":
        digest.update(lesson.marking.encode())
    return digest.hexdigest()[:12]
