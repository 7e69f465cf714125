"""The volunteers who agreed to be listed."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from clubs.directory.models import ClubRole
from clubs.volunteers.models import VolunteerProfile
from website.pages.blocks import Pieces


@dataclass(frozen=True)
class ListedVolunteer:
    """What the page shows of somebody who agreed to be on it, and nothing else."""

    first_name: str
    picture: str
    skills: list[str]
    clubs: list[tuple[str, str]]


class VolunteersIndexPage(Page):
    """Who helps at the clubs, and how to join them."""

    lead = models.CharField(max_length=300, blank=True)
    body = StreamField(Pieces(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.PlainPage"]
    max_count_per_parent = 1
    template = "pages/volunteers_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``volunteers``, those who agreed to be listed."""
        return {**super().get_context(request, *args, **kwargs), "volunteers": listed_volunteers()}


def listed_volunteers() -> list[ListedVolunteer]:
    """Those who agreed, by first name, with the clubs they help at (name and page address). Two queries."""
    profiles = list(VolunteerProfile.objects.listed())
    clubs_of: dict[int, list[tuple[str, str]]] = {}
    roles = ClubRole.objects.current().filter(user__in=[profile.user_id for profile in profiles])
    for role in roles.select_related("club__page").order_by("club__name", "role"):
        page = getattr(role.club, "page", None)
        known = (role.club.name, page.url if page and page.live else "")
        if known not in clubs_of.setdefault(role.user_id, []):
            clubs_of[role.user_id].append(known)
    return [
        ListedVolunteer(
            profile.name_shown, profile.picture, profile.skill_names, clubs_of.get(profile.user_id, [])
        )
        for profile in profiles
    ]
