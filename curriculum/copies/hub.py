"""Which copy the hub speaks of, and where a browser goes to see one."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from clubs.people.models import User

from .models import NotebookCopy
from .rules import is_open


def copy_named(name: str) -> NotebookCopy | None:
    """The copy that the hub knows by that name, open or not; None for any other text."""
    return NotebookCopy.objects.with_all_of_it().filter(hub_name=name).first()


def open_copy(adult: User) -> NotebookCopy | None:
    """The copy that this adult may look at now, if there is one."""
    now = timezone.now()
    found = NotebookCopy.objects.with_all_of_it().open(now).filter(taken_by=adult).first()
    return found if found is not None and is_open(found, now) else None


def enter_url(copy: NotebookCopy) -> str:
    """Where the adult gets into Notebook with it; the hub asks us again who it is."""
    there = {"copier": copy.hub_name, "copy": str(copy.pk)}
    return f"{settings.CLUBS_HUB_URL}/hub/enter-copy?{urlencode(there)}"
