"""A copy as the site sends it, and as it lies in the adult's own folder: a notebook and its pictures.

What the site sends was cleaned there. It is looked at again all the same: this is the last place before
Jupyter reads it, and nothing here may be trusted, signed or already run.
"""

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from hub_config.lesson_server.refusals import SiteAway
from hub_config.lesson_server.release import PICTURE_NAME

MOST_PICTURES = 40


@dataclass(frozen=True)
class Copy:
    """A notebook (nbformat 4) and pictures by name."""

    notebook: Any
    pictures: dict[str, bytes]

    @classmethod
    def from_reply(cls, reply: dict[str, Any]) -> "Copy":
        """Read the site's answer. Raises SiteAway for one of another shape."""
        files = reply.get("files")
        try:
            notebook = nbformat.from_dict(reply["notebook"])
            nbformat.validate(notebook)
            if not isinstance(files, list) or len(files) > MOST_PICTURES:
                raise SiteAway
            pictures = {
                file["name"]: base64.b64decode(file["content_base64"], validate=True)
                for file in files
                if PICTURE_NAME.fullmatch(file["name"])
            }
        except (KeyError, TypeError, AttributeError, ValueError, binascii.Error) as problem:
            raise SiteAway from problem
        except nbformat.ValidationError as problem:
            raise SiteAway from problem
        return cls(without_traces(notebook), pictures)


def without_traces(notebook: Any) -> Any:
    """The notebook with nothing that was run and nothing that claims to be trusted."""
    for name in ("signature", "signing_key"):
        notebook.metadata.pop(name, None)
    for cell in notebook.cells:
        cell.metadata.pop("trusted", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def lay_down(copy: Copy, home: Path, identity: str) -> None:
    """Write a copy into a folder of its own, whole or not at all: the notebook comes last."""
    folder = home / identity
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, content in copy.pictures.items():
        (folder / name).write_bytes(content)
    draft = folder / ".notebook.new"
    draft.write_text(nbformat.writes(copy.notebook), "utf-8")
    draft.replace(folder / "notebook.ipynb")
