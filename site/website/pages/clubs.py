"""The clubs: a finder over all of them, and a page for each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from clubs.booking.offerings import Offer, offers_of_club
from clubs.directory.models import Club, Venue
from clubs.finder.views import finder_context
from clubs.timetable.models import Session
from website.pages.blocks import Pieces
from website.pages.illustrations import ILLUSTRATIONS
from website.pages.templatetags.face import clock


class ClubsIndexPage(Page):
    """Find a club: the finder's box, filters and results."""

    lead = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ClubPage"]
    max_count_per_parent = 1
    template = "pages/clubs_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the finder with every club; a search itself is answered at its own address."""
        return {**super().get_context(request, *args, **kwargs), **finder_context()}


class ClubPage(Page):
    """One club's page: its facts come from the directory, its story from an editor."""

    club = models.OneToOneField("directory.Club", on_delete=models.PROTECT, related_name="page")
    illustration = models.CharField(max_length=40, choices=ILLUSTRATIONS, default="library")
    body = StreamField(Pieces(), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("club"),
        FieldPanel("illustration"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("body"),
        index.RelatedFields("club", [index.SearchField("summary")]),
    ]
    parent_page_types = ["pages.ClubsIndexPage"]
    subpage_types: list[str] = []
    template = "pages/club_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``club``, its ``offers`` with places counted now, ``when`` it meets and ``access`` facts."""
        context = super().get_context(request, *args, **kwargs)
        club = Club.objects.select_related("venue", "organisation").get(pk=self.club_id)
        now = timezone.now()
        offers = offers_of_club(club, now)
        context |= {
            "club": club,
            "offers": offers,
            "can_book": any(offer.is_open for offer in (*offers.terms, *offers.sessions)),
            "counted_at": now,
            "when": meets(offers.sessions),
            "access": access_facts(club.venue),
        }
        return context


@dataclass(frozen=True)
class AccessFact:
    """One thing a family needs to know before it sets out, there or not there."""

    words: str
    there: bool


def access_facts(venue: Venue) -> list[AccessFact]:
    """What the venue has and has not, said both ways."""
    facts = [
        (venue.step_free, "Step-free from the street", "There are steps"),
        (venue.accessible_toilet, "Accessible toilet", "No accessible toilet"),
        (venue.hearing_loop, "Hearing loop", "No hearing loop"),
        (venue.quiet_space, "A quiet space to go to", "No separate quiet space"),
        (venue.free_wifi, "Free Wi-Fi", "No free Wi-Fi"),
    ]
    return [AccessFact(yes if there else no, there) for there, yes, no in facts]


def meets(offers: Iterable[Offer]) -> str:
    """The usual day and times of coming sessions in words: "Saturdays, 10am to 12pm"; '' without any."""
    usual = Counter(
        (date_format(timezone.localtime(session.starts_at), "l"), _hours(session))
        for offer in offers
        for session in offer.sessions
    )
    if not usual:
        return ""
    (day, hours), _times = usual.most_common(1)[0]
    return f"{day}s, {hours}"


def _hours(session: Session) -> str:
    return f"{clock(session.starts_at)} to {clock(session.ends_at)}"
