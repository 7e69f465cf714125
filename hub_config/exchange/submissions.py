"""What was handed in: as the site tells it, and the copies that are kept on this machine."""

import datetime
import json
import re
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hub_config.lesson_server.refusals import SiteAway
from hub_config.lesson_server.release import SLUG

#: Copies kept of each lesson; the oldest go.
MOST_COPIES = 20
STATES = {
    "stored": "waiting to be marked",
    "marking": "being marked",
    "marked": "marked",
    "set_aside": "waiting for a person to look at it",
}
_COPY = re.compile(r"(?P<student>[^+]+)\+(?P<slug>[^+]+)\+(?P<timestamp>[^+/]+)")


@dataclass(frozen=True)
class OwnSubmission:
    """One of this person's submissions; points are None until it is marked."""

    id: str
    slug: str
    state: str
    stored_at: datetime.datetime
    marked_at: str | None
    points: float | None
    max_points: float | None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "OwnSubmission":
        """Read one row of the site's; SiteAway if it is not what we agreed."""
        try:
            if not SLUG.fullmatch(row["lesson"]) or row["state"] not in STATES:
                raise SiteAway
            return cls(
                id=str(uuid.UUID(row["id"])),
                slug=row["lesson"],
                state=row["state"],
                stored_at=moment(row["stored_at"]),
                marked_at=row["marked_at"],
                points=_number(row["points"]),
                max_points=_number(row["max_points"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise SiteAway from problem

    @property
    def has_feedback(self) -> bool:
        """Whether it is marked: feedback is out from that moment on."""
        return self.state == "marked"

    @property
    def words(self) -> str:
        """Where it stands: its points, or what it waits for."""
        if self.points is None or self.max_points is None:
            return STATES[self.state]
        return f"{self.points:g} of {self.max_points:g} points"


def moment(written: str) -> datetime.datetime:
    """A moment as the site writes it, with its zone. Raises ValueError, TypeError."""
    read = datetime.datetime.fromisoformat(written)
    if read.tzinfo is None:
        raise ValueError("a moment without a zone")
    return read


def timestamp_of(stored_at: datetime.datetime, zone: str, written_as: str) -> str:
    """The moment as nbgrader names a submission by it. `zone` and `written_as` are the exchange's own."""
    there = datetime.UTC if zone == "UTC" else ZoneInfo(zone)
    return stored_at.astimezone(there).strftime(written_as)


@dataclass(frozen=True)
class Copy:
    """A copy of what was handed in: nbgrader's cache, one folder a submission."""

    folder: Path
    student: str
    slug: str
    timestamp: str

    @property
    def submission_id(self) -> str:
        """The site's id of it, "" where that was lost."""
        try:
            return str(json.loads((self.folder / "submission.json").read_text("utf-8"))["id"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""


def copies(cache: Path, slug: str = "") -> list[Copy]:
    """The copies in a course's cache, of one lesson or of all, oldest first."""
    found = []
    for folder in cache.glob("*+*+*"):
        named = _COPY.fullmatch(folder.name)
        if named and folder.is_dir() and slug in ("", named["slug"]):
            found.append(Copy(folder, named["student"], named["slug"], named["timestamp"]))
    return sorted(found, key=lambda copy: (copy.slug, copy.timestamp))


def keep_copy(cache: Path, copy: Copy, notebook: bytes, identity: str) -> None:
    """Write a copy into a course's cache; beyond `MOST_COPIES` of a lesson the oldest go."""
    copy.folder.mkdir(parents=True, exist_ok=True)
    (copy.folder / f"{copy.slug}.ipynb").write_bytes(notebook)
    (copy.folder / "timestamp.txt").write_text(copy.timestamp, encoding="utf-8")
    (copy.folder / "submission.json").write_text(json.dumps({"id": identity}), encoding="utf-8")
    for old in copies(cache, copy.slug)[:-MOST_COPIES]:
        shutil.rmtree(old.folder)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
