"""Makes the pages a borough starts with. Safe to run again: what an editor changed is left alone."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from clubs.directory.models import Club
from curriculum.courses.first_pages import load_lesson_pages
from website.pages.first_pages import home, news, plain
from website.pages.models import (
    BoroughDetails,
    ClubPage,
    ClubsIndexPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PlainPage,
    VolunteersIndexPage,
)

BOROUGH = {
    "service_name": "Camden Coding Clubs",
    "borough_name": "Camden",
    # Addresses and numbers that belong to nobody: example domains, Ofcom's range for fiction.
    "contact_email": "hello@clubs.example",
    "contact_telephone": "020 7946 0150",
    "contact_hours": "Monday to Friday, 9am to 5pm",
}


@transaction.atomic
def load_first_pages() -> HomePage:
    """Make every page that is missing, and a page for each club that has none; return the home page."""
    front = _home_page()
    site = _site(front)
    borough, _made = BoroughDetails.objects.get_or_create(site=site, defaults=BOROUGH)
    _below(front, ClubsIndexPage, home.CLUBS, show_in_menus=True)
    load_lesson_pages(front)
    volunteers = _below(front, VolunteersIndexPage, home.VOLUNTEERS, show_in_menus=True)
    help_page = _below(volunteers, PlainPage, home.HOW_TO_HELP)
    _below(front, PlainPage, home.PARENTS, show_in_menus=True)
    _load_news(front)
    for page in plain.FOOTER_PAGES:
        _below(front, PlainPage, page, in_footer=True)
    contact = plain.contact_body(borough.contact_email, borough.contact_telephone, borough.contact_hours)
    _below(front, PlainPage, {**plain.CONTACT, "body": contact}, in_footer=True)
    if front.volunteers_page is None:
        front.volunteers_page = help_page
        front.save_revision().publish()
    load_club_pages()
    return front


def load_club_pages() -> int:
    """Make a page for each listed club without one; return how many. Needs the clubs index."""
    index = ClubsIndexPage.objects.first()
    if index is None:
        return 0
    missing = Club.objects.listed().filter(page=None)
    drawings = ("library", "laptop_code", "robot_hello", "turtle_star", "rocket")
    for club in missing:
        drawing = drawings[club.pk % len(drawings)]
        index.add_child(instance=ClubPage(title=club.name, slug=club.slug, club=club, illustration=drawing))
    return len(missing)


def _home_page() -> HomePage:
    front = HomePage.objects.first()
    if front is not None:
        return front
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    # Wagtail's own welcome page holds the slug and says nothing of ours.
    root.get_children().filter(slug="home").delete()
    root.refresh_from_db()
    steps = [{"type": "step", "value": value} for value in home.STEPS]
    makes = [{"type": "make", "value": value} for value in home.MAKES]
    front = HomePage(slug="home", steps=steps, makes=makes, **home.HOME)
    root.add_child(instance=front)
    front.save_revision().publish()
    return front


def _site(front: HomePage) -> Site:
    host, _colon, port = settings.CLUBS_SITE_URL.split("://", 1)[1].partition(":")
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.root_page, site.site_name = host, front, BOROUGH["service_name"]
    site.port = int(port or (443 if settings.CLUBS_SITE_URL.startswith("https") else 80))
    site.save()
    return site


def _load_news(front: HomePage) -> None:
    index = _below(front, NewsIndexPage, news.NEWS_INDEX, show_in_menus=True)
    for item in news.NEWS:
        written = timezone.localdate() - timedelta(days=item["days_ago"])
        words = {name: value for name, value in item.items() if name != "days_ago"}
        _below(index, NewsPage, {**words, "date": written})


def _below[P: Page](parent: Page, kind: type[P], words: dict[str, Any], **more: Any) -> P:
    """The live page of this slug below ``parent``, made and published if it is not there."""
    found = kind.objects.child_of(parent).filter(slug=words["slug"]).first()
    if found is not None:
        return found
    page = kind(**words, **more)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
