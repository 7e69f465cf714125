"""Addresses of the hub that the site sends a browser to."""

from urllib.parse import urlencode

from django.conf import settings

from clubs.people.models import User


def enter_url(learner: User, lesson: str) -> str:
    """Where `learner` gets into the lesson with the slug `lesson`.

    A top-level address: the hub ends whoever was there before and asks us again who it is.
    """
    return f"{settings.CLUBS_HUB_URL}/hub/enter?{urlencode({'learner': learner.opaque_id, 'lesson': lesson})}"
