"""A folder like `exercises/`, with the small lesson of `tests.factories.lessons` in it."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.factories import lessons

REPOSITORY = Path(__file__).resolve().parents[2]
LESSON = """title = "Small lesson"
summary = "Small things."
story = ""
course = "small-course"
order = 1
minutes = 5
ages = [8, 12]

[[exercises]]
id = "double"
title = "Twice"

[[exercises]]
id = "hello"
title = "Hello"
"""


def folder(beside: Path, slug: str = "small-lesson", source: dict[str, Any] | None = None) -> Path:
    """Make ``beside/exercises`` with one lesson that nobody has released."""
    exercises = beside / "exercises"
    (exercises / "source" / slug).mkdir(parents=True)
    (exercises / "teaching" / slug).mkdir(parents=True)
    shutil.copy(REPOSITORY / "exercises" / "nbgrader_config.py", exercises)
    notebook = source or lessons.source_notebook()
    (exercises / "source" / slug / f"{slug}.ipynb").write_text(json.dumps(notebook))
    (exercises / "teaching" / slug / "lesson.toml").write_text(LESSON)
    return exercises
