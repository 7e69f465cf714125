"""What nbgrader gives out of a source notebook: its own steps of `generate_assignment`, without a course."""

import copy
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader import preprocessors
from nbgrader.nbgraderformat import MetadataValidator
from traitlets.config import Config

from .cells import Notebook

# As nbgrader.converters.GenerateAssignment lists them, without those that write a gradebook.
STEPS = (
    preprocessors.LockCells,
    preprocessors.ClearSolutions,
    preprocessors.ClearOutput,
    preprocessors.CheckCellMetadata,
    preprocessors.ComputeChecksums,
    preprocessors.ClearHiddenTests,
    preprocessors.ClearMarkScheme,
    preprocessors.ComputeChecksums,
)


def released(
    source: Notebook, folder: Path | None = None, config: Config | None = None
) -> tuple[Notebook, Notebook]:
    """Give the source with its AUTOTEST lines made into tests, and the release.

    Older schemas are brought up to date first, as `nbgrader update` does. `folder` holds autotests.yml.
    """
    notebook = nbformat.from_dict(copy.deepcopy(source))
    MetadataValidator().upgrade_notebook_metadata(notebook)
    resources = ResourcesDict(metadata={"path": str(folder or Path.cwd())})
    if folder is not None:
        notebook, resources = preprocessors.InstantiateTests().preprocess(notebook, resources)
    made = copy.deepcopy(notebook)
    for step in STEPS:
        made, resources = step(config=config or Config()).preprocess(made, resources)
    return _plain(notebook), _plain(made)


def _plain(notebook: Any) -> Notebook:
    if isinstance(notebook, dict):
        return {key: _plain(value) for key, value in notebook.items()}
    return [_plain(value) for value in notebook] if isinstance(notebook, list) else notebook
