"""What every page of ours must be: well formed, titled, with one h1, unique ids, nothing inline or foreign.

``check_html(response)`` raises AssertionError naming each fault. ``CheckedClient``
is Django's test client that checks every page it fetches (conftest's ``client``).
"""

import re
from typing import Any
from urllib.parse import urlsplit

import html5lib
from django.conf import settings
from django.test import Client
from html5lib.constants import E as MEANINGS

# Pages that others draw; their HTML is not ours to mend.
NOT_OURS = ("/cms/", "/documents/")
# Attributes a browser fetches from by itself.
FETCHES = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src",),
    "audio": ("src",),
    "object": ("data",),
    "use": ("href",),
    "form": ("action",),
}
# A link rel that only names a place, and fetches nothing.
NAMES_ONLY = {"canonical", "alternate"}
OWN_HOSTS = {"", "localhost", "testserver"}


class CheckedClient(Client):
    """Checks every HTML page it gets that our own templates drew."""

    def request(self, **request: Any) -> Any:
        """As Django's; AssertionError for a page with a fault."""
        response = super().request(**request)
        path = str(request.get("PATH_INFO", ""))
        if response.status_code == 200 and is_page(response) and not path.startswith(NOT_OURS):
            check_html(response)
        return response


def is_page(response: Any) -> bool:
    """Whether this is a whole HTML page (not a part of one for htmx, nor a stream)."""
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith("text/html") or getattr(response, "streaming", False):
        return False
    return response.content.lstrip()[:15].lower().startswith((b"<!doctype", b"<html"))


def check_html(response: Any) -> None:
    """Raise AssertionError with every fault of the page."""
    found = faults(response.content.decode(), nonce=_nonce(response))
    assert not found, "The page has faults:\n" + "\n".join(f"- {fault}" for fault in found)


def faults(html: str, *, nonce: str | None = None) -> list[str]:
    """Every fault of a page's HTML, in words; [] for a good one."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(html)
    found = [_parse_fault(error, html) for error in parser.errors]
    return found + _structure(root) + _inline(root, nonce) + _elsewhere(root)


def _parse_fault(error: tuple[tuple[int, int], str, dict[str, object]], html: str) -> str:
    (line, column), code, values = error
    lines = html.splitlines()
    near = lines[line - 1].strip()[:100] if 0 < line <= len(lines) else ""
    return f"not well formed at {line}:{column}: {MEANINGS.get(code, code) % values} near {near!r}"


def _structure(root) -> list[str]:
    found = []
    if not root.get("lang"):
        found.append("<html> has no lang")
    title = root.find("head/title")
    if title is None or not (title.text or "").strip():
        found.append("no title")
    headings = root.findall(".//h1")
    if len(headings) != 1:
        found.append(f"{len(headings)} h1 instead of one")
    elif not "".join(headings[0].itertext()).strip():
        found.append("the h1 is empty")
    ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
    found += [
        f"id {name!r} stands {ids.count(name)} times" for name in sorted({i for i in ids if ids.count(i) > 1})
    ]
    found += [
        f"<{e.tag}> is a component that was never drawn" for e in root.iter() if str(e.tag).startswith("c-")
    ]
    found += [
        f"label for {label.get('for')!r} names nothing" for label in root.iter("label") if _lost(label, ids)
    ]
    found += [
        f"<img src={image.get('src')!r}> has no alt" for image in root.iter("img") if image.get("alt") is None
    ]
    return found


def _lost(label, ids: list[str]) -> bool:
    return label.get("for") is not None and label.get("for") not in ids


def _inline(root, nonce: str | None) -> list[str]:
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("style") is not None:
            found.append(f"<{element.tag}> has a style attribute")
        found += [
            f"<{element.tag}> has {name}"
            for name, _value in element.items()
            if re.fullmatch(r"on[a-z]+", name)
        ]
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            if element.tag == "script" and element.get("type") in ("application/json", "text/x-template"):
                continue
            if not element.get("nonce") or (nonce is not None and element.get("nonce") != nonce):
                found.append(f"<{element.tag}> inside the page without this answer's nonce")
    return found


def _elsewhere(root) -> list[str]:
    ours = [urlsplit(address).hostname or "" for address in (settings.CLUBS_SITE_URL, settings.CLUBS_HUB_URL)]
    return [
        f"<{element.tag}> asks another origin: {address}"
        for element in root.iter()
        if element.tag in FETCHES and not NAMES_ONLY & set((element.get("rel") or "").split())
        for attribute in FETCHES[element.tag]
        for address in _addresses(element.get(attribute) or "", attribute)
        if (urlsplit(address).hostname or "") not in {*OWN_HOSTS, *ours}
    ]


def _addresses(value: str, attribute: str) -> list[str]:
    if attribute == "srcset":
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value] if value and not value.startswith("data:") else []


def _nonce(response: Any) -> str | None:
    policy = response.headers.get("Content-Security-Policy", "")
    match = re.search(r"'nonce-([^']+)'", policy)
    return match[1] if match else None
