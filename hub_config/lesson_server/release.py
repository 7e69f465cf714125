"""A lesson as the site releases it: read, checked, and kept beside the child's file."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from hub_config.lesson_server.refusals import SiteAway

#: A lesson's slug, which is a folder's name too.
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
#: The name of a picture beside a notebook.
PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(?:png|jpe?g|gif|webp|svg)")
#: Where the last release is kept in the lesson's folder.
KEPT_AS = ".release.json"


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson: its id, title, points, how many hints it has, and what is learnt in it."""

    id: str
    title: str
    points: float
    hints: int
    learns: str = ""


@dataclass(frozen=True)
class Release:
    """A release: ``notebook`` in nbformat 4; ``files`` are pictures by name."""

    slug: str
    title: str
    version: str
    notebook: dict[str, Any]
    files: dict[str, bytes]
    exercises: tuple[Exercise, ...]

    @classmethod
    def from_reply(cls, reply: dict[str, Any], slug: str) -> "Release":
        """Read the lesson API's reply; SiteAway if it is not what we agreed."""
        try:
            if reply["slug"] != slug:
                raise SiteAway
            return cls(
                slug=slug,
                title=str(reply["title"]),
                version=str(reply["version"]),
                notebook=_notebook(reply["notebook"]),
                files=_pictures(reply.get("files") or []),
                exercises=tuple(_exercise(row) for row in reply["exercises"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise SiteAway from problem

    def keep(self, folder: Path) -> None:
        """Write the release, without its pictures, beside the child's file."""
        kept = {
            "slug": self.slug,
            "title": self.title,
            "version": self.version,
            "notebook": self.notebook,
            "exercises": [vars(exercise) for exercise in self.exercises],
        }
        (folder / KEPT_AS).write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def kept_in(cls, folder: Path, slug: str) -> "Release | None":
        """The release that was kept last, or None if there is none to be read."""
        try:
            return cls.from_reply(json.loads((folder / KEPT_AS).read_text("utf-8")), slug)
        except (OSError, ValueError, TypeError, AttributeError, SiteAway):
            return None


def _notebook(notebook: Any) -> dict[str, Any]:
    """The notebook with its sources as single strings; SiteAway if it is not a sound one."""
    try:
        if notebook["nbformat"] != 4:
            raise SiteAway
        read = nbformat.reads(json.dumps(notebook), as_version=4)
        nbformat.validate(read)
    except Exception as problem:
        # nbformat raises whatever a malformed notebook makes it trip over.
        raise SiteAway from problem
    return dict(read)


def _pictures(rows: list[dict[str, str]]) -> dict[str, bytes]:
    """Pictures by name; a name that is not a picture's is left out."""
    try:
        return {
            row["name"]: base64.b64decode(row["content_base64"], validate=True)
            for row in rows
            if PICTURE_NAME.fullmatch(row["name"])
        }
    except binascii.Error as problem:
        raise SiteAway from problem


def _exercise(row: dict[str, Any]) -> Exercise:
    return Exercise(
        id=str(row["id"]),
        title=str(row["title"]),
        points=float(row["points"]),
        hints=int(row["hints"]),
        learns=str(row.get("learns") or ""),
    )
