"""The corpus: honest notebooks as children hand them in, by assignment and notebook."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import PyFileConfigLoader

from tests.unit.exercises import lessons

from . import meddling
from .cells import Notebook, grade_id_of
from .kind import Kind, without_signs
from .kinds import KINDS
from .releases import released

OWN = ("split", "answer-deleted", "test-deleted", "setup-deleted", "moved", "cells-added")
"""What happens to a model notebook of each of our own lessons."""


@dataclass(frozen=True)
class Entry:
    """One notebook of an assignment, and what children made of it.

    `written` is the source as its author wrote it, `source` the same with
    AUTOTEST lines made into tests; `handed_in` is child → notebook; `beside` are all
    files that lie beside the source.
    """

    assignment: str
    notebook: str
    written: Notebook
    source: Notebook
    release: Notebook
    handed_in: dict[str, Notebook]
    beside: dict[str, bytes]
    mode: str = "sealed"
    ours: bool = False

    @property
    def files(self) -> dict[str, bytes]:
        """What the code may read."""
        return {name: content for name, content in self.beside.items() if name != "autotests.yml"}

    @property
    def names(self) -> list[str]:
        """Each child's notebook as the golden files and the lists of differences call it."""
        return [f"{self.assignment}/{self.notebook}/{child}" for child in self.handed_in]


ASSIGNMENTS = [*lessons.SLUGS, *dict.fromkeys(kind.assignment or kind.name for kind in KINDS)]


def entries(assignment: str) -> list[Entry]:
    """An assignment's notebooks."""
    if assignment in lessons.SLUGS:
        return [own_entry(assignment)]
    return [kind_entry(kind) for kind in KINDS if (kind.assignment or kind.name) == assignment]


def kind_entry(kind: Kind) -> Entry:
    """One of nbgrader's kinds of notebooks."""
    with tempfile.TemporaryDirectory(prefix="parity-") as name:
        for file, content in kind.files.items():
            Path(name, file).write_bytes(content)
        source, release = released(kind.source, Path(name) if kind.autotests else None)
    return Entry(
        kind.assignment or kind.name, kind.name, kind.source, source, release, kind.handed_in(release),
        dict(kind.files), "compatible" if kind.compatible else "sealed",
    )  # fmt: skip


def own_entry(slug: str) -> Entry:
    """One of our own lessons: each known wrong answer, half-done notebooks, and cells gone astray."""
    config = PyFileConfigLoader("nbgrader_config.py", str(lessons.ROOT / "exercises")).load_config()
    source, release = released(lessons.notebook(slug), config=config)
    model = {
        grade_id_of(cell): without_signs(cell["source"])
        for cell in source["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    exercises = lessons.exercises(slug)
    whole = Kind.answered(release, model)
    sent = {"model": whole, "empty": release}
    for exercise, place, wrong in lessons.wrong_answers(slug):
        sent[f"{exercise}-wrong-{place + 1}"] = Kind.answered(release, model | {exercise: wrong["code"]})
    for count in range(1, len(exercises)):
        done = {exercise: model[exercise] for exercise in exercises[:count]}
        sent[f"first-{count}-done"] = Kind.answered(release, done)
        last = {exercise: model[exercise] for exercise in exercises[count:]}
        sent[f"first-{count}-left-out"] = Kind.answered(release, last)
    sent |= {name: meddling.meddled(whole, name) for name in OWN}
    return Entry(slug, slug, _plain(lessons.notebook(slug)), source, release, sent, {}, ours=True)


def _plain(notebook: NotebookNode) -> Notebook:
    made: Notebook = dict(notebook)
    return made
