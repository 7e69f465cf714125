"""``nbgrader release_assignment``: propose a lesson, or a new version of one, to the site.

Tests run with the marker's own standing, so the site only keeps what is proposed. Whoever
looks after its machine reads it, and gives it out with ``manage.py release_lessons``.
"""

import base64
import json
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.exchange import abc
from traitlets import Unicode

from hub_config.exchange.base import LessonExchange
from hub_config.lesson_server.release import PICTURE_NAME

#: The largest proposal that the site takes, in bytes of JSON.
LARGEST_PROPOSAL = 4 * 1024 * 1024
TEACHING_FILES = ("lesson.toml", "hints.toml", "wrong_answers.toml", "volunteer_notes.md")


class LessonReleaseAssignment(LessonExchange, abc.ExchangeReleaseAssignment):
    """Sends source notebook, pictures and teaching files; ``--force`` replaces one's earlier proposal."""

    teaching_directory = Unicode(
        "teaching", help="Folder of hints, wrong answers and notes, beside the source folder."
    ).tag(config=True)

    def init_src(self) -> None:
        """Find the lesson's two folders in the course."""
        super().init_src()
        slug, root = self.coursedir.assignment_id, Path(self.coursedir.root)
        self.source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", slug))
        self.teaching = root / self.teaching_directory / slug
        if not (self.source / f"{slug}.ipynb").is_file():
            self.fail(f"Assignment not found at: {self.source / f'{slug}.ipynb'}")
        if not (self.teaching / "lesson.toml").is_file():
            self.fail(f"What the lesson is about is missing: {self.teaching / 'lesson.toml'}")

    def copy_files(self) -> None:
        """Send the proposal."""
        slug = self.coursedir.assignment_id
        body = json.dumps(self._proposal(slug)).encode()
        if len(body) > LARGEST_PROPOSAL:
            self.fail(f"The lesson is too large to send: {len(body)} bytes of {LARGEST_PROPOSAL}.")
        proposed = self.ask(lambda site_api: site_api.propose(slug, body))
        self.log.info("Proposed as: %s %s %s", self.course, slug, proposed.get("id", ""))
        self.log.info(
            "It is kept and not yet given out. Whoever looks after the site's machine reads it, then runs: "
            "manage.py release_lessons --proposed %s",
            slug,
        )

    def _proposal(self, slug: str) -> dict[str, Any]:
        return {
            "source": self._notebook(self.source / f"{slug}.ipynb"),
            "pictures": self._pictures(slug),
            "teaching": {
                name: (self.teaching / name).read_text("utf-8")
                for name in TEACHING_FILES
                if (self.teaching / name).is_file()
            },
            "replace": self.force,
        }

    def _notebook(self, path: Path) -> dict[str, Any]:
        """The source notebook without what it printed."""
        try:
            notebook = nbformat.reads(path.read_text("utf-8"), as_version=4)
        except Exception as problem:  # nbformat raises whatever broken JSON made it trip over
            self.fail(f"{path} is not a notebook: {problem}")
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
        return dict(notebook)

    def _pictures(self, slug: str) -> list[dict[str, str]]:
        pictures = []
        for path in sorted(self.source.iterdir()):
            if path.name == f"{slug}.ipynb" or path.name.startswith("."):
                continue
            if not path.is_file() or not PICTURE_NAME.fullmatch(path.name):
                self.fail(f"Only pictures stand beside a source notebook: {path}")
            content = base64.b64encode(path.read_bytes()).decode()
            pictures.append({"name": path.name, "content_base64": content})
        return pictures
