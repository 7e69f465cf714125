"""What an editor sets once for the whole borough."""

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site


@register_setting(icon="home")
class BoroughDetails(BaseSiteSetting):
    """Names and ways to reach the team, shown in the frame of every page and in mail."""

    service_name = models.CharField(
        max_length=60, default="Coding Clubs", help_text="Stands beside the logo."
    )
    borough_name = models.CharField(max_length=60, default="our borough")
    contact_email = models.EmailField(blank=True)
    contact_telephone = models.CharField(max_length=30, blank=True)
    contact_hours = models.CharField(
        max_length=80, blank=True, help_text="When somebody answers the telephone."
    )

    panels = [
        MultiFieldPanel([FieldPanel("service_name"), FieldPanel("borough_name")], heading="Names"),
        MultiFieldPanel(
            [FieldPanel("contact_email"), FieldPanel("contact_telephone"), FieldPanel("contact_hours")],
            heading="How people reach the team",
        ),
    ]

    class Meta:
        verbose_name = "borough details"
        verbose_name_plural = "borough details"

    @classmethod
    def of_request(cls, request: HttpRequest | None) -> "BoroughDetails | None":
        """The details of the site asked for, read once a request; None before an editor has set them."""
        if request is None:
            return None
        if not hasattr(request, "_borough_details"):
            site = Site.find_for_request(request)
            request._borough_details = cls.objects.filter(site=site).first() if site else None  # type: ignore[attr-defined]
        return request._borough_details  # type: ignore[attr-defined]
