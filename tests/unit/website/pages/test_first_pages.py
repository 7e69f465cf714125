"""The pages a borough starts with: all there, all well formed, no link that leads nowhere."""

from urllib.parse import urlsplit

import html5lib
import pytest
from wagtail.models import Page

from website.pages.first_pages.load import load_first_pages

pytestmark = pytest.mark.django_db


def links_of(html: str) -> set[str]:
    root = html5lib.parse(html, namespaceHTMLElements=False)
    return {a.get("href") for a in root.iter("a") if not urlsplit(a.get("href") or "").scheme}


def test_every_page_answers_and_no_link_is_dead(client, front):
    pages = Page.objects.descendant_of(front, inclusive=True).live()
    addresses = {page.url for page in pages}
    assert len(addresses) >= 14
    seen: set[str] = set()
    for address in sorted(addresses):
        response = client.get(address)
        assert response.status_code == 200, address
        seen |= {link for link in links_of(response.content.decode()) if not link.startswith("#")}
    for link in sorted(seen):
        assert client.get(link, follow=True).status_code == 200, link


def test_loading_twice_adds_nothing_and_keeps_an_editors_words(front):
    before = Page.objects.count()
    front.headline = "Our own words"
    front.save_revision().publish()
    load_first_pages()
    front.refresh_from_db()
    assert Page.objects.count() == before
    assert front.headline == "Our own words"


@pytest.mark.parametrize("slug", ["about-our-data", "accessibility", "privacy", "cookies", "contact"])
def test_the_footer_leads_to(client, front, slug):
    assert f'href="/{slug}/"' in client.get("/").content.decode()


def test_about_our_data_carries_the_licences_words(client, front):
    html = client.get("/about-our-data/").content.decode()
    for owner in ("OS data", "Royal Mail data", "National Statistics data"):
        assert f"Contains {owner} © " in html


def test_privacy_lists_what_the_register_declares(client, front):
    html = client.get("/privacy/").content.decode()
    assert "Birth date" in html
    assert "the child&#x27;s guardians" in html
