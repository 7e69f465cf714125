"""Short ways to write StreamField values by hand."""

from typing import Any

type Piece = dict[str, Any]


def text(*paragraphs: str) -> Piece:
    """Paragraphs; ``**bold**`` is not understood, HTML's own tags are."""
    return {"type": "text", "value": "".join(p if p.startswith("<ul") else f"<p>{p}</p>" for p in paragraphs)}


def points(*items: str) -> str:
    """A list, to stand among the paragraphs of ``text``."""
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def heading(words: str, level: int = 2) -> Piece:
    """A section's heading."""
    return {"type": "heading", "value": {"text": words, "level": str(level)}}


def questions(*pairs: tuple[str, str]) -> Piece:
    """Questions that open to their answers."""
    return {
        "type": "questions",
        "value": [{"question": question, "answer": f"<p>{answer}</p>"} for question, answer in pairs],
    }


def facts(*pairs: tuple[str, str]) -> Piece:
    """Facts side by side."""
    return {
        "type": "facts",
        "value": [{"label": label, "text": words} for label, words in pairs],
    }


def steps(*rows: tuple[str, str]) -> Piece:
    """Numbered steps without drawings."""
    return {
        "type": "steps",
        "value": [{"title": title, "text": words, "illustration": ""} for title, words in rows],
    }


def generated(kind: str) -> Piece:
    """A piece the site writes from its own records: ``personal_data`` or ``attributions``."""
    return {"type": kind, "value": None}
