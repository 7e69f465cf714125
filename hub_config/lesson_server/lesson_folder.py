"""A lesson's folder in the child's home: ``lessons/<slug>/<slug>.ipynb``.

Opening mends what needs mending and says so in words; nothing the child wrote is ever
thrown away: what is replaced goes into ``kept/`` under a dated name.
"""

import datetime
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from hub_config.lesson_server.answers import bring_in, grading, is_answer, outline
from hub_config.lesson_server.refusals import LessonTooLarge, LessonUnreadable
from hub_config.lesson_server.release import Release
from hub_config.lesson_server.scratch import is_scratch
from hub_config.lesson_server.site_api import LARGEST_NOTEBOOK

#: A file larger than this is not read at all, in bytes.
LARGEST_FILE = 20 * 1024 * 1024

SET_ASIDE = (
    "We could not read your saved work, so here is a fresh start. The old file is kept in the folder “kept”."
)
NEWER_LESSON = "This lesson has been updated. Everything you wrote is still here."
MENDED = "Some parts of this lesson had gone missing, so we put them back."


@dataclass(frozen=True)
class OpenLesson:
    """An opened lesson; ``path`` is relative to the home, ``notes`` are for the child."""

    release: Release
    notebook: dict[str, Any]
    path: str
    notes: tuple[str, ...]

    @property
    def was_run(self) -> bool:
        """Whether anything in it shows what it printed, so that Python seems to remember it."""
        return any(cell.get("outputs") for cell in self.notebook["cells"] if cell["cell_type"] == "code")


class LessonFolder:
    """The folder of one lesson; ``path`` names its notebook from the home on."""

    def __init__(self, folder: Path, slug: str) -> None:
        self.slug = slug
        self.folder = folder
        self.file = folder / f"{slug}.ipynb"
        self.path = f"lessons/{slug}/{slug}.ipynb"

    @classmethod
    def in_home(cls, home: Path, slug: str) -> "LessonFolder":
        """The folder of a lesson in the home of the server that shows it."""
        return cls(home / "lessons" / slug, slug)

    def open(self, release: Release | None) -> OpenLesson | None:
        """Open the lesson as ``release`` has it, or as it was kept when that is None.

        Gives None if there is no release and none was kept.
        """
        before = Release.kept_in(self.folder, self.slug)
        current = release or before
        if current is None:
            return None
        self.folder.mkdir(parents=True, exist_ok=True)
        answers, notes = self._answers()
        notebook = current.notebook
        if answers is not None:
            merged = bring_in(answers, current.notebook, before.notebook if before else None)
            notebook = _valid(merged)
            notes += self._keep_what_changes(answers, notebook, before, current)
        if answers is None or notebook != answers:
            self._write(notebook)
        self._write_beside(current)
        return OpenLesson(current, notebook, self.path, tuple(notes))

    def picture(self, name: str) -> Path | None:
        """The path of a picture of the lesson, or None if there is none of that name."""
        path = self.folder / name
        return path if path.is_file() else None

    def to_hand_in(self) -> bytes:
        """The notebook on disk without what it printed and the child's own boxes, as the site takes it."""
        notebook = self._read()
        if notebook is None:
            raise LessonUnreadable
        notebook["cells"] = [cell for cell in notebook["cells"] if not is_scratch(cell)]
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
        body = nbformat.writes(nbformat.from_dict(notebook)).encode()
        if len(body) > LARGEST_NOTEBOOK:
            raise LessonTooLarge
        return body

    def program(self, exercise: str) -> str:
        """The child's answer to an exercise as it was last saved; "" if there is none to read."""
        notebook = self._read()
        cells = notebook["cells"] if notebook is not None else []
        answers = (cell for cell in cells if is_answer(cell) and grading(cell).get("grade_id") == exercise)
        return str(next((cell["source"] for cell in answers), ""))

    def _answers(self) -> tuple[dict[str, Any] | None, list[str]]:
        """The child's notebook; a file that cannot be read is set aside."""
        if not os.path.lexists(self.file):
            return None, []
        notebook = self._read()
        if notebook is not None:
            return notebook, []
        self.file.rename(self._kept_name("could not read"))
        return None, [SET_ASIDE]

    def _read(self) -> dict[str, Any] | None:
        """The notebook on disk, or None if that is not a notebook of a sensible size."""
        try:
            status = self.file.stat()
            if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
                return None
            return _sound(nbformat.reads(self.file.read_text("utf-8"), as_version=4))
        except Exception:
            # nbformat raises whatever the broken JSON made it trip over.
            return None

    def _keep_what_changes(
        self,
        answers: dict[str, Any],
        notebook: dict[str, Any],
        before: Release | None,
        current: Release,
    ) -> list[str]:
        """Keep a copy of a file that is about to change; say why it changes."""
        if outline(notebook) == outline(answers):
            return []
        newer = before is not None and before.version != current.version
        kept = self._kept_name("before the update" if newer else "before mending")
        kept.write_bytes(self.file.read_bytes())
        return [NEWER_LESSON if newer else MENDED]

    def _kept_name(self, why: str) -> Path:
        """A new dated name in ``kept/``."""
        kept = self.folder / "kept"
        kept.mkdir(exist_ok=True)
        when = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H.%M.%S.%f")
        return kept / f"{self.slug} {when} {why}.ipynb"

    def _write(self, notebook: dict[str, Any]) -> None:
        """Replace the file in one step, so that a crash leaves the old one or the new."""
        part = self.file.with_suffix(".part")
        part.write_text(nbformat.writes(nbformat.from_dict(notebook)), encoding="utf-8")
        part.replace(self.file)

    def _write_beside(self, release: Release) -> None:
        """Write the pictures and keep the release."""
        for name, content in release.files.items():
            path = self.folder / name
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)
        release.keep(self.folder)


def _sound(notebook: Any) -> dict[str, Any] | None:
    """The notebook if its cells have the shape that the rest relies on, else None."""
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(map(_is_cell, cells)):
        return None
    return notebook


def _is_cell(cell: Any) -> bool:
    return (
        isinstance(cell, dict)
        and cell.get("cell_type") in {"code", "markdown", "raw"}
        and isinstance(cell.get("metadata"), dict)
        and isinstance(cell.get("source"), str)
    )


def _valid(notebook: dict[str, Any]) -> dict[str, Any]:
    """The merged notebook, without its outputs if those are what makes it unsound."""
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
    return notebook
