"""What the lesson's own notes say to a volunteer about the exercise a child is on.

Pure: reads `Lesson.volunteer_notes` (docs/how-to/write-a-lesson.md) as text and never as HTML.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_NOTES = 3
_BULLET = re.compile(r"^[-*] +(.+)$")
_WORD = re.compile(r"[a-z0-9_]{4,}")
# Words that stand in every note and so tell nothing of an exercise.
_EVERYWHERE = frozenset({"that", "this", "with", "them", "they", "their", "what", "from", "python", "line"})


@dataclass(frozen=True)
class Suggestion:
    """`idea`: what the exercise teaches; `known`: the message of a known mistake; `notes`: what to try."""

    idea: str = ""
    known: str = ""
    notes: list[str] = field(default_factory=list)


def suggest(
    volunteer_notes: str,
    *,
    exercise: str,
    title: str,
    error_kind: str = "",
    message: str = "",
    wrong_answers: Iterable[Mapping[str, str]] = (),
) -> Suggestion:
    """What to try with a child who is on this exercise.

    A section of the notes headed by the exercise comes whole. Else those of the notes' points that
    name its last error or the exercise, then those that share most words with the message it got.
    """
    known = message if message and any(each.get("message") == message for each in wrong_answers) else ""
    sections = _sections(volunteer_notes)
    own = next((lines for head, lines in sections if _names(head, exercise, title)), None)
    points = own if own else _points(sections, exercise, title, error_kind, message)
    return Suggestion(_idea(volunteer_notes, exercise), known, points[:MOST_NOTES])


def _sections(notes: str) -> list[tuple[str, list[str]]]:
    """Each heading with its points and paragraphs, in order, freed of Markdown's signs."""
    found: list[tuple[str, list[str]]] = []
    for line in notes.splitlines():
        if line.startswith("#"):
            found.append((line.lstrip("# ").strip(), []))
        elif found and line.strip() and not line.lstrip().startswith("|"):
            bullet = _BULLET.match(line.strip())
            found[-1][1].append(_plain(bullet.group(1) if bullet else line.strip()))
    return found


def _names(heading: str, exercise: str, title: str) -> bool:
    return heading.casefold() in {exercise.casefold(), title.casefold()}


def _points(
    sections: list[tuple[str, list[str]]], exercise: str, title: str, error_kind: str, message: str
) -> list[str]:
    usual = [point for head, points in sections if "wrong" in head.casefold() for point in points]
    named = [point for point in usual if _mentions(point, exercise, title, error_kind)]
    words = _telling_words(message)
    near = sorted(
        (point for point in usual if point not in named and len(words & _telling_words(point)) >= 2),
        key=lambda point: -len(words & _telling_words(point)),
    )
    if named or near:
        return [*named, *near]
    return next((points for head, points in sections if "helping" in head.casefold()), [])


def _mentions(point: str, exercise: str, title: str, error_kind: str) -> bool:
    if error_kind and re.search(rf"\b{re.escape(error_kind)}\b", point):
        return True
    names = {exercise.casefold(), exercise.replace("-", " ").casefold(), title.casefold()}
    return any(re.search(rf"\b{re.escape(name)}\b", point.casefold()) for name in names if len(name) > 3)


def _telling_words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold())) - _EVERYWHERE


def _idea(notes: str, exercise: str) -> str:
    """The new idea of the exercise, from the notes' table."""
    for line in notes.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.lstrip().startswith("|") and len(cells) >= 2 and cells[0] == exercise:
            return _plain(cells[1])
    return ""


def _plain(text: str) -> str:
    """Without Markdown's signs; a star inside backticks is code and stays."""
    parts = text.split("`")
    return "".join(part if place % 2 else part.replace("*", "") for place, part in enumerate(parts))
