"""The front door."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from website.pages.blocks import MakeBlock, Pieces, QuoteBlock, StepBlock
from website.pages.illustrations import ILLUSTRATIONS
from website.pages.news import NewsPage

NEWS_SHOWN = 3


class HomePage(Page):
    """The finder box first, then how it works, what children make, who helps, and the news."""

    headline = models.CharField(max_length=80)
    lead = models.CharField(max_length=240)
    illustration = models.CharField(max_length=40, choices=ILLUSTRATIONS, default="friends_at_table")
    steps_title = models.CharField(max_length=80, default="How it works")
    steps = StreamField([("step", StepBlock())], min_num=3, max_num=3, blank=True)
    makes_title = models.CharField(max_length=80, default="What children make")
    makes_lead = models.CharField(max_length=240, blank=True)
    makes = StreamField([("make", MakeBlock())], max_num=6, blank=True)
    quotes = StreamField([("quote", QuoteBlock())], max_num=2, blank=True)
    volunteers_title = models.CharField(max_length=80, default="Could you help?")
    volunteers_lead = models.CharField(max_length=300, blank=True)
    volunteers_button = models.CharField(max_length=60, default="Help at a club")
    volunteers_page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(Pieces(), blank=True, help_text="Anything more, below all else.")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("lead"), FieldPanel("illustration")], heading="Welcome"
        ),
        MultiFieldPanel([FieldPanel("steps_title"), FieldPanel("steps")], heading="How it works"),
        MultiFieldPanel(
            [FieldPanel("makes_title"), FieldPanel("makes_lead"), FieldPanel("makes")],
            heading="What children make",
        ),
        FieldPanel("quotes"),
        MultiFieldPanel(
            [
                FieldPanel("volunteers_title"),
                FieldPanel("volunteers_lead"),
                FieldPanel("volunteers_button"),
                FieldPanel("volunteers_page"),
            ],
            heading="Volunteers",
        ),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("headline"), index.SearchField("lead")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "pages/home_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``news``, the newest three."""
        context = super().get_context(request, *args, **kwargs)
        context["news"] = NewsPage.objects.live().descendant_of(self).order_by("-date", "-pk")[:NEWS_SHOWN]
        return context
