"""The hub's own pages: well-formed, in words for children, and nothing from elsewhere."""

import re
from pathlib import Path
from types import SimpleNamespace

import html5lib
import jinja2
import pytest

TEMPLATES = Path(__file__).resolve().parents[3] / "hub_config" / "templates"
LESSONS = "http://localhost:8000/learn/"


COPIER = SimpleNamespace(name="copy-abcdefgh12345678")


class InWords(Exception):
    jupyterhub_message = "This lesson belongs to another child."


PAGES = {
    "opening": ("spawn_pending.html", {"progress_url": "/hub/api/users/a/server/progress?_xsrf=x"}),
    "tidying": ("stop_pending.html", {}),
    "put away": ("not_running.html", {"spawn_url": "/hub/spawn/a?next=%2Fuser%2Fa%2F"}),
    "did not open": ("not_running.html", {"spawn_url": "/hub/spawn/a", "failed": True, "failed_message": ""}),
    "did not open, with words": (
        "not_running.html",
        {"spawn_url": "/hub/spawn/a", "failed": True, "failed_message": "Please try again."},
    ),
    "a copy, opening": ("spawn_pending.html", {"progress_url": "/hub/x", "user": COPIER}),
    "a copy, closed": ("not_running.html", {"spawn_url": "/hub/spawn/a", "user": COPIER}),
    "a copy, not opened": ("not_running.html", {"spawn_url": "/hub/spawn/a", "user": COPIER, "failed": True}),
    "signed out": ("logout.html", {}),
    "sign in": ("login.html", {"authenticator_login_url": "/hub/oauth_login"}),
    "bad address": ("error.html", {"status_code": 400}),
    "another child": ("error.html", {"status_code": 403, "exception": InWords()}),
    "not yours": ("error.html", {"status_code": 403, "exception": ValueError("OAuth state mismatch")}),
    "not yours, from the proxy": ("error.html", {"status_code": 403}),
    "nothing here": ("404.html", {"status_code": 404}),
    "crowded": ("error.html", {"status_code": 429}),
    "stuck": (
        "error.html",
        {"status_code": 500, "message": "Traceback: KeyError", "exception": ValueError()},
    ),
    "down": ("error.html", {"status_code": 503}),
}


def render(template: str, values: dict) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.get_template(template).render(base_url="/hub/", lessons_url=LESSONS, **values)


@pytest.mark.parametrize(("template", "values"), PAGES.values(), ids=PAGES)
def test_page_is_well_formed(template, values):
    page = render(template, values)
    parser = html5lib.HTMLParser(strict=True)
    document = parser.parse(page)
    tags = [element.tag.rpartition("}")[2] for element in document.iter() if isinstance(element.tag, str)]
    assert tags.count("h1") == 1
    assert tags.count("main") == 1
    assert tags.count("title") == 1
    identities = re.findall(r'\bid="([^"]+)"', page)
    assert len(identities) == len(set(identities))
    assert '<html lang="en-GB">' in page


@pytest.mark.parametrize(("template", "values"), PAGES.values(), ids=PAGES)
def test_page_asks_nothing_of_another_origin_and_holds_no_inline_script(template, values):
    page = render(template, values)
    for address in re.findall(r'(?:src|href|action)="([^"]*)"', page):
        assert address == LESSONS or address == "" or address.startswith("/hub/")
        if address.startswith("/hub/look/"):
            assert (TEMPLATES / "look" / address.removeprefix("/hub/look/")).is_file()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script>", page)


@pytest.mark.parametrize(("template", "values"), PAGES.values(), ids=PAGES)
def test_page_speaks_to_children(template, values):
    words = re.sub(r"<[^>]+>", " ", render(template, values)).lower()
    for unwanted in ("error", "invalid", "submit", "server", "oauth", "traceback", "jupyter", "spawn"):
        assert unwanted not in words


def test_reason_in_words_is_shown():
    assert "another child" in render(*PAGES["another child"])
    assert "Please try again." in render(*PAGES["did not open, with words"])


@pytest.mark.parametrize("script", sorted((TEMPLATES / "look").glob("*.js")), ids=lambda path: path.name)
def test_pages_work_without_their_scripts(script):
    """Whatever a script presses is a link in the page, or the page refreshes by itself."""
    pages = [path.read_text() for path in TEMPLATES.glob("*.html") if script.name in path.read_text()]
    assert pages
    assert all('href="' in page or 'http-equiv="refresh"' in page for page in pages)
