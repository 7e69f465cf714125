"""Lesson Markdown as safe HTML: no script, no other origin, headings in order."""

from html import escape
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "s", "code", "pre"),
    *("blockquote", "br", "hr", "img", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"img": {"src", "alt", "title"}, "a": {"href", "title"}, "ol": {"start"}}

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def lesson_html(markdown: str, *, pictures: str, top: int, without_title: str = "") -> str:
    """The HTML of one Markdown cell.

    ``pictures`` is the address that picture names are put behind; ``top`` is the level
    that the cell's highest heading gets; a first heading that only repeats
    ``without_title`` is left out.
    """
    tokens = _markdown.parse(markdown)
    tokens = _without_first_heading(tokens, without_title)
    _level_headings(tokens, top)
    for token in tokens:
        for child in token.children or []:
            _lead_picture(child, pictures)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    )


def first_heading(markdown: str) -> str:
    """The words of the cell's first heading, or nothing if it does not begin with one."""
    tokens = _markdown.parse(markdown)
    starts = len(tokens) > 1 and tokens[0].type == "heading_open"
    return _words(tokens[1]) if starts else ""


def _without_first_heading(tokens: list[Token], title: str) -> list[Token]:
    starts = len(tokens) > 2 and tokens[0].type == "heading_open"
    if starts and title and _same(_words(tokens[1]), title):
        return tokens[3:]
    return tokens


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _same(heading: str, title: str) -> bool:
    """Whether a heading says what the title says, perhaps after a number."""
    letters = [ch for ch in heading.casefold() if ch.isalnum()]
    return "".join(letters).endswith("".join(ch for ch in title.casefold() if ch.isalnum()))


def _level_headings(tokens: list[Token], top: int) -> None:
    """Move headings so that the highest is at ``top`` and no level is skipped."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(top + levels.index(token.tag), 4)}"


def _lead_picture(token: Token, pictures: str) -> None:
    """Point a picture at the lesson's own folder; one from elsewhere becomes its words."""
    if token.type != "image":
        return
    source = str(token.attrs.get("src", ""))
    parts = urlsplit(source)
    if parts.scheme or parts.netloc or "/" in parts.path.removeprefix("./"):
        token.type, token.tag, token.content = "html_inline", "", escape(_words(token))
        return
    token.attrs["src"] = pictures + parts.path.removeprefix("./")
