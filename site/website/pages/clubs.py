"""The clubs: a finder over all of them, and a page for each."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from website.pages.blocks import Pieces
from website.pages.illustrations import ILLUSTRATIONS


class ClubsIndexPage(Page):
    """Find a club: the finder's box, filters and results."""

    lead = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ClubPage"]
    max_count_per_parent = 1
    template = "pages/clubs_index_page.html"


class ClubPage(Page):
    """One club's page: its facts come from the directory, its story from an editor."""

    club = models.OneToOneField("directory.Club", on_delete=models.PROTECT, related_name="page")
    illustration = models.CharField(max_length=40, choices=ILLUSTRATIONS, default="library")
    body = StreamField(Pieces(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("club"), FieldPanel("illustration"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("body"),
        index.RelatedFields("club", [index.SearchField("summary")]),
    ]
    parent_page_types = ["pages.ClubsIndexPage"]
    subpage_types: list[str] = []
    template = "pages/club_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``club`` with its venue and organisation."""
        context = super().get_context(request, *args, **kwargs)
        context["club"] = self.club
        return context
