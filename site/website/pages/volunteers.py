"""The volunteers who agreed to be listed."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from website.pages.blocks import Pieces


class VolunteersIndexPage(Page):
    """Who helps at the clubs, and how to join them."""

    lead = models.CharField(max_length=300, blank=True)
    body = StreamField(Pieces(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.PlainPage"]
    max_count_per_parent = 1
    template = "pages/volunteers_index_page.html"
