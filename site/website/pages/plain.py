"""A page of words: about, privacy, accessibility, help."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from website.pages.blocks import Pieces


class PlainPage(Page):
    """A title, an opening sentence and pieces below it."""

    lead = models.CharField(
        max_length=300, blank=True, help_text="One or two sentences that say what this is."
    )
    body = StreamField(Pieces(), blank=True)
    in_footer = models.BooleanField(default=False, help_text="Link to it at the foot of every page.")

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("in_footer")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    subpage_types = ["pages.PlainPage"]
    template = "pages/plain_page.html"
