"""News: short pieces with a date."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from website.pages.blocks import Pieces
from website.pages.illustrations import ILLUSTRATIONS

A_PAGE_SHOWS = 12


class NewsIndexPage(Page):
    """All news, newest first."""

    lead = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.NewsPage"]
    max_count_per_parent = 1
    template = "pages/news_index_page.html"

    def news(self) -> models.QuerySet["NewsPage"]:
        """The live news below this page, newest first."""
        return NewsPage.objects.child_of(self).live().order_by("-date", "-pk")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``news``, one page of it."""
        context = super().get_context(request, *args, **kwargs)
        context["news"] = Paginator(self.news(), A_PAGE_SHOWS).get_page(request.GET.get("page"))
        return context


class NewsPage(Page):
    """One piece of news."""

    date = models.DateField(default=timezone.localdate)
    lead = models.CharField(max_length=300)
    illustration = models.CharField(max_length=40, choices=ILLUSTRATIONS, default="laptop_code")
    body = StreamField(Pieces(), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("lead"),
        FieldPanel("illustration"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "pages/news_page.html"
